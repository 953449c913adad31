"""Retrieved hard negatives: passages that a search would bring for a question and that don't answer it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from squad_sets import Example, mentions_answer, sentence_spans, syllables

_CHUNK_CHARS = 700
_NEAREST = 12


def chunk(context: str) -> list[str]:
    """Whole sentences, together at most about as long as the passages that bp-qa indexes."""
    chunks: list[str] = []
    low = high = 0
    for start, end in sentence_spans(context):
        if end - low > _CHUNK_CHARS and high > low:
            chunks.append(context[low:high].strip())
            low = start
        high = end
    return [*chunks, context[low:high].strip()]


def mine(examples: Sequence[Example], keep: int = 6) -> dict[str, list[str]]:
    """For each answered example, by its id: up to `keep` passages near its question that don't answer it.

    The nearest by TF-IDF over syllables and their pairs, half of them from the same article or of the same
    title: a search by meaning brings those too. Passages come from the paragraphs of `examples` only.
    """
    passages = list(dict.fromkeys(part for example in examples for part in chunk(example.context)))
    number = {text: index for index, text in enumerate(passages)}
    titles: dict[str, set[str]] = {}
    for example in examples:
        titles.setdefault(example.title, set()).update(chunk(example.context))
    questions = [example for example in examples if example.answerable]
    tfidf = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
    sparse = tfidf.fit_transform(passages).T.tocsr()
    asked = tfidf.transform([item.question for item in questions])
    found: dict[str, list[str]] = {}
    for row, item in enumerate(questions):
        scores = (asked[row] @ sparse).toarray()[0]
        best = np.argpartition(-scores, _NEAREST)[:_NEAREST]
        ranked = [passages[index] for index in best[np.argsort(-scores[best])]]
        kept = [text for text in ranked if _misses(text, item)][: keep // 2]
        related = sorted(titles[item.title] - set(kept), key=lambda text: -scores[number[text]])
        if item.title:
            kept += [text for text in related if _misses(text, item)][: keep // 2]
        found[item.id] = kept
    return found


def _misses(text: str, example: Example) -> bool:
    answer = example.context[example.start : example.end]
    return len(text) >= 100 and answer not in text and not mentions_answer(text, example.golds)


def _terms(text: str) -> list[str]:
    parts = syllables(text)
    return parts + [f"{one} {two}" for one, two in pairwise(parts)]
