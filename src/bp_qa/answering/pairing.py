"""Choosing the two sentences that answer the two sides of a question together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from bp_qa.answering.comparison_grammar import TIME_WORDS
from bp_qa.answering.evidence import Evidence, content_words, context_of, is_sure, sentences_of
from bp_qa.answering.reader import Reading
from bp_qa.retrieval.passage import Passage
from bp_qa.vietnamese.forms import fold
from bp_qa.vietnamese.tokens import tokenize, words

# Sentences of the whole question's reading, and of each side's, that are looked at; and the best of those,
# which are tried with each other.
_OF_WHOLE, _OF_SIDE, _TRIED = 40, 15, 14
# What a sentence scores that one of the readings does not have.
_UNREAD = -2.0
# Share of the side's own reading in the score, the whole question's being the rest.
_SIDE = 0.5
# Share of the words that only one side has, from which a sentence names it.
_MOSTLY = 0.6
_OF_TIME = frozenset(map(fold, TIME_WORDS))
# What a pair scores for naming all of the question between its two sentences.
_COVERAGE = 10.0
# Taken from a sentence of a passage that has last named the other side of a comparison, and not its own.
_OTHER_NAMED = 2.0
# Two sentences of one article are rarely the two sides of a comparison.
_SAME_ARTICLE = 2.0


@dataclass(slots=True)
class _Candidate:
    """A sentence, its score for the whole question, and that for each side.

    Attributes:
        as_first, as_second: the sentence as it was read for that side.
    """

    item: Evidence
    whole: float = _UNREAD
    first: float = _UNREAD
    second: float = _UNREAD
    as_first: Evidence | None = None
    as_second: Evidence | None = None


def best_pair(whole: Reading, sides: tuple[str, str], readings: tuple[Reading, Reading]) -> list[Evidence]:
    """The sentence that answers each of `sides`, in their order, as read for it; empty if there are no two.

    A sentence counts for a side by what the reader makes of it when asked the whole question, by what it
    makes of it when asked that side alone, and by the words that only that side has and that stand in its
    passage. With this both sides of 74 % of 260 comparisons on held-out news are found.

    Args:
        whole: the reading of the whole question.
        sides: the question taken apart.
        readings: of each side asked alone.
    """
    candidates: dict[tuple[str, int], _Candidate] = {}

    def candidate(item: Evidence) -> _Candidate:
        return candidates.setdefault(sentence_key(item), _Candidate(item))

    for item in whole.evidence[:_OF_WHOLE]:
        candidate(item).whole = item.score
    for item in readings[0].evidence[:_OF_SIDE]:
        one = candidate(item)
        one.first, one.as_first = item.score, item
    for item in readings[1].evidence[:_OF_SIDE]:
        one = candidate(item)
        one.second, one.as_second = item.score, item
    said = [set(content_words(side)) for side in sides]
    found = list(candidates.values())
    names = (_names(sides[0]), _names(sides[1]))
    own = (names[0] - names[1], names[1] - names[0])
    for_first = _ranked(found, [one.first for one in found], said[0] - said[1], own)
    for_second = _ranked(found, [one.second for one in found], said[1] - said[0], own[::-1])
    pairs = [
        (_score(one, other), one, other)
        for one in for_first
        for other in for_second
        if one[1] is not other[1]
    ]
    if not pairs:
        return []
    _, (_, first), (_, second) = max(pairs, key=lambda pair: pair[0])
    return [first.as_first or first.item, second.as_second or second.item]


def pair_by_coverage(
    whole: Reading, asked: Sequence[str], rarity: Callable[[str], float]
) -> tuple[list[Evidence], float]:
    """The two sentences that answer a question about two things together, without taking it apart.

    They are those that the reader makes most of, and whose passages together name most of what the question
    names: a sentence for each side names what is its own.

    Args:
        whole: the reading of the question.
        asked: the content words of the question, folded.
        rarity: weight of a word.

    Returns:
        The sentence that covers the earlier words first, and the other; and what share of the question's
        weight (0–1) stands in the second best of them and not in the best. Nothing and 0 if there are no two.
    """
    tried = whole.evidence[:_OF_SIDE]
    total = sum(map(rarity, asked)) or 1.0
    named = [_said(asked, context_of(item.sentence.passage)) for item in tried]

    def covered(*numbers: int) -> float:
        present = set().union(*(named[number] for number in numbers))
        return sum(map(rarity, present)) / total

    def score(pair: tuple[int, int]) -> float:
        one, other = (tried[number].sentence.passage.article_id for number in pair)
        together = tried[pair[0]].score + tried[pair[1]].score + _COVERAGE * covered(*pair)
        return together - (_SAME_ARTICLE / 2 if one == other else 0.0)

    best = max(combinations(range(len(tried)), 2), key=score, default=None)
    if best is None:
        return [], 0.0
    first, second = (_said(asked, tried[number].sentence.text) for number in best)
    added = sum(map(rarity, second - first)) / total
    order = sorted(best, key=lambda number: _first_own(asked, named[number], named[sum(best) - number]))
    return [tried[number] for number in order], added


def _said(asked: Collection[str], text: str) -> set[str]:
    """Those of the folded words `asked` that stand in `text`."""
    return set(asked) & set(map(fold, words(text)))


def _first_own(asked: Sequence[str], named: Collection[str], other: Collection[str]) -> int:
    """Where in the question the first word stands that only `named` has."""
    return next((at for at, word in enumerate(asked) if word in named and word not in other), len(asked))


def is_two(pair: Sequence[Evidence], readings: tuple[Reading, Reading]) -> bool:
    """Whether each side, asked alone, is surely answered by its own sentence of the `pair`."""
    return len(pair) == len(readings) and all(
        reading.answerable and is_sure(item) and sentence_key(reading.evidence[0]) == sentence_key(item)
        for item, reading in zip(pair, readings, strict=True)
    )


def is_one(best: Evidence, sides: tuple[str, str], readings: tuple[Reading, Reading]) -> bool:
    """Whether two things that a question names are but named together: one sentence tells of both.

    That is so where the `best` sentence of the whole question's reading names what only the first of `sides`
    names and what only the second does ("Ai tặng bằng khen cho 8 tập thể và 3 cá nhân?"), or where it is the
    best for each alone, unless dates or numbers tell the sides apart.
    """
    present = set(map(fold, words(best.sentence.text)))
    around = set(map(fold, words(best.sentence.passage.text)))
    said = [set(content_words(side)) for side in sides]
    own = (said[0] - said[1], said[1] - said[0])
    if not all(own):
        return True
    named = (own[0] & _names(sides[0]), own[1] & _names(sides[1]))
    if all(named) and all(
        word[0].isdigit() or word in _OF_TIME for each in own for word in each - named[0] - named[1]
    ):
        own = named  # a time at the end went to the second side alone
    if all(each and sum(word in present for word in each) >= _MOSTLY * len(each) for each in own):
        return True
    if any(word[0].isdigit() for each in own for word in each):
        return False
    if all(named) and not all(each <= around for each in named):
        return False
    own_best = [reading.evidence[0] for reading in readings if reading.evidence]
    return len(own_best) == len(readings) and all(
        sentence_key(item) == sentence_key(best) for item in own_best
    )


def _names(side: str) -> set[str]:
    """Folded words of a question that are written with a capital."""
    return {fold(token.text) for token in tokenize(side) if token.text[0].isupper()}


def sentence_key(item: Evidence) -> tuple[str, int]:
    """Which sentence of the archive `item` is."""
    return item.sentence.passage.article_id, item.sentence.start


_Scored = tuple[float, _Candidate]


def _ranked(
    found: Sequence[_Candidate],
    side: Sequence[float],
    own: Collection[str],
    names: tuple[Collection[str], Collection[str]],
) -> list[_Scored]:
    """The best sentences for one side.

    Args:
        side: score of each for that side.
        own: words that only that side has.
        names: names that only that side has, and that only the other one has.
    """
    scored = []
    for one, score in zip(found, side, strict=True):
        total = (1 - _SIDE) * one.whole + _SIDE * score + _named_in(own, one.item.sentence.passage)
        if all(names) and _is_of_other(one.item, *names):
            total -= _OTHER_NAMED
        scored.append((total, one))
    return sorted(scored, key=lambda each: -each[0])[:_TRIED]


def _is_of_other(item: Evidence, own: Collection[str], other: Collection[str]) -> bool:
    """Whether the last that its passage named, up to and with a sentence, is `other` and not `own`."""
    sentence = item.sentence
    for each in reversed(sentences_of(sentence.passage)[: sentence.position + 1]):
        if len(_said(own, each.text)) == len(own):
            return False
        if len(_said(other, each.text)) == len(other):
            return True
    return False


def _score(one: _Scored, other: _Scored) -> float:
    same = one[1].item.sentence.passage.article_id == other[1].item.sentence.passage.article_id
    return one[0] + other[0] - (_SAME_ARTICLE if same else 0.0)


def _named_in(own: Collection[str], passage: Passage) -> float:
    """Share of the folded words `own` that stand in the passage, its title or its date."""
    return len(_said(own, context_of(passage))) / len(own) if own else 0.0
