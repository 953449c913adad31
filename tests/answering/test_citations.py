"""Every citation is exactly what stands in its article, whatever articles and questions hold."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hash_embeddings import HashEmbeddings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from bp_qa.answering.answer import Answer
from bp_qa.answering.prompts import UNUSABLE_MODEL
from bp_qa.answering.prose import ProseAnswerer
from bp_qa.answering.writer import LlmWriter
from bp_qa.corpus import Article
from bp_qa.engine import Engine
from bp_qa.evaluation.texts import article_from_text
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.sources import MemorySource
from bp_qa.settings import load_settings
from bp_qa.vietnamese.forms import fold

_WORDS = {
    "unit": ["UBND thị xã Hoàng Mai", "Đồn Biên phòng Quỳnh Phương", "Bộ đội Biên phòng (BĐBP) Nghệ An"],
    "place": ["Hoàng Mai", "xã Keng Đu", "phường Quỳnh Phương", "đền Cờn"],
    "person": ["Lê Như Cương", "Vi Thị Hoà", "Nguyễn Đức Thuỷ"],
    "count": ["5", "12", "1.250", "2,5 triệu", "ba"],
    "day": ["26/02/2024", "ngày 3/3/1959", "tháng 7-2019"],
}
# A sentence of the archive, and what asks for it.
_FACTS = [
    ("{unit} trao {count} giấy khen cho các tập thể ở {place}.", "{unit} trao bao nhiêu giấy khen?"),
    ("Sáng {day}, hội nghị sơ kết diễn ra tại {place}.", "Hội nghị sơ kết ở {place} diễn ra ngày nào?"),
    ("Đại tá {person}, Chính ủy {unit}, phát biểu chỉ đạo.", "Ai là Chính ủy {unit}?"),
    ("Lễ hội {place} đón {count} lượt khách (theo {person}).", "Lễ hội nào đón khách ở {place}?"),
    (
        "Các nhiệm vụ trọng tâm của {place} là: Một là, tuyên truyền {count} buổi; hai là, tuần tra; "
        "ba là, giúp dân gặt lúa.",
        "Các nhiệm vụ trọng tâm của {place} là gì?",
    ),
]
_MORE_QUESTIONS = [
    "Còn cá nhân thì sao?",
    "Kể thêm",
    "So sánh số giấy khen ở Hoàng Mai và xã Keng Đu?",
    "How many certificates of merit did Hoàng Mai give?",
    "Giá vàng hôm nay bao nhiêu?",
]
# Letters that change their length when folded or composed, marks alone, brackets, emoji of two characters.
_ODD = "aăđơ ạÁĐİıſßﬁǅ̣́…“”\"'()[]{}<>|.:;!?–-/\t05½²😀👍🏽\u200b\u00ad\u2028"
_FORMS: list[Callable[[str], str]] = [
    str,
    fold,
    str.upper,
    lambda text: unicodedata.normalize("NFD", text),
]
# Reading the answers takes most of the time, so a few large examples rather than many.
_FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Asked = tuple[str, list[str]]


@st.composite
def facts(draw: st.DrawFn) -> tuple[str, str]:
    """A sentence and a question that it answers."""
    chosen = {name: draw(st.sampled_from(words)) for name, words in _WORDS.items()}
    sentence, question = draw(st.sampled_from(_FACTS))
    return sentence.format(**chosen), question.format(**chosen)


@st.composite
def archives(draw: st.DrawFn) -> tuple[list[Article], list[Asked]]:
    """A few articles that share, repeat and contradict facts, and questions on them with their history."""
    pool = draw(st.lists(facts(), min_size=2, max_size=5))
    sentences = st.sampled_from([sentence for sentence, _ in pool])
    noise = st.text(st.sampled_from(_ODD), max_size=30)
    paragraphs = st.lists(st.one_of(sentences, sentences, noise), min_size=1, max_size=4)
    articles = []
    for number in range(draw(st.integers(1, 3))):
        space = draw(st.sampled_from([" ", "  ", "\u00a0", ""]))
        first = draw(sentences) if number else pool[0][0]  # so that the first question has an answer
        lines = [first, *(space.join(each) for each in draw(st.lists(paragraphs, max_size=3)))]
        lines[-1] = draw(st.sampled_from(["", "[Ảnh] ", "## "])) + lines[-1]
        text = draw(st.sampled_from(_FORMS[::3]))("\n".join(lines))
        articles.append(article_from_text(f"bai-{number}", draw(sentences) + draw(noise), text))
    questions = st.one_of(
        st.sampled_from([question for _, question in pool]), st.sampled_from(_MORE_QUESTIONS), noise
    )
    asked = [
        (draw(st.sampled_from(_FORMS))(draw(questions)), draw(st.lists(questions, max_size=1)))
        for _ in range(draw(st.integers(2, 4)))
    ]
    return articles, [(pool[0][1], []), *asked]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One engine for all archives, of which each takes the place of the last: its models are opened once."""
    index: Path = tmp_path_factory.mktemp("citations") / "index"
    return Engine.for_articles([], index, load_settings(), HashEmbeddings())


