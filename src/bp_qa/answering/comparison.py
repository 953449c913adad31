"""Questions about two things ("… năm 2017 và năm 2023 là bao nhiêu?"), so that each can be looked up alone.

The two stand side by side, joined by a word such as "và" or "hay", and begin alike more often than not
("năm … và năm …", "xã … hay xã …"). Where the second begins shows where the first does; what stands before
and after both is asked of each.
"""

import re
from itertools import islice

from bp_qa.answering.comparison_grammar import (
    AFTER_MORE,
    ASKS,
    BEFORE_NAME,
    BESIDES,
    BETWEEN,
    BODY,
    COMMA,
    COMMA_ALIKE,
    COMPARE,
    COMPARES,
    CONTRAST,
    FIRST,
    JOINED_BY_WITH,
    JOINS,
    MAY_COMPARE,
    MORE_OR_FIRST,
    OF_BOTH,
    OWN_SUBJECT,
    PASSIVE,
    PREDICATE,
    SAID,
    SETTING,
    TAIL,
    THEN,
    TIME_WORDS,
    TITLE,
    TOGETHER,
    WHICH_FIRST,
    WHICH_IS_MORE,
    WHY,
    WITH,
    YES_OR_NO,
    asks,
)
from bp_qa.answering.evidence import content_words
from bp_qa.answering.followup import without_aside
from bp_qa.answering.side_questions import asked_of_one, measured, without_difference
from bp_qa.vietnamese.tokens import Token, tokenize, words

_TIME_AT_END = re.compile(
    r"\s+(?:(?:cuối|đầu|giữa|hồi|vào)\s+)*(?:năm|tháng|ngày)\s+\d[\d/]*$", re.IGNORECASE
)
_LEAST_WORDS = 3
# Words that a second asking needs to be one of its own, if it leaves its subject out.
_OWN_WORDS = 2
# Words written small that a name may end with, before what is said of it ("Bộ đội Biên phòng toàn dân").
_MOST_SMALL = 4
_MOST_JOINS = 12


def compares(question: str) -> bool:
    """Whether `question` asks about two things at once, whether or not it can be taken apart."""
    return COMPARES.search(without_aside(question).strip(" ?.!")) is not None


def may_compare(question: str) -> bool:
    """Whether `question` asks about two things for sure or likely; what answers it has to tell."""
    bare = without_aside(question).strip(" ?.!")
    return compares(question) or any(pattern.search(bare) for pattern in MAY_COMPARE)


def split_comparison(question: str) -> tuple[str, str] | None:
    """The two questions within `question`, each complete with what is asked of both; None if it is one."""
    bare = COMPARE.sub("", without_aside(question).strip()).rstrip("?!. ")
    if BESIDES.match(bare) or WHY.match(bare) or BETWEEN.search(bare):
        return None
    asked = YES_OR_NO.match(bare)
    if asked and all(_is_telling(asked[name]) and not asks(asked[name]) for name in ("one", "two")):
        one, two = asked["one"], asked["two"]
        start = _where_first_begins(one, two) or 0
        return measured(one, asked), measured(f"{one[:start]}{two}", asked)
    plain = without_difference(bare)
    for pattern in JOINS:
        for match in islice(pattern.finditer(plain), _MOST_JOINS):
            if _within_quotes(plain, match.start()):
                continue
            left, right = plain[: match.start()].strip(" ,;"), plain[match.end() :].strip(" ,;")
            if pattern is WITH and (JOINED_BY_WITH.search(left) or asks(left) or ASKS.match(right)):
                continue
            alike = _ends_alike(left, right)
            parts = _side_by_side(alike, right) if alike is not None else None
            if parts is None and pattern not in (WITH, COMMA_ALIKE):
                parts = _two_questions(left, right, contrasted=pattern is CONTRAST)
            if parts is None and pattern not in (COMMA, COMMA_ALIKE, THEN):
                parts = _side_by_side(left, right, of_both=plain != bare)
            if parts is not None:
                return parts
    return None


def _within_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _past_quote(text: str, end: int) -> int:
    """`end`, or where the quotation closes that it stands in."""
    closing = text.find("”", end)
    return closing + 1 if _within_quotes(text, end) and closing >= 0 else end


def _two_questions(left: str, right: str, *, contrasted: bool) -> tuple[str, str] | None:
    """Both halves as they stand, if each asks and names something.

    The place or time that the first begins with holds for the second, too.

    Args:
        contrasted: whether the second is set against the first ("…, còn …"), so that the first need not name.
    """
    if not (asks(left) and asks(right)) or min(len(words(left)), len(words(right))) < _LEAST_WORDS:
        return None
    setting = SETTING.match(left)
    right = _with_subject(right, left[setting.end() :] if setting else left)
    of_both = OF_BOTH.search(right)
    if of_both:  # "…, nơi nào nhiều hơn" asks of both, and is answered with each
        right = right[: of_both.start()].strip(" ,;:")
        if not asks(right):
            return None
    if setting and not any(token.text[0].isdigit() for token in tokenize(right)):
        if _names(right) or OWN_SUBJECT.match(right):
            return f"{left}?", f"{setting['where']}, {right}?"
        return None
    named = _names(right) or right[0].isupper()
    return (f"{left}?", f"{right}?") if (contrasted or _names(left)) and named else None


