"""The article file format: what it keeps, what it cleans, what it refuses."""

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.corpus.article import Article, join_paragraphs
from bp_qa.corpus.canonical import canonical_parts, one_line
from bp_qa.corpus.markdown import format_article, parse_article, read_article
from bp_qa.errors import ArticleNotFoundError, CorpusError

ZONE = "Asia/Ho_Chi_Minh"


def parse(text: str) -> Article:
    return parse_article(text.encode(), article_id="bai", timezone=ZONE)


def test_reads_every_key_and_keeps_unknown_ones() -> None:
    data = (
        "\ufeff---\r\ntitle: 'Lễ hội: ngày đầu'\r\nsection: Văn hóa\r\npublished: 2024-02-27T17:16:00+07:00\r"
        "\nbyline: PV\r\nsources:\r\n  - https://example.vn/a\r\nas_of: 2026-11\r\nmood: [1, true]\r\n---\r\n"
        "\r\nĐoạn một\r\ncòn tiếp.\r\n \r\n[Ảnh] Các đại biểu.\r\n"
    ).encode()
    article = parse_article(data, article_id="bai", timezone=ZONE)
    assert article.title == "Lễ hội: ngày đầu"
    assert article.published == datetime(2024, 2, 27, 17, 16, tzinfo=ZoneInfo(ZONE))
    assert (article.section, article.byline, article.as_of) == ("Văn hóa", "PV", "2026-11")
    assert article.sources == ("https://example.vn/a",)
    assert article.extra == {"mood": [1, True]}
    assert article.text == "Đoạn một còn tiếp.\n\nCác đại biểu."
    assert [p.kind for p in article.paragraphs] == ["body", "caption"]
    assert article.sha256 == hashlib.sha256(data).hexdigest()


def test_cleans_invisible_characters_and_decomposed_letters() -> None:
    hidden = "a\u202eb\u200bc\x00d\u2066e\ufefff\x07"
    article = parse(f"---\ntitle: T\u200bê\n---\n{unicodedata.normalize('NFD', 'Đồn Biên phòng')} {hidden}")
    assert article.text == "Đồn Biên phòng abcdef"
    assert article.title == "Tê"


def test_headings_and_lists_keep_their_text() -> None:
    assert (
        parse("---\ntitle: T\n---\n## Mục\n\n- một\n\n#tin nóng\n\n***\n").text == "Mục\n\n- một\n\n#tin nóng"
    )


@pytest.mark.parametrize("title", ["2024", "17:16", "yes", "010", "null", "2024-13-45"])
def test_a_title_is_always_text(title: str) -> None:
    assert parse(f"---\ntitle: {title}\n---\nA.").title == title


def test_a_naive_time_gets_the_zone_of_the_archive() -> None:
    published = parse("---\ntitle: T\npublished: 2024-02-27 17:16\n---\nA.").published
    assert published is not None
    assert published.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Chỉ có chữ.", "front matter"),
        ("---\nsection: A\n---\nA.", "`title`"),
        ("---\ntitle: ' '\n---\nA.", "`title`"),
        ("---\ntitle: [a]\n---\nA.", "`title`"),
        ("---\ntitle: T\n---\n \n***\n", "no text"),
        ("---\ntitle: T\npublished: hôm qua\n---\nA.", "`published`"),
        ("---\ntitle: T\npublished: 2024-02-30\n---\nA.", "`published`"),
        ("---\ntitle: T\nsources: {a: b}\n---\nA.", "`sources`"),
        ("---\n- a\n---\nA.", "key: value"),
        ("---\ntitle: 'T\n---\nA.", "YAML"),
        ("---\ntitle: !!python/object/apply:os.getcwd []\n---\nA.", "tags"),
        ("---\ntitle: !!str T\n---\nA.", "tags"),
        ("---\ntitle: T\na: &x [1]\nb: [*x, *x]\n---\nA.", "anchors"),
        ("---\ntitle: T\nday: 2024-13-45\n---\nA.", "YAML"),
        ("---\ntitle: T\nx: " + "[" * 5000 + "\n---\nA.", "nested"),
        ("---\ntitle: " + "x" * 70_000 + "\n---\nA.", "longer"),
    ],
)
def test_names_file_and_fault(text: str, named: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse(text)
    assert named in str(caught.value)
    assert str(caught.value).startswith("bai.md")


def test_bytes_that_are_not_utf8_and_unknown_zone_are_refused() -> None:
    with pytest.raises(CorpusError, match="UTF-8"):
        parse_article("---\ntitle: Đồn\n---\nA.".encode("utf-16"), article_id="a", timezone=ZONE)
    with pytest.raises(CorpusError, match="time zone"):
        parse_article(b"---\ntitle: T\npublished: 2024-01-01\n---\nA.", article_id="a", timezone="Mars/Base")


def test_read_article_takes_the_id_from_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "2024-01-01-a.md"
    path.write_text("---\ntitle: T\n---\nA.", encoding="utf-8")
    article = read_article(path, timezone=ZONE)
    assert (article.id, article.path) == ("2024-01-01-a", path)
    with pytest.raises(ArticleNotFoundError):
        read_article(tmp_path / "b.md", timezone=ZONE)
    with pytest.raises(CorpusError, match="cannot be read"):
        read_article(tmp_path, timezone=ZONE)


lines = st.text(max_size=60).map(one_line)
titles = lines.filter(bool)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20).map(one_line),
    lambda inner: st.lists(inner, max_size=3),
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    drawn = draw(st.lists(st.tuples(st.sampled_from(["body", "caption"]), st.text(max_size=80)), min_size=1))
    parts = canonical_parts(drawn) or [("body", "Một câu.")]  # type: ignore[arg-type]
    text, paragraphs = join_paragraphs(parts)
    moments = st.datetimes(
        datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, ZoneInfo(ZONE)])
    )
    return Article(
        id="bai",
        title=draw(titles),
        text=text,
        paragraphs=paragraphs,
        section=draw(lines),
        published=draw(st.none() | moments),
        byline=draw(lines),
        sources=tuple(draw(st.lists(titles, max_size=3))),
        as_of=draw(lines),
        extra=draw(st.dictionaries(st.from_regex(r"x_[a-z]{1,8}", fullmatch=True), values, max_size=2)),
    )


@given(articles())
def test_what_is_written_reads_back_the_same(article: Article) -> None:
    back = parse(format_article(article))
    for name in ("title", "text", "paragraphs", "section", "published", "byline", "sources", "as_of"):
        assert getattr(back, name) == getattr(article, name)
    assert format_article(back) == format_article(article)


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda t: f"---\n{t}\n---\nA.".encode(errors="replace"))
)
def test_any_bytes_give_an_article_or_a_corpus_error(data: bytes) -> None:
    try:
        article = parse_article(data, article_id="bai", timezone=ZONE)
    except CorpusError:
        return
    assert article.title
    assert all(article.text[p.start : p.end].strip() for p in article.paragraphs)


@given(st.lists(st.tuples(st.sampled_from(["body", "caption"]), st.text())))
def test_canonical_form_is_stable(parts: list[tuple[str, str]]) -> None:
    once = canonical_parts(parts)  # type: ignore[arg-type]
    assert canonical_parts(once) == once
    assert all(text == " ".join(text.split()) and unicodedata.is_normalized("NFC", text) for _, text in once)
