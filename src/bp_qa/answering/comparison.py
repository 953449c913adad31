"""Questions about two things ("… năm 2017 và năm 2023 là bao nhiêu?"), so that each can be looked up alone.

The two stand side by side, joined by a word such as "và" or "hay", and begin alike more often than not
("năm … và năm …", "xã … hay xã …"). Where the second begins shows where the first does; what stands before
and after both is asked of each.
"""

import re
from itertools import islice

from bp_qa.answering.followup import without_aside
from bp_qa.vietnamese.tokens import Token, tokenize, words

_JOINS = (
    re.compile(r"\s*[,;]\s*(?:và\s+)?(?:còn|thế còn|trong khi)\s+", re.IGNORECASE),
    re.compile(r"\s+(?:so với|khác (?:gì )?(?:với|so với)|khác)\s+(?!nhau)", re.IGNORECASE),
    re.compile(r"\s+(?:lớn|nhiều|ít|cao|thấp|sớm|muộn|dài|ngắn|rộng)\s+hơn\s+(?=\w)", re.IGNORECASE),
    re.compile(r"\s+hay\s+", re.IGNORECASE),
    re.compile(r"\s*,?\s+và\s+", re.IGNORECASE),
)
_PLACES = "nơi|bên|tỉnh|huyện|thị xã|xã|phường|bộ|cơ quan|đơn vị"
_THINGS = "cái|luật|nghị định|nghị quyết|người|đồn|bản|văn bản|lễ|năm|sự kiện|việc|vụ|lần|bài|chương trình"
_KINDS = rf"(?:{_PLACES}|{_THINGS}|ai)"
# Where the second of the two ends and what is asked of both begins.
_TAIL = re.compile(
    rf"(?:[,;:]\s*|\s+)(?P<tail>(?:{_KINDS} nào\b|mỗi \w+ |khác nhau|giống nhau|lần lượt|"
    r"là (?:bao nhiêu|ai|gì|khi nào|ngày nào)|do (?:\w+ nào|ai)|dựa vào|được \w+ (?:khi|ngày|năm) nào|"
    r"thu giữ|có (?:bao nhiêu|mấy|nhiều)|\w+ hơn\b|ai\b).*)$",
    re.IGNORECASE,
)
_OF_BOTH = re.compile(rf"\b(?:{_KINDS} nào\b.*\bhơn|lần lượt|mỗi \w+|(?:khác|giống) nhau)\b", re.IGNORECASE)
_COMPARES = re.compile(
    rf"\b(?:{_KINDS} nào\b.*\bhơn|lần lượt|mỗi (?:bên|nơi)|(?:khác|giống) (?:nhau|gì|với)|"
    r"so sánh|hơn (?:hay|không|kém)|cả hai)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:ai|gì|nào|đâu|mấy|bao nhiêu|bao giờ|thế nào|ra sao)\b", re.IGNORECASE)
_IN_TURN = re.compile(r"\s*\blần lượt\b", re.IGNORECASE)
# "Ngoài Lào và Campuchia, …" asks for what is neither.
_BESIDES = re.compile(r"(?:ngoài|trừ)\b", re.IGNORECASE)
# What is between two things is one thing.
_BETWEEN = re.compile(r"\bgiữa\b(?:\s+\S+){1,8}\s+và\s", re.IGNORECASE)
_COMPARE = re.compile(r"^(?:hãy )?so sánh\s+", re.IGNORECASE)
# "xã nào rộng hơn" asked of one xã is how wide it is.
_WHICH = re.compile(rf"\s*\b{_KINDS} nào\b\s*", re.IGNORECASE)
_MORE = re.compile(r"\bnhiều\b(?P<what>.*?)\s*\bhơn\b|\b(?P<how>\w+)\s+hơn\b", re.IGNORECASE)
_AFTER_MORE = re.compile(r"\bhơn\s*[,:]\s*")
# "A có giá trị lớn hơn B không": of each how large it is.
_YES_OR_NO = re.compile(
    r"^(?P<one>.+?)(?:\s+có(?:\s+(?P<what>[^\W\d_]+(?:\s+[^\W\d_]+){0,2}))?)?\s+"
    r"(?P<how>lớn|nhiều|ít|cao|thấp|dài|ngắn|rộng|đông|sớm|muộn)(?P<of>(?:\s+[^\W\d_]+){0,4}?)\s+hơn\s+"
    r"(?P<two>(?!\d).+?)\s+(?:không|chăng|chưa)$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^(?:cuối|đầu|giữa|đến|tới|sau|trước|khi|lúc|trong|hồi|tháng|ngày|năm|theo|tại|ở)$", re.IGNORECASE
)
_BEFORE_NAME = re.compile(r"^(?:của|ở|tại|cho|do|theo|trong|với)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:ông|bà|anh|chị|đồng chí)\s+", re.IGNORECASE)
_LEAST_WORDS = 3
_MOST_JOINS = 12


