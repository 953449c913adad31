"""Questions about two things ("… năm 2017 và năm 2023 là bao nhiêu?"), so that each can be looked up alone.

The two stand side by side, joined by a word such as "và" or "hay", and begin alike more often than not
("năm … và năm …", "xã … hay xã …"). Where the second begins shows where the first does; what stands before
and after both is asked of each.
"""

import re
from itertools import islice

from bp_qa.answering.comparison_grammar import (
    AND,
    APART,
    ASKS,
    BESIDES,
    BETWEEN,
    COMMA,
    COMMA_ALIKE,
    COMPARE,
    COMPARES,
    CONTRAST,
    JOINED_BY_WITH,
    JOINS,
    MAY_COMPARE,
    MORE_OR_LESS,
    OF_ALL,
    OF_BOTH,
    THEN,
    TWO_DAYS,
    WHY,
    WITH,
    asks,
    within_quotes,
)
from bp_qa.answering.followup import without_aside
from bp_qa.answering.parallel_askings import parallel
from bp_qa.answering.shared_asking import shared_asking
from bp_qa.answering.side_by_side import side_by_side
from bp_qa.answering.side_questions import without_difference
from bp_qa.answering.two_askings import ends_alike, two_questions
from bp_qa.answering.weighing import weighed
from bp_qa.answering.which_of_two import asked_which, which_of_two

_MOST_JOINS = 12
_TWICE = re.compile(r"\b([^\W\d_]+)\s+\1\b")


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
    bare = MORE_OR_LESS.sub(r"\g<two> bao nhiêu", APART.sub(" ", bare))
    if BESIDES.match(bare):
        return None
    parts = asked_which(bare)
    if parts is not None or BETWEEN.search(bare) or TWO_DAYS.search(bare):
        return parts
    if OF_ALL.search(bare) and len(ASKS.findall(bare)) == 1 and not OF_BOTH.search(bare):
        return None
    if WHY.match(bare):
        return _built_alike(bare)
    parts = weighed(bare)
    if parts is not None:
        return parts
    plain = without_difference(bare)
    for pattern in JOINS:
        for match in islice(pattern.finditer(plain), _MOST_JOINS):
            if within_quotes(plain, match.start()):
                continue
            left, right = plain[: match.start()].strip(" ,;"), plain[match.end() :].strip(" ,;")
            if pattern is WITH and (JOINED_BY_WITH.search(left) or asks(left) or ASKS.match(right)):
                continue
            parts = shared_asking(left, right) if pattern is not WITH else None
            alike = ends_alike(left, right) if parts is None else None
            if alike is not None:
                parts = side_by_side(alike, right)
                if parts is not None:  # "A có bao nhiêu hộ, B có bao nhiêu hộ": both ask with "có"
                    parts = (_TWICE.sub(r"\1", parts[0]), _TWICE.sub(r"\1", parts[1]))
            if parts is None and pattern not in (WITH, COMMA_ALIKE):
                parts = two_questions(left, right, contrasted=pattern is CONTRAST)
            if parts is None and pattern not in (COMMA, COMMA_ALIKE, THEN):
                parts = side_by_side(left, right, of_both=plain != bare)
            if parts is not None:
                return parts
    return which_of_two(plain) or _built_alike(plain)


def _built_alike(plain: str) -> tuple[str, str] | None:
    """Two askings, of which the second is shortened; tried where nothing else parts the question."""
    for pattern in (CONTRAST, AND, COMMA_ALIKE):
        for match in islice(pattern.finditer(plain), _MOST_JOINS):
            parts = None
            if not within_quotes(plain, match.start()):
                parts = parallel(plain[: match.start()].strip(" ,;"), plain[match.end() :].strip(" ,;"))
            if parts is not None:
                return parts
    return None
