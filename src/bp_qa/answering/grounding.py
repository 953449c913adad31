"""Checks a sentence that a language model wrote against the quotes it cites."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bp_qa.answering.alignment import misfit, novel
from bp_qa.answering.wording import Unit, UnitKind, numeral, same, units
from bp_qa.vietnamese.forms import fold, nfc, tone_last
from bp_qa.vietnamese.tokens import words

Similarity = Callable[[str, str], float]
"""Cosine similarity of two texts (-1 to 1)."""

MARKER = re.compile(r"\s?\[(\d{1,3})\]")
# A last net beneath the checks of wording, which decide: e5 puts even unrelated sentences near 0.8.
# It was set by judgement, not fitted.
LEAST_SIMILARITY = 0.84
_MOST_CHARS = 700
_FEWEST_WORDS = 4
# A statement has at least one word in common with what was asked, or is this many words long.
_WORDS_ALONE = 12
_LEAD = re.compile(
    r"^(?:(?:Theo|Dựa theo|Dựa vào|Căn cứ) (?:các |những )?"
    r"(?:trích dẫn|đoạn trích|nguồn|bài viết|bài báo|thông tin|tài liệu)"
    r"(?: (?:số )?\d{1,3}| trên| này| được cung cấp| đã cho)?,\s*|"
    r"(?:Cụ thể|Ngoài ra|Bên cạnh đó|Đồng thời)(?: là)?,\s*)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"https?:|www\.|\w@\w|[<>{}|\\`*#=~^_\[\]‹›]|\b(?:system|assistant|user|prompt|json|trich_dan)\b",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:trích dẫn|đoạn trích|câu hỏi|hướng dẫn (?:trước|này|trên)|chỉ dẫn|mô hình ngôn ngữ|trợ lý ai|"
    r"bỏ qua|tôi là|tôi không|tôi có thể|tôi xin)\b",
    re.IGNORECASE,
)


def _keys(text: str) -> frozenset[str]:
    return frozenset(map(tone_last, text.split()))


_HONORIFIC = _keys("ông bà anh chị em đồng chí cụ cô chú thầy ngày")
# Before a number these say that it is not exact, so they may be neither added nor left out.
_BOUNDS = _keys("hơn gần khoảng trên dưới chừng quá đa thiểu nhất thứ lần")
_FOLLOW_FREELY = _keys("của và tại ở vào trong do là được cho")


@dataclass(frozen=True)
class Quote:
    """A piece of an article, shown to the model under its number.

    Attributes:
        text: the article's own words.
        title: of the article.
        day: when it was published, as the reader writes it; may be empty.
    """

    number: int
    text: str
    title: str = ""
    day: str = ""

    @cached_property
    def units(self) -> Sequence[Unit]:
        """What the text says, unit by unit."""
        return units(nfc(self.text))

    @cached_property
    def title_units(self) -> Sequence[Unit]:
        """What the title says, unit by unit."""
        return units(nfc(self.title))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown.

    Attributes:
        reason: why not, in English, for logs and tests; empty if it may.
        numbers: of the quotes that bear it out.
    """

    ok: bool
    reason: str = ""
    numbers: tuple[int, ...] = field(default=())


def check_sentence(
    sentence: str,
    quotes: Mapping[int, Quote],
    similarity: Similarity | None = None,
    *,
    question: str = "",
    least_similarity: float = LEAST_SIMILARITY,
) -> Verdict:
    """Whether `sentence`, with its markers ``[1]``, says only what one of the quotes it cites says.

    A sentence without a marker is held against every quote.

    Args:
        similarity: of the sentence to its quote; not asked if None.
        question: what the sentence should have to do with; anything if empty.
    """
    cited = list(dict.fromkeys(int(number) for number in MARKER.findall(sentence)))
    unknown = [number for number in cited if number not in quotes]
    if unknown:
        return Verdict(False, f"cites no quote: {unknown[0]}")
    bare = plain_sentence(sentence)
    problem = _form_problem(bare) or _relevance_problem(bare, question)
    if problem:
        return Verdict(False, problem)
    said = units(bare)
    reasons: list[str] = []
    supporting: list[int] = []
    for number in cited or quotes:
        quote = quotes[number]
        reason = _content_problem(said, quote)
        if not reason and similarity is not None and similarity(bare, quote.text) < least_similarity:
            reason = "means something else than the quote"
        if reason:
            reasons.append(reason)
        else:
            supporting.append(number)
    if supporting:
        # Markers that bear nothing out are left off; without any, one quote is enough.
        return Verdict(True, numbers=tuple(supporting if cited else supporting[:1]))
    return Verdict(False, reasons[0] if reasons else "there is no quote")


def plain_sentence(sentence: str) -> str:
    """`sentence` without its markers, bullets, emphasis and introductory words."""
    bare = nfc(MARKER.sub("", sentence)).strip()
    bare = re.sub(r"^(?:[-*•–]|\d{1,2}[.)])\s+", "", bare).replace("**", "").strip()
    led = _LEAD.match(bare)
    if led:
        bare = bare[led.end() :]
        bare = bare[:1].upper() + bare[1:]
    return bare


