"""Questions in two parts ("… năm 2017 và … năm 2023 là bao nhiêu?"), so that each part can be looked up."""

import re

from bp_qa.vietnamese.tokens import tokenize, words

_BREAKS = (
    re.compile(r"[,;]\s*(?:và\s+)?(?:còn|thế còn|trong khi)\s+", re.IGNORECASE),
    re.compile(r"\s+(?:so với|khác (?:gì )?(?:với|so với)|khác)\s+(?!nhau)", re.IGNORECASE),
    re.compile(r"\s+(?:lớn|nhiều|ít|cao|thấp|sớm|muộn|dài|ngắn|rộng)\s+hơn\s+(?=\w)", re.IGNORECASE),
    re.compile(r"\s*,?\s+và\s+", re.IGNORECASE),
    re.compile(r"\s+hay\s+", re.IGNORECASE),
)
# What is asked of both parts, after the last comma or at the end of the second part.
_SHARED = re.compile(
    r"(?:[,;:]\s*|\s+)(?P<tail>(?:(?:nơi|bên|cái|đơn vị|văn bản|lễ|năm|sự kiện|việc|bài|chương trình|tỉnh|xã)"
    r" nào\b"
    r"|khác nhau|giống nhau|lần lượt|là bao nhiêu|do \w+ nào|dựa vào|được \w+ (?:khi|ngày|năm) nào|"
    r"cái nào|ai\b).*)$",
    re.IGNORECASE,
)
_LEAST_WORDS = 3
_ASKS = re.compile(r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|khi nào|thế nào|ra sao)\b", re.IGNORECASE)


def split_comparison(question: str) -> tuple[str, str] | None:
    """The two questions within `question`, each complete with what is asked of both; None if it is one."""
    bare = question.strip().rstrip("?!. ")
    for pattern in _BREAKS:
        for match in pattern.finditer(bare):
            left, right = bare[: match.start()].strip(" ,;"), bare[match.end() :].strip(" ,;")
            parts = _complete(left, right)
            if parts is not None:
                return parts
    return None


def _complete(left: str, right: str) -> tuple[str, str] | None:
    shared = _SHARED.search(right)
    tail = shared["tail"] if shared else ""
    own = right[: shared.start()].strip(" ,;:") if shared else right
    if min(len(words(left)), len(words(own))) < _LEAST_WORDS or not (_names(left) and _names(own)):
        return None
    if tail and not _asks(left):
        left = f"{left}, {tail}"
    if tail:
        right = f"{own}, {tail}"
    return (f"{left}?", f"{right}?") if _asks(left) and _asks(right) else None


def _asks(part: str) -> bool:
    return _ASKS.search(part) is not None


def _names(part: str) -> bool:
    """Whether a part names something that it can be looked up by: a name, a number or a date."""
    return any(token.text[0].isupper() or token.text[0].isdigit() for token in tokenize(part)[1:])
