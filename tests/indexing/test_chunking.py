import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bp_qa.corpus.article import Article, ParagraphKind, join_paragraphs
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.indexing.chunking import Chunk, chunk_article, chunk_context
from bp_qa.vietnamese.sentences import sentence_spans

_WORDS = "Đồn biên phòng 12 giấy khen, trao; ông Lê Như Cương: TP. 3.000 hội viên – (ANBG) …"
_WORD = st.sampled_from(_WORDS.split(" "))
_SENTENCE = st.builds(
    lambda words, end: " ".join(words) + end, st.lists(_WORD, min_size=1, max_size=40), st.sampled_from(".?!")
)
_LINE = (
    st.one_of(
        st.builds(" ".join, st.lists(_SENTENCE, min_size=1, max_size=6)),
        st.builds("- {}".format, _SENTENCE),
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300),
        st.builds(lambda n: "x" * n, st.integers(1, 200)),
    )
    .map(lambda line: " ".join(line.split()))
    .filter(bool)
)
_KIND: st.SearchStrategy[ParagraphKind] = st.sampled_from(["body", "body", "body", "caption"])
_PARAGRAPHS = st.lists(st.tuples(_KIND, _LINE), min_size=1, max_size=8)


def count_pieces(texts: Sequence[str]) -> list[int]:
    """Tokens of at most four characters, so that one long word has many."""
    return [len(re.findall(r"\S{1,4}", text)) for text in texts]


def article_of(parts: list[tuple[ParagraphKind, str]]) -> Article:
    text, paragraphs = join_paragraphs(parts)
    return Article(id="bài#1", title="Bài", text=text, paragraphs=paragraphs)


def check(article: Article, chunks: Sequence[Chunk]) -> None:
    assert all(chunk.text == article.text[chunk.start : chunk.end] for chunk in chunks)
    assert all(chunk.text == chunk.text.strip() != "" for chunk in chunks)
    assert all(left.end <= right.start for left, right in pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    covered = "".join("".join(chunk.text.split()) for chunk in chunks)
    assert covered == "".join(article.text.split())


@given(_PARAGRAPHS, st.integers(4, 60))
def test_chunks_cover_the_text_in_order_within_the_limit(
    parts: list[tuple[ParagraphKind, str]], limit: int
) -> None:
    article = article_of(parts)
    chunks = chunk_article(article, count_pieces, limit)
    check(article, chunks)
    # The spaces between sentences cost nothing with this counter.
    assert all(count <= limit for count in count_pieces([chunk.text for chunk in chunks]))


@given(_PARAGRAPHS)
def test_chunks_are_whole_sentences_where_these_fit(parts: list[tuple[ParagraphKind, str]]) -> None:
    article = article_of(parts)
    ends = {
        span.end
        for paragraph in article.paragraphs
        for span in sentence_spans(article.text, paragraph.start, paragraph.end)
    }
    starts = {
        span.start
        for paragraph in article.paragraphs
        for span in sentence_spans(article.text, paragraph.start, paragraph.end)
    }
    for chunk in chunk_article(article, count_pieces, 10_000):
        assert chunk.start in starts
        assert chunk.end in ends


@given(_PARAGRAPHS)
def test_a_caption_is_a_chunk_of_its_own(parts: list[tuple[ParagraphKind, str]]) -> None:
    article = article_of(parts)
    chunks = chunk_article(article, count_pieces, 10_000)
    captions = [(p.start, p.end) for p in article.paragraphs if p.kind == "caption"]
    assert [(chunk.start, chunk.end) for chunk in chunks if chunk.kind == "caption"] == captions


def test_list_items_stay_with_the_line_that_introduces_them() -> None:
    article = article_of(
        [
            ("body", "Năm nhiệm vụ là:"),
            ("body", "- Tuần tra."),
            ("body", "- Tuyên truyền."),
            ("body", "Hội nghị bế mạc."),
        ]
    )
    texts = [chunk.text for chunk in chunk_article(article, count_pieces, 100)]
    assert texts == ["Năm nhiệm vụ là:\n\n- Tuần tra.\n\n- Tuyên truyền.", "Hội nghị bế mạc."]


def test_a_long_sentence_is_cut_at_semicolons_before_commas() -> None:
    article = article_of([("body", "Một là a, b, c; hai là d, e, g; ba là h, i, k.")])
    texts = [chunk.text for chunk in chunk_article(article, count_pieces, 8)]
    assert texts == ["Một là a, b, c;", "hai là d, e, g;", "ba là h, i, k."]


def test_the_real_tokenizer_keeps_chunks_within_the_model(embeddings: TextEmbeddings) -> None:
    sentence = "Đại tá Lê Như Cương, Chính ủy Bộ đội Biên phòng tỉnh Nghệ An, phát biểu tại hội nghị sơ kết."
    article = article_of([("body", " ".join([sentence] * 20)), ("body", "x" * 3_000)])

    def count(texts: Sequence[str]) -> list[int]:
        return [len(offsets) for offsets in embeddings.token_offsets_batch(texts)]

    chunks = chunk_article(article, count, 60)
    check(article, chunks)
    assert max(count([chunk.text for chunk in chunks])) <= 60


def test_the_context_is_title_and_day() -> None:
    assert chunk_context("Bài", None) == "Bài"
    assert chunk_context("Bài", datetime(2024, 2, 27, 17, 16, tzinfo=UTC)) == "Bài (27/02/2024)"
