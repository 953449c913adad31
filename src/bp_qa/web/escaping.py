"""Making text from an article, a model or a person safe to stand in our own markup."""

import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BREAKS = re.compile(r"\s*\n\s*")


def plain(text: str) -> str:
    """`text` as characters that neither HTML nor Markdown gives a meaning.

    Every ASCII punctuation mark becomes a numeric character reference, so that tags, attributes, links,
    images, emphasis, code, formulas and bare addresses in an article are shown as they were written.
    White space is kept; a line break becomes a space, since a blank line would end an HTML block.
    """
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match.group())};", _BREAKS.sub(" ", text))