def compares(question: str) -> bool:
    """Whether `question` asks about two things at once, whether or not it can be taken apart."""
    return _COMPARES.search(without_aside(question)) is not None


def split_comparison(question: str) -> tuple[str, str] | None:
    """The two questions within `question`, each complete with what is asked of both; None if it is one."""
    bare = _COMPARE.sub("", without_aside(question).strip()).rstrip("?!. ")
    if _BESIDES.match(bare) or _BETWEEN.search(bare):
        return None
    asked = _YES_OR_NO.match(bare)
    if asked and all(_is_telling(asked[name]) and not _asks(asked[name]) for name in ("one", "two")):
        one, two = asked["one"], asked["two"]
        start = _where_first_begins(one, two) or 0
        return _measured(one, asked), _measured(f"{one[:start]}{two}", asked)
    for pattern in _JOINS:
        for match in islice(pattern.finditer(bare), _MOST_JOINS):
            left, right = bare[: match.start()].strip(" ,;"), bare[match.end() :].strip(" ,;")
            parts = _two_questions(left, right) or _side_by_side(left, right)
            if parts is not None:
                return parts
    return None


def _two_questions(left: str, right: str) -> tuple[str, str] | None:
    """Both halves as they stand, if each asks and names something."""
    if not (_asks(left) and _asks(right)) or min(len(words(left)), len(words(right))) < _LEAST_WORDS:
        return None
    of_both = _OF_BOTH.search(right)
    if of_both:  # "…, nơi nào nhiều hơn" asks of both, and is answered with each
        right = right[: of_both.start()].strip(" ,;:")
        if not _asks(right):
            return None
    return (f"{left}?", f"{right}?") if _names(left) and _names(right) else None


def _side_by_side(left: str, right: str) -> tuple[str, str] | None:
    """Two things that begin alike: what stands before and after both goes to each."""
    found = _TAIL.search(right)
    second = right[: found.start()].strip(" ,;:") if found else right
    tail = found["tail"] if found else ""
    start = _where_first_begins(left, second)
    if start is None or not second:
        return None
    head, first = left[:start].strip(" ,;:("), left[start:].strip(" ,;:")
    of_time = all(_WHEN.match(word) for word in words(head))
    if of_time and "," in right:  # "Năm 2022 và năm 2024, bản có bao nhiêu hộ …"
        second, _, tail = (part.strip() for part in right.partition(","))
        first = f"{first},"
        second = f"{second},"
    if not (_is_telling(first) and _is_telling(second)):
        return None
    if _does_something(second) and not _OF_BOTH.search(tail):
        return None  # "Việt Nam và Lào ký hiệp định": both together
    # Otherwise the two are but named together in what is one question.
    if not (_OF_BOTH.search(f"{head} {tail}") or (_asks(tail) if tail else _asks(head))):
        return None
    parts = [_asked_of_one(head, thing, tail) for thing in (first, second)]
    return (parts[0], parts[1]) if all(_asks(part) for part in parts) else None


