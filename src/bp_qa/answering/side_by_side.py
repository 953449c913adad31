"""Two things side by side in one question ("xã A hay xã B …"), so that each can be asked of alone."""

from bp_qa.answering.comparison_grammar import (
    AFTER_MORE,
    ASKS,
    BEFORE_NAME,
    BODY,
    DOES,
    FIRST,
    MORE_OR_FIRST,
    MOST_SMALL,
    NAME_ENDS,
    NAME_LINKS,
    OF_BOTH,
    OF_PLACE,
    PASSIVE,
    RELATIVE,
    SAID,
    SMALL_ENDED,
    TAIL,
    TIME_AT_END,
    TITLE,
    TOGETHER,
    WHICH_FIRST,
    WHICH_IS_MORE,
    asks,
    is_name,
    is_name_or_number,
    is_named,
    is_of_time,
    is_telling,
    is_time,
    names,
    past_quote,
)
from bp_qa.answering.side_questions import asked_of_one
from bp_qa.vietnamese.tokens import Token, tokenize, words

_LEAST_WORDS = 3


def side_by_side(left: str, right: str, *, of_both: bool = False) -> tuple[str, str] | None:
    """Two things that begin alike: what stands before and after both goes to each.

    Args:
        of_both: whether the question says that it asks of both.
    """
    named = _after_names(left, right, of_both)
    second, tail = _shared_place(left, *(named or _before_tail(right)))
    start = where_first_begins(left, second)
    if start is None or not second:
        return None
    head, first = left[:start].strip(" ,;:("), left[start:].strip(" ,;:")
    before, comma, after = right.partition(",")
    of_time = all(is_of_time(word) for word in words(head)) or (
        is_time(before) and not TAIL.match(f"{comma}{after}")
    )
    if of_time and "," in right:  # "Năm 2022 và năm 2024, bản có bao nhiêu hộ …"
        second, _, tail = (part.strip() for part in right.partition(","))
        first = f"{first},"
        second = f"{second},"
    if not (is_telling(first) and is_telling(second)):
        return None
    time = TIME_AT_END.search(second)
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


def _after_names(left: str, right: str, of_both: bool) -> tuple[str, str] | None:
    """The same where the second ends with a name, and what is asked begins right after it.

    Words written small before what is said are of the name ("Biên phòng toàn dân") only if `left` ends with
    such, too; else they are done by both ("Đồn A và Đồn B kỷ niệm …").
    """
    asked = ASKS.search(right) or MORE_OR_FIRST.search(right)
    if asked is None:
        return None
    end = end_of_names(right, asked.start(), alike=_ends_with_name(left), beside=left)
    end = past_quote(right, end)
    while end < len(right) and right[end] in '”")%':
        end += 1
    second, rest = right[:end].strip(" ,;:"), right[end:].strip()
    said = SAID.search(rest) if end else None
    small = rest[: said.start()] if said else ""
    of_name = not _ends_with_name(left) or _goes_on_small(left, right, end)
    if of_name and len(words(small)) <= MOST_SMALL and not any(mark in small for mark in ",:;"):
        second, rest = f"{second} {small}".strip(), rest[len(small) :]
    tail = rest.lstrip(" ,;:")
    if not second or not tail:
        return None
    which = WHICH_IS_MORE.match(tail) or WHICH_FIRST.match(tail)
    after_comma = rest != tail and (of_both or which is not None)
    after_comma = after_comma or FIRST.match(tail) is not None
    return (second, tail) if after_comma or not TOGETHER.match(tail) else None


def _shared_place(left: str, second: str, tail: str) -> tuple[str, str]:
    """The second thing and what is asked, where the first names nothing: the place at its end is of both.

    "Số tàu chìm và số tàu hư ở Thạnh Lộc Cù là bao nhiêu" asks of two things at one place.
    """
    if names(left) or OF_PLACE.search(f"{left} "):
        return second, tail
    place = OF_PLACE.search(second)
    if place is None or not place.start() or not is_named(second[place.start() :]):
        return second, tail
    return second[: place.start()].strip(), f"{second[place.start() :].strip()} {tail}".strip()


def _ends_with_name(left: str) -> bool:
    tokens = tokenize(left)
    return bool(tokens) and is_name_or_number(tokens[-1])


def end_of_names(text: str, limit: int, *, alike: bool = True, beside: str = "") -> int:
    """Where the names end that `text` begins with; 0 if there are none before `limit`.

    Args:
        alike: whether the thing beside it ends with a name, so that this one does, too: of "Đồn Nậm Ngà nhận
            danh hiệu Anh hùng" the first name alone.
        beside: that thing; what it says as well does not end a name.
    """
    end, joined = 0, True
    for token in tokenize(text):
        if token.start >= limit or (end and token.text in PASSIVE):
            break
        if is_name_or_number(token):
            if not joined:
                break
            end = token.end
        elif end and alike:
            between = text[end : token.start]
            asked_next = not text[token.end : limit].strip()
            if token.text.lower() in NAME_ENDS and not between.strip() and not asked_next:
                end = token.end
            does = SAID.match(text, token.start) or DOES.match(text, token.start)
            if does and token.text.lower() not in NAME_LINKS and does.group().lower() not in beside.lower():
                joined = False
    return end


