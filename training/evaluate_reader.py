"""Figures of a reader on held-out titles: exact match, F1, and how well it tells what isn't answered."""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from news_sets import NewsSet
from sklearn.metrics import roc_auc_score
from squad_sets import Example
from windows import Window, WindowMaker, collate

LONGEST_ANSWER = 48  # tokens
Scorer = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]
Prediction = tuple[str, float, float]
Predictor = Callable[[Sequence[Example]], list[Prediction]]
_PUNCTUATION = re.compile(rf"[{re.escape(string.punctuation)}“”‘’…–]")


def normalise(text: str) -> list[str]:
    """Syllables as SQuAD's F1 counts them: lower case, no punctuation."""
    return _PUNCTUATION.sub(" ", text.lower()).split()


def f1(prediction: str, gold: str) -> float:
    """Syllable overlap of an answer with an accepted one."""
    one, other = normalise(prediction), normalise(gold)
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def best_span(start: np.ndarray, end: np.ndarray, allowed: np.ndarray) -> tuple[int, int, float]:
    """The best span of one window, and its score less that of "no answer" (the first token's)."""
    tokens = np.flatnonzero(allowed)
    tokens = tokens[tokens > 0]
    scores = start[tokens][:, None] + end[tokens][None, :]
    reach = np.arange(len(tokens))
    length = reach[None, :] - reach[:, None]
    scores = np.where((length >= 0) & (length < LONGEST_ANSWER), scores, -np.inf)
    first, last = np.unravel_index(int(np.argmax(scores)), scores.shape)
    margin = float(scores[first, last] - start[0] - end[0])
    return int(tokens[first]), int(tokens[last]), margin


def predict(
    examples: Sequence[Example], maker: WindowMaker, scorer: Scorer, titled: bool
) -> list[Prediction]:
    """For each example: the best span's text, its margin over "no answer", the answerability logit."""
    jobs: list[tuple[int, Window]] = [
        (index, window)
        for index, example in enumerate(examples)
        for window in maker.all_windows(example, titled)
    ]
    jobs.sort(key=lambda job: len(job[1].ids))
    found: list[Prediction] = [("", -np.inf, -np.inf)] * len(examples)
    for low in range(0, len(jobs), 16):
        batch = jobs[low : low + 16]
        ids, attention, allowed = collate([window for _, window in batch])
        start, end, answerable = scorer(ids, attention)
        for row, (index, window) in enumerate(batch):
            first, last, margin = best_span(start[row], end[row], allowed[row])
            chars = slice(window.offsets[first - window.first][0], window.offsets[last - window.first][1])
            text, best, sure = found[index]
            if margin > best:
                text, best = examples[index].context[chars].strip(), margin
            found[index] = (text, best, max(sure, float(answerable[row])))
    return found


def measure(examples: Sequence[Example], read: Predictor, limit: int) -> dict[str, float]:
    """Figures of `read` on at most `limit` answered and unanswered held-out questions of each set."""
    held_out = [example for example in examples if example.held_out]
    figures: dict[str, float] = {}
    scores: dict[tuple[str, bool], list[Prediction]] = {}
    for source in ("viquad2_dev", "xquad_vi_dev", "vinewsqa_dev", "nanibot_wiki", "mailong25"):
        for answerable in (True, False):
            chosen = [item for item in held_out if item.source == source and item.answerable == answerable]
            chosen = _spread(chosen, limit)
            if not chosen:
                continue
            found = scores[source, answerable] = read(chosen)
            if answerable:
                pairs = list(zip(found, chosen, strict=True))
                figures[f"{source} f1"] = float(
                    np.mean([max(f1(text, gold) for gold in item.golds) for (text, _, _), item in pairs])
                )
                figures[f"{source} em"] = float(
                    np.mean(
                        [
                            any(normalise(text) == normalise(g) for g in item.golds)
                            for (text, _, _), item in pairs
                        ]
                    )
                )
    chosen = _spread([i for i in held_out if i.source == "viquad2_dev" and i.answerable], limit)
    strangers = _spread([i for i in held_out if i.source == "xquad_vi_dev"], limit)
    crossed = [
        replace(one, context=other.context, start=-1, end=-1, golds=())
        for one, other in zip(strangers, chosen * (len(strangers) // len(chosen) + 1), strict=False)
    ]
    off_topic = read(crossed)
    positive = scores["viquad2_dev", True]
    for name, negative in (
        ("adversarial", scores["viquad2_dev", False]),
        ("off-topic", off_topic),
    ):
        for kind, column in (("margin", 1), ("answerable", 2)):
            figures[f"auroc {name} {kind}"] = auroc(positive, negative, column)
    figures["auroc snippets answerable"] = auroc(scores["mailong25", True], scores["mailong25", False], 2)
    return figures


def measure_news(news: NewsSet, read: Predictor, limit: int) -> dict[str, float]:
    """Figures on at most `limit` held-out questions of the project's own news.

    Each question is put to the chunks of its whole topic. ``news chunk`` is the share of answered questions
    whose best chunk answers, ``news f1`` is of the best span in it, and the AUROC tells questions with an
    answer from those without by the best chunk's logit.
    """
    asked = _spread([item for item in news.questions if item.article.held_out], limit)
    jobs = [
        (item, article, text)
        for item in asked
        for article in (item.article, *news.siblings(item.article))
        for text in article.chunks
    ]
    examples = [
        Example(item.id, "news", article.heading, item.question, text, -1, -1, (), True)
        for item, article, text in jobs
    ]
    best: dict[str, tuple[float, bool, str]] = {}
    for (item, article, text), (words, _, logit) in zip(jobs, read(examples), strict=True):
        at = article.text.find(text)
        right = any(
            spanned is article and start < at + len(text) and end > at for spanned, start, end in item.spans
        )
        best[item.id] = max(best.get(item.id, (-np.inf, False, "")), (logit, right, words))
    answered = [item for item in asked if item.spans]
    return {
        "news chunk": float(np.mean([best[item.id][1] for item in answered])),
        "news f1": float(np.mean([max(f1(best[i.id][2], gold) for gold in i.golds) for i in answered])),
        "auroc news": float(
            roc_auc_score([bool(item.spans) for item in asked], [best[item.id][0] for item in asked])
        ),
    }


def auroc(positive: Sequence[Prediction], negative: Sequence[Prediction], column: int) -> float:
    """Area under the ROC curve of one of the scores of :func:`predict`."""
    values = [float(str(row[column])) for row in [*positive, *negative]]
    return float(roc_auc_score([1] * len(positive) + [0] * len(negative), values))


def _spread(examples: Sequence[Example], limit: int) -> list[Example]:
    """At most `limit` of `examples`, evenly spread over them."""
    step = max(1.0, len(examples) / limit)
    return [examples[int(index * step)] for index in range(min(limit, len(examples)))]