def hold(engine: Engine, articles: Sequence[Article]) -> None:
    engine.source = MemorySource(articles)
    assert engine.sync().failed == []


def check_citations(engine: Engine, answer: Answer) -> int:
    """Asserts the promise for every citation; how many there are."""
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = engine.source.load(citation.article_id).text
        assert citation.quote
        assert text[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in answer.text
        assert citation.title == engine.source.load(citation.article_id).title
    if answer.citations:  # an answer that is still growing has none yet
        for words in (answer.short, *answer.items):
            assert any(words in citation.quote for citation in answer.citations), words
    return len(answer.citations)


def test_every_citation_is_what_stands_in_its_article(engine: Engine) -> None:
    counted: Counter[str] = Counter()

    @_FEW
    @given(archives())
    def ask(archive: tuple[list[Article], list[Asked]]) -> None:
        articles, questions = archive
        hold(engine, articles)
        for question, history in questions:
            answer = engine.ask(question, history)
            counted["citations"] += check_citations(engine, answer)
            assert answer.abstained == (not answer.citations)

    ask()
    assert counted["citations"] > 5, "too few answers to show anything"


class QuotingModel(BaseChatModel):
    """Writes from the quotes of its prompt: some sentences as they are, some changed, some made up.

    Attributes:
        plan: for each sentence, the number of a quote, what is done to it, and the number it cites.
    """

    plan: list[tuple[int, str, int]]

    @property
    def _llm_type(self) -> str:
        return "quoting"

    def _generate(self, messages: list[BaseMessage], *given: Any, **options: Any) -> ChatResult:
        quotes = re.findall(r'<trich_dan so="\d+"[^>]*>\n(.*)\n</trich_dan>', str(messages[-1].content))
        changed: dict[str, Callable[[str], str]] = {
            "as it is": str,
            "shortened": lambda text: text.partition(",")[0],
            "another number": lambda text: re.sub(r"\d+", "99", text),
            "without marks": fold,
            "made up": lambda text: "Ông Trần Giả trao 77 huân chương.",
        }
        written = [
            f"{changed[how](quotes[which % len(quotes)])} [{cited}]"
            for which, how, cited in self.plan
            if quotes
        ]
        return ChatResult(generations=[ChatGeneration(message=AIMessage(" ".join(written)))])


class Quoted:
    """The answers of an engine in the archive's own words, for a model to write from."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answer(self, question: str, history: Sequence[str] = (), only: ChunkFilter | None = None) -> Answer:
        return self._engine.ask(question, history, only, prose=False)


_PLANS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["as it is", "as it is", "shortened", "another number", "without marks", "made up"]),
        st.integers(1, 4),
    ),
    max_size=4,
)


def test_so_is_every_citation_of_what_a_model_writes(engine: Engine) -> None:
    counted: Counter[str] = Counter()

    @_FEW
    @given(archives(), _PLANS)
    def ask(archive: tuple[list[Article], list[Asked]], plan: list[tuple[int, str, int]]) -> None:
        articles, questions = archive
        hold(engine, articles)
        writer = LlmWriter(QuotingModel(plan=[(0, "as it is", 1), *plan]), engine.embeddings, engine.settings)
        answering = ProseAnswerer(Quoted(engine), engine.index, writer)
        for question, history in questions:
            for step in answering.stream(question, history):
                check_citations(engine, step)
            written = "write" in step.timings_ms and not set(step.notes) & set(UNUSABLE_MODEL.values())
            counted["written"] += written

    ask()
    assert counted["written"], "no answer in the model's words, which shows nothing"
