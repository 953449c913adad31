"""An answer and its citations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bp_qa.retrieval.passage import Appearance, Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands in the archive.

    Invariant: ``article.text[start:end] == quote``.

    Attributes:
        also_in: later articles that carry the same passage, the earliest published first.
    """

    number: int
    article_id: str
    title: str
    published: datetime | None
    section: str
    path: str
    start: int
    end: int
    quote: str
    also_in: tuple[Appearance, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What bp-qa says to a question.

    Attributes:
        question: as it was typed.
        understood: the question that was searched for, where it differs (marks restored, follow-up
            resolved); otherwise equal to `question`.
        text: the answer, with markers ``[1]`` that number `citations`; a refusal when `abstained`.
        short: the shortest span that answers, a substring of a citation's quote; empty if there is none.
        items: for a list question, its items; for one about two things, what answers each; each a
            substring of a citation's quote.
        abstained: the archive does not hold the answer.
        confidence: calibrated probability (0–1) that the answer is right.
        citations: numbered from 1, in the order of first use; empty when `abstained`.
        passages: what was considered, best first; the nearest articles when `abstained`.
        notes: what the person should know of how the question was read (cut, filters, fallback).
        timings_ms: milliseconds by step, and ``total``.
    """

    question: str
    understood: str
    text: str
    abstained: bool
    confidence: float
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    short: str = ""
    items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The answer as plain data, as ``bp-qa ask --json`` prints it."""
        return {
            "question": self.question,
            "understood": self.understood,
            "answer": self.text,
            "short": self.short,
            "items": list(self.items),
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "notes": list(self.notes),
            "citations": [
                {
                    "number": citation.number,
                    "article_id": citation.article_id,
                    "title": citation.title,
                    "published": citation.published.isoformat() if citation.published else None,
                    "section": citation.section,
                    "path": citation.path,
                    "start": citation.start,
                    "end": citation.end,
                    "quote": citation.quote,
                    "also_in": [appearance.as_json() for appearance in citation.also_in],
                }
                for citation in self.citations
            ],
            "passages": [
                {
                    "article_id": passage.article_id,
                    "title": passage.title,
                    "start": passage.start,
                    "end": passage.end,
                    "text": passage.text,
                    "score": round(passage.score, 4),
                }
                for passage in self.passages
            ],
            "timings_ms": {name: round(value, 2) for name, value in self.timings_ms.items()},
        }