def _goes_on_small(left: str, right: str, end: int) -> bool:
    """Whether the words after ``right[:end]`` are still of what is named, though `left` ends with a name."""
    capital, after = tokenize(right[:end])[-1:], tokenize(right[end:])[:1]
    if capital and after and SMALL_ENDED.fullmatch(f"{capital[0].text} {after[0].text}"):
        return True
    tokens = tokenize(right[:end])
    if len(tokens) == 1 and tokens[0].text[0].isdigit():  # "20 nông dân giỏi được tặng gì"
        return True
    relative = RELATIVE.search(right[:end])  # "số xã do Đồn A phụ trách là bao nhiêu"
    return relative is not None and RELATIVE.search(left) is None


def where_first_begins(left: str, second: str) -> int | None:
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
    if same and not (is_name(same[-1]) and _start_of_name(left, tokens, same[-1]) < same[-1].start):
        return same[-1].start
    counted = other[0].text[0].isdigit() and other[1:] and second[other[0].end : other[1].start].isspace()
    before_time = 1 + bool(counted)
    if other[0].text[0].isdigit() and not any(is_of_time(token.text) for token in other[1:before_time]):
        return next((token.start for token in reversed(tokens) if token.text[0].isdigit()), None)
    feast = other[0].text.lower() == "ngày" and len(other) > 1 and not other[1].text[0].isdigit()
    if not feast and any(is_of_time(token.text) for token in other[:before_time]):
        times = [token for token in tokens if is_of_time(token.text)]
        if times:
            return _joined_start(tokens, times[-1])
    if is_name(other[0]):
        if BODY.match(left) and BODY.match(second) and not asks(left):
            return 0
        named = _last_name(left, tokens)
        # "Trường Sĩ quan lục quân và Đồn …": the first is all there is, though its last word is written small
        return 0 if named is None and all(BODY.match(text) for text in (left, second)) else named
    return 0 if len(tokens) >= _LEAST_WORDS and names(left) and names(second) else None


def _joined_start(tokens: list[Token], last: Token) -> int:
    """Where a time begins whose last word of that kind is `last` ("cuối năm 2023" begins at "cuối")."""
    index = tokens.index(last)
    while index and is_of_time(tokens[index - 1].text):
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
        if not is_name_or_number(token):
            break
        if start is not None and left[token.end : start].strip() not in {"", "("}:  # a comma parts two names
            break
        start = token.start
    if start is not None and left[start:].strip().isdigit():  # "Tiểu đoàn 7", "Đồn Cửa Lò năm 2019"
        preceding = [token for token in tokens if token.end <= start and "," not in left[token.end : start]]
        for token in preceding[:-5:-1]:
            if is_name(token):
                return _start_of_name(left, tokens, token)
    return start


def _start_of_name(left: str, tokens: list[Token], last: Token) -> int:
    """Where the capitals begin that `last` ends."""
    index = tokens.index(last)
    for one, other in zip(reversed(tokens[:index]), reversed(tokens[1 : index + 1]), strict=True):
        if not is_name(one) or left[one.end : other.start].strip():
            return other.start
    return tokens[0].start


def _does_something(thing: str) -> bool:
    """Whether words that are no name follow a name that a thing begins with."""
    tokens = tokenize(TITLE.sub("", thing))
    after = next((i for i, token in enumerate(tokens) if not is_name(token)), len(tokens))
    return 0 < after < len(tokens) and not any(token.text[0].isdigit() for token in tokens[after:])


def in_its_place(asked: str, two: str) -> str | None:
    """`asked` with `two` in the place of what it is about."""
    question = ASKS.search(asked)
    left = asked[: question.start()] if question else asked
    start = where_first_begins(left, two)
    if start is None:
        return None
    tokens = [token for token in tokenize(left) if token.end > start]
    named = [token for token in named_words(left) if token.end > start]
    if not named:
        return None
    last = named[0]
    of_time = is_of_time(words(two)[0])
    for token in tokens[tokens.index(last) + 1 :]:
        if token not in named or (of_time and last.text[0].isdigit()):
            break
        last = token
    return f"{asked[:start]}{two}{asked[past_quote(asked, last.end) :]}"


def named_words(text: str) -> list[Token]:
    """Its words that are of names or numbers; the first word has a capital whatever it is."""
    tokens = tokenize(text)
    named = [token for token in tokens[1:] if is_name_or_number(token)]
    return [tokens[0], *named] if named and named[0] is tokens[1] else named
