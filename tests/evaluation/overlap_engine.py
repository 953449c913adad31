"""A small engine for the evaluation's own tests: exact keyword overlap, so that figures can be told."""

from collections.abc import Sequence

from bp_qa.answering.answer import Answer, Citation
from bp_qa.answering.evidence import Evidence, Sentence
from bp_qa.corpus.article import Article
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet, Gold
from bp_qa.evaluation.texts import article_from_text, find_quote
from bp_qa.retrieval.passage import Passage, SearchMode
from bp_qa.vietnamese.tokens import words

_REFUSE_BELOW = 0.5


class OverlapEngine:
    """Ranks whole articles by the share of the question's words they hold; refuses below a half."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    def search(self, question: str, *, mode: SearchMode = "hybrid", k: int = 10) -> list[Passage]:
        asked = {word.lower() for word in words(question)}
        scored = [
            (len(asked & {word.lower() for word in words(article.text)}) / max(1, len(asked)), article)
            for article in self._articles
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        if mode == "dense":
            scored.reverse()
        return [
            Passage(
                chunk_id=f"{article.id}#0",
                article_id=article.id,
                title=article.title,
                section="",
                published=None,
                start=0,
                end=len(article.text),
                text=article.text,
                kind="body",
                rank=rank,
                score=score,
            )
            for rank, (score, article) in enumerate(scored[:k], start=1)
        ]

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        best = self.search(" ".join((*history, question)), k=1)[0]
        if best.score < _REFUSE_BELOW:
            return Answer(question, question, "Kho lưu trữ không có thông tin này.", True, best.score)
        citation = Citation(1, best.article_id, best.title, None, "", "", 0, best.end, best.text)
        return Answer(
            question, question, f"{best.text} [1]", False, best.score, (citation,), (best,), best.text
        )

    def evidence(self, question: str) -> list[Evidence]:
        best = self.search(question, k=1)[0]
        return [Evidence(Sentence(best, 0, best.end, best.text, 0))]


def make_set(texts: dict[str, str], questions: Sequence[tuple[str, str, str | None]]) -> EvaluationSet:
    """A set from article texts and (id, question, gold article or None) rows; a gold is its whole article."""
    articles = {name: article_from_text(name, f"Bài {name}", text) for name, text in texts.items()}
    rows = []
    for question_id, question, gold in questions:
        places: tuple[Gold, ...] = ()
        if gold is not None:
            span = find_quote(articles[gold].text, articles[gold].text)
            assert span is not None
            places = (Gold(gold, *span),)
        rows.append(
            EvaluationQuestion(
                id=question_id,
                question=question,
                answerable=gold is not None,
                answers=(articles[gold].text,) if gold else (),
                gold=places,
                kind="event" if gold else "unanswerable",
            )
        )
    return EvaluationSet("tiny", tuple(articles.values()), tuple(rows))


def tiny_set() -> EvaluationSet:
    """Two questions that overlap answers at the first rank, and one that it refuses."""
    return make_set(
        {
            "a": "Lễ hội diễn ra ngày 3/3 tại Hoàng Mai.",
            "b": "Đồn biên phòng trao 12 giấy khen.",
            "c": "Trời mưa to.",
        },
        [
            ("q1", "Lễ hội tại Hoàng Mai diễn ra ngày nào?", "a"),
            ("q2", "Đồn biên phòng trao gì?", "b"),
            ("q3", "Vì sao giá vàng tăng mạnh?", None),
        ],
    )
