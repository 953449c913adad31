"""Questions about two things ("… năm 2017 và năm 2023 là bao nhiêu?"), so that each can be looked up alone.

The two stand side by side, joined by a word such as "và" or "hay", and begin alike more often than not
("năm … và năm …", "xã … hay xã …"). Where the second begins shows where the first does; what stands before
and after both is asked of each.
"""

import re
from itertools import islice

from bp_qa.answering.followup import without_aside
from bp_qa.vietnamese.tokens import Token, tokenize, words

# Between two whole questions a comma alone may stand, unless what follows it goes on with the first.
_COMMA = re.compile(r"\s*[,;]\s+(?!(?:trong đó|vào|ở|tại|cho|do|của|từ|khi|với|gồm|để|và)\b)", re.IGNORECASE)
_CONTRAST = re.compile(r"\s*[,;]\s*(?:và\s+)?(?:còn|thế còn|trong khi)\s+", re.IGNORECASE)
_JOINS = (
    _CONTRAST,
    re.compile(r"\s+(?:so với|khác (?:gì )?(?:với|so với)|khác)\s+(?!nhau)", re.IGNORECASE),
    re.compile(r"\s+(?:lớn|nhiều|ít|cao|thấp|sớm|muộn|dài|ngắn|rộng)\s+hơn\s+(?=\w)", re.IGNORECASE),
    re.compile(r"\s+hay\s+", re.IGNORECASE),
    re.compile(r"\s*,?\s+và\s+", re.IGNORECASE),
    _COMMA,
)
_PLACES = "nơi|bên|tỉnh|huyện|thị xã|xã|phường|bộ|cơ quan|đơn vị"
_THINGS = "cái|luật|nghị định|nghị quyết|người|đồn|bản|văn bản|lễ|năm|sự kiện|việc|vụ|lần|bài|chương trình"
_KINDS = rf"(?:{_PLACES}|{_THINGS}|ai)"
# Where the second of the two ends and what is asked of both begins.
_TAIL = re.compile(
    rf"(?:[,;:]\s*|\s+)(?P<tail>(?:{_KINDS} nào\b|mỗi \w+ |lần lượt|"
    r"là (?:bao nhiêu|ai|gì|khi nào|ngày nào)|do (?:\w+ nào|ai)|dựa vào|được \w+ (?:khi|ngày|năm) nào|"
    r"thu giữ|có (?:bao nhiêu|mấy|nhiều)|\w+ hơn\b|ai\b).*)$",
    re.IGNORECASE,
)
_OF_BOTH = re.compile(r"\b(?:nào\b.*\bhơn|lần lượt|mỗi \w+)\b|\bhơn$", re.IGNORECASE)
# What is said of each of two named side by side, right after the second's name: "A và B được tặng gì".
_OF_EACH = re.compile(
    r"(?:là|có|được|bị|do|thuộc|nằm|sinh|mất|qua đời|ra đời|ra mắt|rộng|dài|cao|sâu|nặng|kéo dài|diễn ra|"
    r"bắt đầu|kết thúc|mở cửa|khai trương|xuất phát|xuất hiện|mang tên|tên|trị giá|giá|tốn|hết|đạt|chở|"
    r"ngừng|nghỉ|ban đầu|lúc đầu|đông|bao nhiêu|mấy)\b|\w+ hơn$",
    re.IGNORECASE,
)
_WHICH_IS_MORE = re.compile(r"^(?:[^\W\d_]+ ){1,3}nào\b\s*(?=.*\bhơn\b)", re.IGNORECASE)
# "… khác nhau thế nào", "… chênh nhau ra sao", "… khác gì nhau về nội dung"
_DIFFER = re.compile(
    r"[,;:]?\s*\b(?:khác|giống|chênh)\s+(?:gì\s+)?nhau"
    r"(?:\s+(?:như\s+)?(?:thế nào|ra sao|ở (?:điểm|chỗ) nào|gì|bao nhiêu))?(?:\s+về\s+(?P<of>.+))?$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:tổng |con )?(?:số|mức|tiền|tỷ|tỉ|dung tích|diện tích|dân số|kinh phí|vốn|giá|thời (?:hạn|gian)|"
    r"chiều|sản lượng|doanh thu|phụ cấp|tuổi|lượng|trị giá|chi phí|lương|chu kỳ|độ|quy mô|khoảng cách)\b",
    re.IGNORECASE,
)
# "…, nơi nào nhiều hơn" after what asks already
_AND_WHICH = re.compile(r"\s*[,;:]\s*(?:[^\W\d_]+ ){1,3}nào\b[^,;:]*\b(?:hơn|trước|sau)$", re.IGNORECASE)
# "văn bản nào có trước": of each when
_WHICH_FIRST = re.compile(r"^(?:(?:[^\W\d_]+ ){1,3}nào|ai)\s+(?P<did>.*?)\s*\b(?:trước|sau)$", re.IGNORECASE)
_IS_WHAT = (
    (_AMOUNT, "bao nhiêu"),
    (re.compile(r"người ", re.IGNORECASE), "ai"),
    (re.compile(r"giờ ", re.IGNORECASE), "mấy giờ"),
    (re.compile(r"ngày (?!hội|lễ)", re.IGNORECASE), "ngày nào"),
)
_HAS = re.compile(r"\bcó\s+(?P<what>(?:[^\W\d_]+\s?){1,6})$", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:nào\b.*\bhơn|hay\b.*\bhơn$|lần lượt|mỗi (?:bên|nơi)|(?:khác|giống|chênh) (?:nhau|gì|với)|"
    r"so sánh|hơn (?:hay|không|kém)|cả hai)\b",
    re.IGNORECASE,
)
_ASKING = r"\b(?:ai|gì|nào|đâu|mấy|bao (?:nhiêu|giờ|lâu|xa)|thế nào|ra sao)\b"
_ASKS = re.compile(_ASKING, re.IGNORECASE)
# What is about two things more often than not: "… có cùng ngày với … không", "… hay … có trước", two askings.
_MAY_COMPARE = (
    re.compile(r"\bcó\b.*\b(?:cùng|trùng|bằng|giống)\b.*\bkhông$", re.IGNORECASE),
    re.compile(r"\bhay\b.*\b(?:trước|sau|hơn)$|\b(?:trước|hơn)\b.*\bhay\b", re.IGNORECASE),
    re.compile(r"\bso với\b|\bvới\b.*\b(?:những|các|mỗi|từng|là (?:bao nhiêu|ai|gì))\b", re.IGNORECASE),
    re.compile(rf"{_ASKING}.*?(?:,|;|\bvà|\brồi|\bcòn)\s.*{_ASKING}", re.IGNORECASE),
)
_SETTING = re.compile(
    r"^(?P<where>(?:ở|tại|năm|trong|ngày|tháng|từ|đến|theo|sau|trước|dịp|lúc|khi|hồi)\s[^,]{2,60}),\s+",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(r"^(?:(?:những |các )?(?:[^\W\d_]+ ){1,2}nào|(?:những )?ai)\s+\w+", re.IGNORECASE)
# "dựa vào hai văn bản nào": each on one
_SO_MANY = re.compile(r"\b(?:cả hai|hai|những|các)\s+(?=(?:[^\W\d_]+ ){1,3}(?:nào|gì)\b)", re.IGNORECASE)
_IN_TURN = re.compile(r"\s*\blần lượt\b", re.IGNORECASE)
# "Ngoài Lào và Campuchia, …" asks for what is neither.
_BESIDES = re.compile(r"(?:ngoài|trừ)\b", re.IGNORECASE)
# What is between two things is one thing.
_BETWEEN = re.compile(r"\bgiữa\b(?:\s+\S+){1,8}\s+và\s", re.IGNORECASE)
_COMPARE = re.compile(r"^(?:hãy )?so sánh\s+", re.IGNORECASE)
# "xã nào rộng hơn" asked of one xã is how wide it is.
_WHICH = re.compile(rf"\s*\b{_KINDS} nào\b\s*", re.IGNORECASE)
_MORE = re.compile(
    r"\bnhiều\b(?P<what>.*?)\s*\bhơn\b|\bđông\b(?P<crowd>.*?)\s*\bhơn\b|\b(?P<how>\w+)\s+hơn\b", re.IGNORECASE
)
_AFTER_MORE = re.compile(r"\bhơn\s*[,:]\s*")
# "A có giá trị lớn hơn B không": of each how large it is.
_YES_OR_NO = re.compile(
    r"^(?P<one>.+?)(?:\s+có(?:\s+(?P<what>[^\W\d_]+(?:\s+[^\W\d_]+){0,2}))?)?\s+"
    r"(?P<how>lớn|nhiều|ít|cao|thấp|dài|ngắn|rộng|đông|sớm|muộn)(?P<of>(?:\s+[^\W\d_]+){0,4}?)\s+hơn\s+"
    r"(?P<two>(?!\d).+?)\s+(?:không|chăng|chưa)$",
    re.IGNORECASE,
)
# Words that a time begins with, or a place.
TIME_WORDS = frozenset(
    words("tính cuối đầu giữa đến tới sau trước khi lúc trong hồi tháng ngày năm quý theo tại ở")
)
_BEFORE_NAME = re.compile(r"^(?:của|ở|tại|cho|do|theo|trong|với)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:ông|bà|anh|chị|đồng chí)\s+", re.IGNORECASE)
# What a name of a body or a document begins with.
_BODY = re.compile(
    r"(?:Trường|Khoa|Học viện|Đồn|Đội|Ban|Hội|Bộ|Sở|Cục|Công an|Luật|Nghị định|Nghị quyết|Quyết định|Chỉ thị|"
    r"Chương trình|Lễ|Đền|Cảng)\b"
)
_LEAST_WORDS = 3
_MOST_JOINS = 12


def compares(question: str) -> bool:
    """Whether `question` asks about two things at once, whether or not it can be taken apart."""
    return _COMPARES.search(without_aside(question).strip(" ?.!")) is not None


def may_compare(question: str) -> bool:
    """Whether `question` asks about two things for sure or likely; what answers it has to tell."""
    bare = without_aside(question).strip(" ?.!")
    return compares(question) or any(pattern.search(bare) for pattern in _MAY_COMPARE)


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
    plain = _without_difference(bare)
    for pattern in _JOINS:
        for match in islice(pattern.finditer(plain), _MOST_JOINS):
            if _within_quotes(plain, match.start()):
                continue
            left, right = plain[: match.start()].strip(" ,;"), plain[match.end() :].strip(" ,;")
            parts = _two_questions(left, right, contrasted=pattern is _CONTRAST)
            if parts is None and pattern is not _COMMA:
                parts = _side_by_side(left, right, of_both=plain != bare)
            if parts is not None:
                return parts
    return None


def _without_difference(bare: str) -> str:
    """What is asked of each, where a question asks how two differ: "có dung tích khác nhau thế nào"."""
    which = _AND_WHICH.search(bare)
    if which is not None and _asks(bare[: which.start()]):
        return bare[: which.start()]
    differ = _DIFFER.search(bare)
    if differ is None:
        return bare
    rest = bare[: differ.start()].strip(" ,;:")
    if differ["of"]:
        return f"{rest} có {differ['of']} gì"
    if _asks(rest):
        return rest
    has = _HAS.search(rest)
    if has:
        return f"{rest} {'bao nhiêu' if _AMOUNT.match(has['what']) else 'thế nào'}"
    return f"{rest} là {next((what for pattern, what in _IS_WHAT if pattern.match(rest)), 'gì')}"


def _within_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _two_questions(left: str, right: str, *, contrasted: bool) -> tuple[str, str] | None:
    """Both halves as they stand, if each asks and names something.

    The place or time that the first begins with holds for the second, too.

    Args:
        contrasted: whether the second is set against the first ("…, còn …"), so that the first need not name.
    """
    if not (_asks(left) and _asks(right)) or min(len(words(left)), len(words(right))) < _LEAST_WORDS:
        return None
    of_both = _OF_BOTH.search(right)
    if of_both:  # "…, nơi nào nhiều hơn" asks of both, and is answered with each
        right = right[: of_both.start()].strip(" ,;:")
        if not _asks(right):
            return None
    setting = _SETTING.match(left)
    if setting and not any(token.text[0].isdigit() for token in tokenize(right)):
        if _names(right) or _OWN_SUBJECT.match(right):
            return f"{left}?", f"{setting['where']}, {right}?"
        return None
    return (f"{left}?", f"{right}?") if (contrasted or _names(left)) and _names(right) else None


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
    of_time = all(_is_of_time(word) for word in words(head))
    if of_time and "," in right:  # "Năm 2022 và năm 2024, bản có bao nhiêu hộ …"
        second, _, tail = (part.strip() for part in right.partition(","))
        first = f"{first},"
        second = f"{second},"
    if not (_is_telling(first) and _is_telling(second)):
        return None
    of_both = of_both or _OF_BOTH.search(f"{head} {tail}") is not None
    if named is None and _does_something(second) and not of_both:
        return None  # "Việt Nam và Lào ký hiệp định": both together
    # Otherwise the two are but named together in what is one question.
    if not (of_both or (_asks(tail) if tail else _asks(head))):
        return None
    parts = [_asked_of_one(head, thing, tail) for thing in (first, second)]
    return (parts[0], parts[1]) if all(_asks(part) for part in parts) else None


def _before_tail(right: str) -> tuple[str, str]:
    """The second of two things, and what is asked of both after it."""
    found = _TAIL.search(right)
    return (right[: found.start()].strip(" ,;:"), found["tail"]) if found else (right, "")


def _after_names(right: str, of_both: bool) -> tuple[str, str] | None:
    """The same where the second ends with a name, and what is asked begins right after it."""
    asks = _ASKS.search(right) or re.search(r"\bhơn$", right)
    if asks is None:
        return None
    end = 0
    for token in tokenize(right):
        if token.start >= asks.start():
            break
        if _is_name(token) or token.text[0].isdigit():
            end = token.end
    closing = right.find("”", end)
    if _within_quotes(right, end) and closing >= 0:
        end = closing + 1
    while end < len(right) and right[end] in '”")':
        end += 1
    second, rest = right[:end].strip(" ,;:"), right[end:].strip()
    tail = rest.lstrip(" ,;:")
    if not second or not tail:
        return None
    which = _WHICH_IS_MORE.match(tail) or _WHICH_FIRST.match(tail)
    after_comma = rest != tail and (of_both or which is not None)
    return (second, tail) if after_comma or _OF_EACH.match(tail) else None


def _where_first_begins(left: str, second: str) -> int | None:
    """Where in `left` the thing begins that stands beside `second`: at the last word that starts like it."""
    tokens, other = tokenize(left), tokenize(second)
    if not tokens or not other:
        return None
    if second.startswith("“") and "“" in left:
        return left.rindex("“")
    after = _AFTER_MORE.search(left)
    if after:
        return after.end()
    same = [token for token in tokens if token.text.lower() == other[0].text.lower()]
    if same and not (_is_name(same[-1]) and _start_of_name(left, tokens, same[-1]) < same[-1].start):
        return same[-1].start
    if other[0].text[0].isdigit():
        return next((token.start for token in reversed(tokens) if token.text[0].isdigit()), None)
    if _is_of_time(other[0].text):
        times = [token for token in tokens if _is_of_time(token.text)]
        if times:
            return _joined_start(tokens, times[-1])
    if _is_name(other[0]):
        named = _last_name(left, tokens)
        # "Trường Sĩ quan lục quân và Đồn …": the first is all there is, though its last word is written small
        return 0 if named is None and all(_BODY.match(text) for text in (left, second)) else named
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
        if _BEFORE_NAME.match(before.text):
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


def _asked_of_one(head: str, thing: str, tail: str) -> str:
    """The question about `thing` alone."""
    if _WHICH.search(head) and not tail:  # "Xã nào rộng hơn, A hay B": A takes the place of "xã nào"
        named = _WHICH.sub(f" {thing} ", head, count=1).strip()
        return f"{_how_much(named)}?"
    tail = _WHICH_FIRST.sub(r"\g<did> khi nào", _SO_MANY.sub("", _IN_TURN.sub("", tail))).strip()
    if _MORE.search(tail):
        tail = _how_much(_WHICH.sub(" ", _WHICH_IS_MORE.sub("", tail)).strip())
    if tail.startswith("là "):
        thing = thing.rstrip(",")
    return f"{' '.join(part for part in (head, thing, tail.strip()) if part)}?"


def _how_much(text: str) -> str:
    """`text` with "nhiều … hơn" and "rộng hơn" as a question for one amount."""

    def amount(match: re.Match[str]) -> str:
        if match["how"]:
            return f"{match['how']} bao nhiêu"
        if match["crowd"] is not None:
            return f"có bao nhiêu{match['crowd'] or ' người'}"
        alone = "" if text[: match.start()].strip() else "có " if match["what"] else "là "
        return f"{alone}bao nhiêu{match['what']}"

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


def _is_of_time(word: str) -> bool:
    return word.lower() in TIME_WORDS


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
