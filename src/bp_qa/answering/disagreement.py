"""Articles that say different things: sentences that give another exact answer than the best one."""

from collections.abc import Sequence

from bp_qa.answering.compose import distinct
from bp_qa.answering.evidence import Evidence, is_sure
from bp_qa.answering.question import AnswerType
from bp_qa.answering.reader import Reading
from bp_qa.answering.wording import Unit, numeral, same, units

# Two sentences say the same with equal right if the reader's marks of them are within this of each other.
_ALIKE = 0.05
# Kinds of answers of which two that differ contradict each other.
_EXACT = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.PERSON})


def contradicting(reading: Reading, most: int) -> list[Evidence]:
    """Sentences of other articles that give another exact answer to the same question."""
    best = reading.evidence[0]
    if reading.kind not in _EXACT or not reading.short:
        return []
    said = [best]
    for item in distinct(reading.evidence)[1:]:
        others = {other.sentence.passage.article_id for other in said}
        if (
            _reads_alike(item, best)
            and item.sentence.passage.article_id not in others
            and _differs(item, said)
        ):
            said.append(item)
    return said[1 : most + 1]


def _reads_alike(item: Evidence, best: Evidence) -> bool:
    """Whether a sentence answers as surely as the best one, its place among the passages set aside."""
    names = ("span", "passage_logit", "coverage")
    return (
        is_sure(item)
        and item.features["passage_logit"] > 0
        and all(item.features[name] >= best.features[name] - _ALIKE for name in names)
    )


def _differs(item: Evidence, others: Sequence[Evidence]) -> bool:
    """Whether the short answer of `item` says something else than each of those of `others`."""
    own = units(item.short)
    return bool(own) and not any(
        _says(own, theirs) or _says(theirs, own) for theirs in (units(other.short) for other in others)
    )


def _says(mine: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Whether `theirs` says what counts of `mine`: its numbers and dates by their value, else its names."""
    telling = (
        [unit for unit in mine if unit.fact or numeral(unit)]
        or [unit for unit in mine if unit.capital]
        or mine
    )
    return all(any(same(unit, other) for other in theirs) for unit in telling)
