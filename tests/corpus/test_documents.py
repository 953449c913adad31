"""Each kind of file becomes the same article, or a clear reason why not."""

import gzip
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from bp_qa.corpus import documents
from bp_qa.corpus.decoding import KINDS_BY_ENDING
from bp_qa.corpus.documents import read_document
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.errors import ImportFileError

ZONE = "Asia/Ho_Chi_Minh"
TITLE = "Huyện Thanh Hà khen thưởng các hộ giữ rừng tiêu biểu"
LINES = [
    "Môi trường",
    TITLE,
    "08:05, 14/03/2023",
    "Sáng 13/3, huyện Thanh Hà tổ chức hội nghị tổng kết phong trào trồng rừng chắn sóng ven sông.",
    "Ảnh: Minh Thư",
    "Trong năm qua, huyện đã vận động các hộ dân ven sông trồng thêm 40 ha rừng. Các xã lập tổ tự quản.",
    "Trần Văn Bình",
]
BODY = [LINES[3], LINES[5]]
PAGE = "\n\n".join(LINES)
HTML = f"""<!DOCTYPE html><html><head><title>{TITLE} - Báo</title>
<meta property="og:title" content="{TITLE}"/><meta property="article:section" content="Môi trường"/>
<meta property="article:published_time" content="2023-03-14T08:05:00+07:00"/>
<meta name="author" content="Trần Văn Bình"/><link rel="canonical" href="https://bao.example.vn/rung.html">
</head><body><nav><a href="/">Trang chủ</a></nav><article><h1>{TITLE}</h1><p>{LINES[3]}</p>
<figure><img src="http://192.0.2.1/x.jpg"><figcaption>Hội nghị ở huyện</figcaption></figure>
<p>{LINES[5]}</p><script>document.write("xấu")</script></article><footer>© Báo</footer></body></html>"""


def read_one(data: bytes, name: str) -> ParsedArticle:
    (article,) = read_document(data, name, timezone=ZONE).articles
    return article


def body_of(article: ParsedArticle) -> list[str]:
    return [text for kind, text in article.parts if kind == "body"]


def make_docx() -> bytes:
    document = docx.Document()
    document.add_heading(LINES[0], level=2)
    document.add_heading(TITLE, level=1)
    for line in LINES[2:]:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_pdf() -> bytes:
    font = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if font is None:
        import matplotlib

        font = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    pdfmetrics.registerFont(TTFont("Body", str(font)))
    style = ParagraphStyle("body", fontName="Body", fontSize=10, spaceAfter=8)
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build([Paragraph(line, style) for line in LINES])
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["bai.txt", "BAI.TXT", "bai.md"])
def test_text_in_each_encoding(name: str, encoding: str) -> None:
    article = read_one(PAGE.encode(encoding), name)
    assert (article.title, article.section, article.byline) == (TITLE, "Môi trường", "Trần Văn Bình")
    assert body_of(article) == BODY


def test_legacy_encoding_is_read_when_clear_and_refused_when_not() -> None:
    page = "News\n\nThe café reopens: crème brûlée for all, says the mayor of Orléans\n\n"
    text = page + "Le préfet a déclaré que la fête était réussie, et que les élèves étaient heureux. " * 5
    assert "préfet" in read_one(text.encode("cp1252"), "a.txt").text
    with pytest.raises(ImportFileError, match="encoding"):
        read_document(bytes(range(128, 256)) * 3, "a.txt", timezone=ZONE)


def test_docx_and_pdf_read_as_the_page() -> None:
    for data, name in ((make_docx(), "bai.docx"), (make_pdf(), "bai.pdf")):
        article = read_one(data, name)
        assert (article.title, article.section, article.byline) == (TITLE, "Môi trường", "Trần Văn Bình"), (
            name
        )
        assert body_of(article) == BODY, name
        assert ("caption", "Ảnh: Minh Thư") in article.parts, name


