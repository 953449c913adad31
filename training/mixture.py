"""What one epoch is made of."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from perturb import (
    FactPool,
    false_premise,
    opposite_premise,
    swapped_paragraph,
    unanswered,
    without_answer_sentence,
)
from squad_sets import Example

_NO_RETRIEVED = {"mailong25"}  # these bring their own, and any other snippet on the person may answer
_ADVERSARIAL = {"viquad2_dev", "viquad2_urasys"}  # questions that people wrote to be near misses


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of what an epoch takes; numbers are shares of questions, or chances for an answered one.

    Attributes:
        snippets_answered, snippets_unanswered: of the web snippets about people, which are many and much
            alike and would drown the rest.
        adversarial: how often questions of sets with people's own near misses are taken.
        retrieved: chance of a passage that a search brings, and of a second one.
        premise: chance of a false premise.
        swap: chance of a swapped paragraph, with its answered counterpart.
        cut: chance of a paragraph without the sentence that answers.
    """

    snippets_answered: float
    snippets_unanswered: float
    adversarial: float
    retrieved: tuple[float, float]
    premise: float
    swap: float
    cut: float


FIRST = Shares(0.85, 0.55, 1.0, (0.5, 0.1), 0.45, 0.45, 0.2)
# What is far off is told apart after one epoch; the later ones are for near misses.
LATER = Shares(0.6, 0.3, 2.0, (0.3, 0.0), 0.55, 0.55, 0.2)


def epoch_examples(
    examples: Sequence[Example],
    retrieved: Mapping[str, Sequence[str]],
    pool: FactPool,
    shares: Shares,
    rng: random.Random,
) -> tuple[list[Example], Counter[str]]:
    """The examples of an epoch, shuffled, and how many there are of each kind."""
    drawn: list[tuple[str, Example]] = []
    for example in examples:
        for _ in range(_times(example, shares, rng)):
            drawn.append(("answered" if example.answerable else "unanswered", example))
            if example.answerable:
                drawn += _near_misses(example, retrieved.get(example.id, ()), pool, shares, rng)
    rng.shuffle(drawn)
    return [example for _, example in drawn], Counter(kind for kind, _ in drawn)


def _times(example: Example, shares: Shares, rng: random.Random) -> int:
    """How often an epoch takes the example: its share, the broken part of it by chance."""
    share = 1.0
    if example.source in _ADVERSARIAL:
        share = shares.adversarial
    elif example.source == "mailong25":
        share = shares.snippets_answered if example.answerable else shares.snippets_unanswered
    return int(share) + (rng.random() < share % 1)


def _near_misses(
    example: Example, passages: Sequence[str], pool: FactPool, shares: Shares, rng: random.Random
) -> list[tuple[str, Example]]:
    made: list[tuple[str, Example]] = []
    if example.source not in _NO_RETRIEVED:
        for chance in shares.retrieved:
            if passages and rng.random() < chance:
                made.append(
                    ("retrieved", replace(unanswered(example, context=rng.choice(passages)), title=""))
                )
    if rng.random() < shares.premise:
        changed = opposite_premise(example, rng) if rng.random() < 0.25 else None
        changed = changed or false_premise(example, pool, rng)
        if changed:
            made.append(("false premise", changed))
    if rng.random() < shares.swap:
        pair = swapped_paragraph(example, pool, rng)
        if pair:
            made += [("swapped paragraph", pair[0]), ("swapped both, answered", pair[1])]
    if rng.random() < shares.cut:
        cut = without_answer_sentence(example)
        if cut:
            made.append(("answer's sentence gone", cut))
    return made