def _where_first_begins(left: str, second: str) -> int | None:
    """Where in `left` the thing begins that stands beside `second`: at the last word that starts like it."""
    tokens, other = tokenize(left), tokenize(second)
    if not tokens or not other:
        return None
    after = _AFTER_MORE.search(left)
    if after:
        return after.end()
    same = [token for token in tokens if token.text.lower() == other[0].text.lower()]
    if same:
        return same[-1].start
    if other[0].text[0].isdigit():
        return next((token.start for token in reversed(tokens) if token.text[0].isdigit()), None)
    if _WHEN.match(other[0].text):
        times = [token for token in tokens if _WHEN.match(token.text)]
        if times:
            return _joined_start(tokens, times[-1])
    if _is_name(other[0]):
        return _last_name(left, tokens)
    return 0 if len(tokens) >= _LEAST_WORDS and _names(left) and _names(second) else None


def _joined_start(tokens: list[Token], last: Token) -> int:
    """Where a time begins whose last word of that kind is `last` ("cuối năm 2023" begins at "cuối")."""
    index = tokens.index(last)
    while index and _WHEN.match(tokens[index - 1].text):
        index -= 1
    return tokens[index].start


def _last_name(left: str, tokens: list[Token]) -> int | None:
    """Where the name at the end of `left` begins: after the preposition before it, else with its capitals."""
    for before, token in zip(reversed(tokens[:-1]), reversed(tokens[1:]), strict=True):
        if "," in left[before.end : token.start]:
            break
        if _BEFORE_NAME.match(before.text):
            return token.start
    start = None
    for token in reversed(tokens):
        if not (_is_name(token) or token.text[0].isdigit()):
            break
        if start is not None and left[token.end : start].strip() not in {"", "("}:  # a comma parts two names
            break
        start = token.start
    return start


def _asked_of_one(head: str, thing: str, tail: str) -> str:
    """The question about `thing` alone."""
    if _WHICH.search(head) and not tail:  # "Xã nào rộng hơn, A hay B": A takes the place of "xã nào"
        named = _WHICH.sub(f" {thing} ", head, count=1).strip()
        return f"{_how_much(named)}?"
    tail = _IN_TURN.sub("", tail)
    if _MORE.search(tail):
        tail = _how_much(_WHICH.sub(" ", tail))
    return f"{' '.join(part for part in (head, thing, tail.strip()) if part)}?"


def _how_much(text: str) -> str:
    """`text` with "nhiều … hơn" and "rộng hơn" as a question for one amount."""

    def amount(match: re.Match[str]) -> str:
        return f"{match['how']} bao nhiêu" if match["how"] else f"bao nhiêu{match['what']}"

    return _MORE.sub(amount, text, count=1)


def _measured(thing: str, asked: re.Match[str]) -> str:
    """How much `thing` has, or is, of what a question weighs two things by."""
    how = asked["how"].lower()
    if asked["what"]:
        size = "" if how in {"lớn", "nhiều", "ít", "cao", "thấp"} else f" {how}"
        return f"{thing} có {asked['what']}{size} bao nhiêu?"
    if how in {"sớm", "muộn"}:
        return f"{thing} khi nào?"
    return f"{thing} bao nhiêu{asked['of']}?" if how in {"nhiều", "ít"} else f"{thing} {how} bao nhiêu?"


def _asks(part: str) -> bool:
    return _ASKS.search(part) is not None


def _is_name(token: Token) -> bool:
    return token.text[0].isupper()


def _names(part: str) -> bool:
    """Whether a part names something that it can be looked up by: a name, a number or a date."""
    return any(token.text[0].isupper() or token.text[0].isdigit() for token in tokenize(part)[1:])


def _does_something(thing: str) -> bool:
    """Whether words that are no name follow a name that a thing begins with."""
    tokens = tokenize(_TITLE.sub("", thing))
    after = next((i for i, token in enumerate(tokens) if not _is_name(token)), len(tokens))
    return 0 < after < len(tokens) and not any(token.text[0].isdigit() for token in tokens[after:])


def _is_telling(thing: str) -> bool:
    """Whether a thing can be told from another: a name or a number in it, or several words."""
    tokens = tokenize(thing)
    return any(token.text[0].isupper() or token.text[0].isdigit() for token in tokens) or len(tokens) > 1