def test_content_counts_more_than_the_ending() -> None:
    assert body_of(read_one(make_pdf(), "bai.txt")) == BODY
    assert body_of(read_one(make_docx(), "bai.txt")) == BODY
    assert body_of(read_one(HTML.encode(), "bai.txt")) == BODY


def test_html_gives_metadata_and_captions() -> None:
    article = read_one(HTML.encode(), "bai.html")
    assert (article.title, article.section, article.byline) == (TITLE, "Môi trường", "Trần Văn Bình")
    assert article.published == datetime.fromisoformat("2023-03-14T08:05+07:00")
    assert article.sources == ("https://bao.example.vn/rung.html",)
    assert article.parts == (("body", LINES[3]), ("caption", "Hội nghị ở huyện"), ("body", LINES[5]))


def test_html_without_metadata_is_read_from_what_it_shows() -> None:
    shown = [
        f"<h1>{TITLE}</h1>",
        *(f"<p>{line}</p>" for line in LINES[2:]),
        "<p>Tin liên quan</p><p>Bão số 5</p>",
    ]
    table = (
        '<table><tr><td><img src="x.jpg"></td></tr><tr><td class="Image_Caption">Tổ tự quản</td></tr></table>'
    )
    markup = f"<html><body><article>{''.join(shown[:3])}{table}{''.join(shown[3:])}</article></body></html>"
    article = read_one(markup.encode(), "bai.htm")
    assert (article.title, article.byline) == (TITLE, "Trần Văn Bình")
    assert article.published == datetime.fromisoformat("2023-03-14T08:05+07:00")
    assert body_of(article) == BODY
    assert ("caption", "Tổ tự quản") in article.parts


def test_the_headline_of_a_very_short_page_is_not_repeated_in_its_text() -> None:
    markup = "<html><body><h1>Tin ngắn hôm nay</h1><p>Một câu về rừng.</p></body></html>"
    article = read_one(markup.encode(), "bai.html")
    assert (article.title, article.text) == ("Tin ngắn hôm nay", "Một câu về rừng.")


def test_html_of_more_elements_than_a_page_has_is_refused_at_once() -> None:
    markup = b"<html><body><h1>Tin</h1>" + b"<p>Mot cau.</p>" * 40_000
    with pytest.raises(ImportFileError, match=r"elements.*paste its text"):
        read_one(markup, "bai.html")


def test_html_never_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "http://192.0.2.1/x">]>'
    article = read_one((entity + HTML.removeprefix("<!DOCTYPE html>")).encode(), "bai.html")
    assert body_of(article) == BODY


def test_markdown_with_and_without_front_matter() -> None:
    whole = f"---\ntitle: {TITLE}\nas_of: 2023-03\nnote: 1\n---\n\n{BODY[0]}\n"
    article = read_one(whole.encode(), "bai.md")
    assert (article.as_of, article.extra, body_of(article)) == ("2023-03", {"note": 1}, [BODY[0]])
    quoted = "> **Sáng 13/3**, _huyện_ họp ở [nhà văn hóa](https://a.vn)."
    plain = f"# {TITLE}\n\n{quoted}\n\n![Hội nghị](a.jpg)\n\n*Hết* bài.\n"
    article = read_one(plain.encode(), "bai.md")
    assert article.title == TITLE
    assert article.parts[0] == ("body", "Sáng 13/3, _huyện_ họp ở nhà văn hóa.")
    assert article.parts[1:] == (("caption", "Hội nghị"), ("body", "Hết bài."))
    with pytest.raises(ImportFileError, match="tags"):
        read_document(b"---\ntitle: !!python/name:os.system ''\n---\nA.", "a.md", timezone=ZONE)