def _ends_alike(left: str, right: str) -> str | None:
    """`left` without what both ask in the same words at their ends, where `right` is little more than that:
    "LT321 bao nhiêu và LT722 bao nhiêu"."""
    asked_at = list(ASKS.finditer(right))
    if len(asked_at) != 1 or len(words(right[: asked_at[0].start()])) > _MOST_SMALL:
        return None
    start = asked_at[0].start()
    asked = right[start - len("là ") :] if right[:start].endswith(" là ") else right[start:]
    bare = left.removesuffix(asked).strip(" ,")
    return bare if bare != left and not asks(bare) else None


def _with_subject(right: str, left: str) -> str:
    """The second of two askings with the subject of the first, where it begins with what is said of that, or
    names nothing by itself."""
    predicate = PREDICATE.search(left)
    if predicate is not None and PREDICATE.match(right) and _is_telling(left[: predicate.start()]):
        return f"{left[: predicate.start()].strip()} {right}"
    if _names(right) or right[0].isupper() or OWN_SUBJECT.match(right):
        return right
    if len(content_words(ASKS.sub(" ", right))) < _OWN_WORDS:  # "… chở hàng gì và nặng bao nhiêu"
        return right
    subject = _subject(left)
    if _is_of_time(words(right)[0]):  # "… năm 2021 là ai, năm sau ai …"
        time = _TIME_AT_END.search(subject)
        subject = subject[: time.start()] if time else subject
    return f"{subject} {right}" if subject else right


def _subject(left: str) -> str:
    """What an asking is about: all up to the end of the first name in it; empty if it asks before that."""
    tokens = tokenize(left)
    first = next((i for i, token in enumerate(tokens) if i and _is_name(token)), None)
    if first is None:
        return ""
    last = first
    while last + 1 < len(tokens) and (_is_name(tokens[last + 1]) or tokens[last + 1].text[0].isdigit()):
        last += 1
    end = tokens[last].end
    said = SAID.search(left, end)
    if said is not None and len(words(left[end : said.start()])) <= _MOST_SMALL:
        end = said.start()
    subject = left[: _past_quote(left, end)].strip(" ,;:")
    return "" if asks(subject) else subject


def _side_by_side(left: str, right: str, *, of_both: bool = False) -> tuple[str, str] | None:
    """Two things that begin alike: what stands before and after both goes to each.

    Args:
        of_both: whether the question says that it asks of both.
    """
    named = _after_names(right, of_both)
    second, tail = named or _before_tail(right)
    start = _where_first_begins(left, second)
    if start is None or not second:
        return None
    head, first = left[:start].strip(" ,;:("), left[start:].strip(" ,;:")
    before, comma, after = right.partition(",")
    of_time = all(_is_of_time(word) for word in words(head)) or (
        _is_time(before) and not TAIL.match(f"{comma}{after}")
    )
    if of_time and "," in right:  # "Năm 2022 và năm 2024, bản có bao nhiêu hộ …"
        second, _, tail = (part.strip() for part in right.partition(","))
        first = f"{first},"
        second = f"{second},"
    if not (_is_telling(first) and _is_telling(second)):
        return None
    time = _TIME_AT_END.search(second)
    if time and MORE_OR_FIRST.search(tail) and not any(char.isdigit() for char in f"{head}{first}"):
        first = f"{first} {time.group().strip()}"  # "A hay B năm 2023 diễn ra trước"
    of_both = of_both or OF_BOTH.search(f"{head} {tail}") is not None or FIRST.match(tail) is not None
    if named is None and _does_something(second) and not of_both:
        return None  # "Việt Nam và Lào ký hiệp định": both together
    # Otherwise the two are but named together in what is one question.
    if not (of_both or (asks(tail) if tail else asks(head))):
        return None
    own = "" if tail and asks(first) else tail
    parts = [asked_of_one(head, first, own), asked_of_one(head, second, tail)]
    return (parts[0], parts[1]) if all(asks(part) for part in parts) else None


def _before_tail(right: str) -> tuple[str, str]:
    """The second of two things, and what is asked of both after it."""
    found = TAIL.search(right)
    return (right[: found.start()].strip(" ,;:"), found["tail"]) if found else (right, "")


def _after_names(right: str, of_both: bool) -> tuple[str, str] | None:
    """The same where the second ends with a name, and what is asked begins right after it."""
    asked = ASKS.search(right) or MORE_OR_FIRST.search(right)
    if asked is None:
        return None
    end = 0
    for token in tokenize(right):
        if token.start >= asked.start() or (end and token.text in PASSIVE):
            break
        if _is_name(token) or token.text[0].isdigit():
            end = token.end
    end = _past_quote(right, end)
    while end < len(right) and right[end] in '”")':
        end += 1
    second, rest = right[:end].strip(" ,;:"), right[end:].strip()
    said = SAID.search(rest) if end else None
    small = rest[: said.start()] if said else ""
    if len(words(small)) <= _MOST_SMALL and not any(mark in small for mark in ",:;"):
        second, rest = f"{second} {small}".strip(), rest[len(small) :]
    tail = rest.lstrip(" ,;:")
    if not second or not tail:
        return None
    which = WHICH_IS_MORE.match(tail) or WHICH_FIRST.match(tail)
    after_comma = rest != tail and (of_both or which is not None)
    after_comma = after_comma or FIRST.match(tail) is not None
    return (second, tail) if after_comma or not TOGETHER.match(tail) else None


