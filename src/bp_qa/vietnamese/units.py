"""Units of measure: the symbols that newspapers print, and the words that people ask with."""

import re
from collections.abc import Mapping

from bp_qa.vietnamese.forms import nfc

# Symbol → the other ways to write it. Short ones that are also other things ("m", "g", "ha") are not looked
# for in a question; only "mét" and the like are.
_LONG_FORMS: Mapping[str, tuple[str, ...]] = {
    "km²": ("km2", "ki-lô-mét vuông", "ki lô mét vuông", "kilômét vuông", "kilomet vuông", "cây số vuông"),
    "m²": ("m2", "mét vuông"),
    "m³": ("m3", "mét khối"),
    "km/h": ("km/giờ", "ki-lô-mét một giờ", "cây số một giờ", "cây số giờ"),
    "km": ("ki-lô-mét", "ki lô mét", "kilômét", "kilomet", "cây số"),
    "cm": ("xăng-ti-mét", "xen-ti-mét", "xăng ti mét", "xentimét"),
    "mm": ("mi-li-mét", "mi li mét", "milimét"),
    "ha": ("héc-ta", "héc ta", "hécta", "hecta"),
    "kg": ("ki-lô-gam", "ki lô gam", "kilôgam", "kilogam"),
    "CV": ("mã lực", "sức ngựa"),
    "kW": ("ki-lô-oát", "kilôoát"),
    "MW": ("mê-ga-oát", "mêgaoát"),
    "°C": ("độ C", "độ xê"),
    "USD": ("đô la Mỹ", "đô-la Mỹ", "đôla Mỹ", "đô la", "đô-la", "đôla"),
    "%": ("phần trăm",),
}
_SYMBOL_OF = {form.casefold(): symbol for symbol, forms in _LONG_FORMS.items() for form in forms}
_FORMS = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_SYMBOL_OF, key=len, reverse=True)))})(?!\w)", re.IGNORECASE
)
# Symbols that mean nothing else wherever they stand.
_SYMBOLS = re.compile(
    r"(?<![^\W\d_])(?:km/h|km[²2]|m[²2]|m³|km|cm|mm|kg|USD|°C|%)(?!\w)",
)


def is_unit(text: str) -> bool:
    """Whether `text` is the symbol of a unit."""
    return text in _LONG_FORMS


def with_symbols(text: str) -> str:
    """`text` with units as newspapers print them: ``"rộng mấy mét vuông"`` → ``"rộng mấy m²"``."""

    def symbol(match: re.Match[str]) -> str:
        written = match.group()
        return written if _is_name(written) else _SYMBOL_OF[written.casefold()]

    return _FORMS.sub(symbol, nfc(text))


def _is_name(written: str) -> bool:
    """Whether this is a name that looks like a unit, as of the house M2."""
    return len(written) <= 3 and written.isupper()


def unit_spellings(text: str) -> list[tuple[str, str]]:
    """Units in `text` as they are written there, each with every other way to write it."""
    text = nfc(text)
    found = dict.fromkeys(match.group() for match in _FORMS.finditer(text) if not _is_name(match.group()))
    found |= dict.fromkeys(match.group() for match in _SYMBOLS.finditer(_FORMS.sub(" ", text)))
    return [(written, other) for written in found for other in _others(written)]


def _others(written: str) -> list[str]:
    symbol = _SYMBOL_OF.get(written.casefold(), written)
    return [form for form in (symbol, *_LONG_FORMS[symbol]) if form.casefold() != written.casefold()]