def supported_facts(said: Sequence[Unit], support: Sequence[Unit]) -> str:
    """The first number, date, document number or name of `said` that is not in `support`; else empty."""
    for position, unit in enumerate(said):
        if (unit.fact or numeral(unit)) and not any(
            _same_amount(said, position, support, at) for at in range(len(support))
        ):
            return unit.text
    for begin, end in _name_runs(said):
        if not _stands_as_name(said, begin, end, support):
            return " ".join(unit.text for unit in said[begin:end])
    return ""


def _form_problem(bare: str) -> str:
    if len(bare) > _MOST_CHARS:
        return "too long"
    if len(words(bare)) < _FEWEST_WORDS:
        return "no sentence"
    if bare.endswith("?"):
        return "a question"
    if _MARKUP.search(bare):
        return "holds markup, an address or a role"
    if _ABOUT_ITSELF.search(bare):
        return "speaks of the task"
    if not all(_ordinary(char) for char in bare):
        return "holds letters of another script"
    return ""


def _ordinary(char: str) -> bool:
    if char.isalpha():
        return fold(char).isascii()
    return char.isascii() or char in "“”‘’–—…°²³½%" or char.isspace()


def _relevance_problem(bare: str, question: str) -> str:
    if not question:
        return ""
    mine = [word for word in words(bare) if word.islower()]
    asked = {tone_last(word) for word in words(nfc(question))}
    shared = {tone_last(word) for word in mine if len(word) > 1} & asked
    return "" if shared or len(mine) >= _WORDS_ALONE else "does not speak of what was asked"


def _content_problem(said: Sequence[Unit], quote: Quote) -> str:
    if quote.text.rstrip(' \n"”’»)').endswith("?"):
        return "the quote only asks"
    unknown = supported_facts(said, [*quote.units, *_names_of(quote.title_units)])
    if unknown:
        return f"not in the quote: {unknown}"
    strange = novel(said, quote.units)
    if strange:
        return f"not in the quote: {strange[0].text}"
    problem = misfit(said, quote.units)
    return problem.reason if problem else ""


def _names_of(title: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in title if unit.capital]


def _same_amount(said: Sequence[Unit], position: int, support: Sequence[Unit], at: int) -> bool:
    """Whether a fact stands at `at` with the same thing counted, no more and no less exactly."""
    if not same(said[position], support[at]):
        return False
    if said[position].kind not in (UnitKind.NUMBER, UnitKind.WORD):
        return True
    mine, theirs = _beside(said, position - 1), _beside(support, at - 1)
    if said[position].before or support[at].before:
        mine = theirs = ""
    if (mine in _BOUNDS or theirs in _BOUNDS) and mine != theirs:
        return False
    if position + 1 >= len(said) or said[position + 1].before:
        return True
    follows = said[position + 1]
    if follows.key in _FOLLOW_FREELY:
        return True
    return at + 1 < len(support) and not support[at + 1].before and same(follows, support[at + 1])


def _beside(found: Sequence[Unit], position: int) -> str:
    return found[position].key if 0 <= position < len(found) else ""


def _name_runs(found: Sequence[Unit]) -> list[tuple[int, int]]:
    """Runs of capitalised words; the word a sentence begins with counts only with more behind it."""
    runs: list[tuple[int, int]] = []
    position = 0
    while position < len(found):
        end = position
        while end < len(found) and found[end].capital and (end == position or not found[end].before):
            end += 1
        if end > position and not (position == 0 and end == 1):
            runs.append((position, end))
        position = max(end, position + 1)
    return runs


def _stands_as_name(said: Sequence[Unit], begin: int, end: int, support: Sequence[Unit]) -> bool:
    """Whether the run ``[begin, end)``, or its rest at the start of a sentence, is a name of `support`."""
    if _whole_name(said[begin:end], support):
        return True
    return begin == 0 and end > 1 and _whole_name(said[1:end], support)


def _whole_name(name: Sequence[Unit], support: Sequence[Unit]) -> bool:
    size = len(name)
    typed_plain = all(unit.text.isascii() for unit in name)
    for at in range(len(support) - size + 1):
        here = support[at : at + size]
        if not all(
            other.capital and (fold(unit.text) == fold(other.text) if typed_plain else unit.key == other.key)
            for unit, other in zip(name, here, strict=True)
        ):
            continue
        if _edge(support, at - 1, at, name[0]) and _edge(support, at + size, at + size - 1, name[-1]):
            return True
    return False


def _edge(support: Sequence[Unit], outside: int, inside: int, own: Unit) -> bool:
    """Whether a name ends between two units: what lies outside is not part of the same name."""
    if not 0 <= outside < len(support):
        return True
    other = support[outside]
    later = support[max(outside, inside)]
    if not other.capital or later.before:
        return True
    if other.text.isupper() and len(other.text) > 1:  # an abbreviation: "BĐBP Nghệ An" are two names
        return True
    if own.text.isupper() and len(own.text) > 1:
        return True
    return outside < inside and (
        other.key in _HONORIFIC or outside == 0 or bool(set(other.before) & set(".;!?:"))
    )