def _where_first_begins(left: str, second: str) -> int | None:
    """Where in `left` the thing begins that stands beside `second`: at the last word that starts like it."""
    tokens, other = tokenize(left), tokenize(second)
    if not tokens or not other:
        return None
    if second.startswith("“") and "“" in left:
        return left.rindex("“")
    after = AFTER_MORE.search(left)
    if after:
        return after.end()
    same = [token for token in tokens if token.text.lower() == other[0].text.lower()]
    if same and not (_is_name(same[-1]) and _start_of_name(left, tokens, same[-1]) < same[-1].start):
        return same[-1].start
    counted = other[0].text[0].isdigit() and other[1:] and second[other[0].end : other[1].start].isspace()
    before_time = 1 + bool(counted)
    if other[0].text[0].isdigit() and not any(_is_of_time(token.text) for token in other[1:before_time]):
        return next((token.start for token in reversed(tokens) if token.text[0].isdigit()), None)
    feast = other[0].text.lower() == "ngày" and len(other) > 1 and not other[1].text[0].isdigit()
    if not feast and any(_is_of_time(token.text) for token in other[:before_time]):
        times = [token for token in tokens if _is_of_time(token.text)]
        if times:
            return _joined_start(tokens, times[-1])
    if _is_name(other[0]):
        if BODY.match(left) and BODY.match(second) and not asks(left):
            return 0
        named = _last_name(left, tokens)
        # "Trường Sĩ quan lục quân và Đồn …": the first is all there is, though its last word is written small
        return 0 if named is None and all(BODY.match(text) for text in (left, second)) else named
    return 0 if len(tokens) >= _LEAST_WORDS and _names(left) and _names(second) else None


def _joined_start(tokens: list[Token], last: Token) -> int:
    """Where a time begins whose last word of that kind is `last` ("cuối năm 2023" begins at "cuối")."""
    index = tokens.index(last)
    while index and _is_of_time(tokens[index - 1].text):
        index -= 1
    return tokens[index].start


def _last_name(left: str, tokens: list[Token]) -> int | None:
    """Where the name at the end of `left` begins: after the preposition before it, else with its capitals."""
    for before, token in zip(reversed(tokens[:-1]), reversed(tokens[1:]), strict=True):
        if "," in left[before.end : token.start]:
            break
        if BEFORE_NAME.match(before.text):
            return token.start
    start = None
    for token in reversed(tokens):
        if not (_is_name(token) or token.text[0].isdigit()):
            break
        if start is not None and left[token.end : start].strip() not in {"", "("}:  # a comma parts two names
            break
        start = token.start
    if start is not None and left[start:].strip().isdigit():  # "Tiểu đoàn 7", "Đồn Cửa Lò năm 2019"
        preceding = [token for token in tokens if token.end <= start and "," not in left[token.end : start]]
        for token in preceding[:-5:-1]:
            if _is_name(token):
                return _start_of_name(left, tokens, token)
    return start


def _start_of_name(left: str, tokens: list[Token], last: Token) -> int:
    """Where the capitals begin that `last` ends."""
    index = tokens.index(last)
    for one, other in zip(reversed(tokens[:index]), reversed(tokens[1 : index + 1]), strict=True):
        if not _is_name(one) or left[one.end : other.start].strip():
            return other.start
    return tokens[0].start


def _is_time(text: str) -> bool:
    """Whether all words of a text are of a time, as in "cuối năm 2023"."""
    return all(_is_of_time(word) or word[0].isdigit() for word in words(text))


def _is_of_time(word: str) -> bool:
    return word.lower() in TIME_WORDS


def _is_name(token: Token) -> bool:
    return token.text[0].isupper()


def _names(part: str) -> bool:
    """Whether a part names something that it can be looked up by: a name, a number or a date."""
    return any(token.text[0].isupper() or token.text[0].isdigit() for token in tokenize(part)[1:])


def _does_something(thing: str) -> bool:
    """Whether words that are no name follow a name that a thing begins with."""
    tokens = tokenize(TITLE.sub("", thing))
    after = next((i for i, token in enumerate(tokens) if not _is_name(token)), len(tokens))
    return 0 < after < len(tokens) and not any(token.text[0].isdigit() for token in tokens[after:])


def _is_telling(thing: str) -> bool:
    """Whether a thing can be told from another: a name or a number in it, or several words."""
    tokens = tokenize(thing)
    return any(token.text[0].isupper() or token.text[0].isdigit() for token in tokens) or len(tokens) > 1