def test_json_lines_name_the_bad_ones() -> None:
    good = {
        "id": "1",
        "title": TITLE,
        "date": "2023-03-14",
        "source": "Báo",
        "category": "Xã hội",
        "url": "https://a.vn/1",
        "lead": "Mở đầu.",
        "text": "Đoạn một.\nĐoạn hai.\n(Ảnh: Minh Thư)",
    }
    lines = [
        json.dumps(good),
        "{hỏng",
        json.dumps({"title": 1}),
        "",
        json.dumps({"title": "T", "text": ""}),
        "[]",
    ]
    data = "\n".join(lines).encode()
    for content, name in ((data, "a.jsonl"), (gzip.compress(data), "a.jsonl.gz")):
        document = read_document(content, name, timezone=ZONE)
        (article,) = document.articles
        assert body_of(article) == ["Mở đầu.", "Đoạn một.", "Đoạn hai."]
        assert article.sources == ("https://a.vn/1", "Báo")
        assert article.published == datetime.fromisoformat("2023-03-14T00:00+07:00")
        assert [problem.split(":")[0] for problem in document.problems] == [
            "line 2",
            "line 3",
            "line 5",
            "line 6",
        ]
    with pytest.raises(ImportFileError, match="line 1"):
        read_document(b"[" * 100_000, "a.jsonl", timezone=ZONE)


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt("bi-mat", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def other_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n", "a.md", "empty"),
        (b"text", "a.exe", "cannot be imported"),
        (b"text", "noending", "cannot be imported"),
        (b"T\x00i\x00", "a.txt", "NUL"),
        (b"\xff\xfeT", "a.txt", "damaged"),
        (b"plain text", "a.pdf", "something else"),
        (b"plain text", "a.docx", "something else"),
        (b"plain text", "a.jsonl.gz", "something else"),
        (b"\x1f\x8bxx", "a.jsonl.gz", "gzip"),
        (b"%PDF-1.7 broken", "a.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0....", "a.txt", "docx"),
        (b"\x89PNG....", "a.txt", "picture"),
        (b"PK\x03\x04 word/document.xml", "a.docx", "damaged"),
        (other_zip(), "a.docx", "another name"),
        (other_zip(), "a.zip", "by itself"),
        (encrypted_pdf(), "a.pdf", "password"),
        (blank_pdf(), "a.pdf", "scan"),
        (b"<html><body></body></html>", "a.html", "found|damaged"),
    ],
)
def test_each_refusal_gives_its_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(ImportFileError, match=reason):
        read_document(data, name, timezone=ZONE)


def test_files_that_expand_too_far_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_EXPANDED_BYTES", 2_000)
    with pytest.raises(ImportFileError, match="expands"):
        read_document(gzip.compress(b"x" * 3_000), "a.jsonl.gz", timezone=ZONE)
    with pytest.raises(ImportFileError, match="expands"):
        read_document(make_docx(), "a.docx", timezone=ZONE)


mutations = st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
names = st.sampled_from([f"a{ending}" for ending in KINDS_BY_ENDING])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")), names)
@example(b"<html>" + b"<div>" * 5000 + b"x", "a.html")
@example(b"<?xml version='1.0' encoding='utf-16'?><p>x</p>", "a.html")
@example(b"<html><head><title>\x00</title></head><body><p>a", "a.html")
def test_any_bytes_give_articles_or_an_import_error(data: bytes, name: str) -> None:
    try:
        document = read_document(data, name, timezone=ZONE)
    except ImportFileError:
        return
    assert all(article.title and article.parts for article in document.articles)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(["pdf", "docx", "html"]), st.lists(mutations, min_size=1, max_size=5))
def test_damaged_documents_give_articles_or_an_import_error(
    kind: str, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(_SAMPLES[kind])
    for place, new in changes:
        start = place % len(data)
        data[start : start + len(new)] = new
    try:
        document = read_document(bytes(data), f"a.{kind}", timezone=ZONE)
    except ImportFileError:
        return
    assert all(article.title and article.parts for article in document.articles)


_SAMPLES = {"pdf": make_pdf(), "docx": make_docx(), "html": HTML.encode()}
