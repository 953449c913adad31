"""What is fuzzed, and what must hold of it: a good article or a clear error, in time, nothing else."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from bp_qa.corpus import ParsedArticle, canonical_parts, format_article, parse_article
from bp_qa.corpus.documents import read_document
from bp_qa.errors import BpQaError, ImportFileError

ZONE = "Asia/Ho_Chi_Minh"
HERE = Path(__file__).parent
SEEDS = HERE / "seeds"
FOUND = HERE / "found"


class NoGoodArticleError(AssertionError):
    """An importer gave something that is no good article, or an error that a reader cannot use."""


def check_article(parsed: ParsedArticle) -> None:
    """An imported article has a title and text, and is the same after it has been saved and read."""
    if not parsed.title or not parsed.parts or canonical_parts(parsed.parts) != list(parsed.parts):
        raise NoGoodArticleError(f"not canonical: {parsed!r}")
    article = parsed.to_article("bai")
    back = parse_article(format_article(article).encode(), article_id="bai", timezone=ZONE)
    if (back.title, back.text, back.paragraphs) != (article.title, article.text, article.paragraphs):
        raise NoGoodArticleError(f"reads back differently: {parsed!r}")


def read_file(data: bytes, name: str) -> int:
    """Imports `data` as the file `name`; the number of articles, 0 if it was refused with a reason."""
    try:
        document = read_document(data, name, timezone=ZONE)
    except ImportFileError as error:
        check_reason(error)
        return 0
    for parsed in document.articles:
        check_article(parsed)
    return len(document.articles)


def check_reason(error: BpQaError) -> None:
    """An error's text is a short line without a traceback in it."""
    text = str(error)
    if not text.strip() or len(text) > 2_000 or "Traceback" in text:
        raise NoGoodArticleError(f"not a clear reason: {text[:500]!r}")


def newspaper(data: bytes) -> int:
    """A pasted newspaper page."""
    return read_file(data, "a.txt")


def html(data: bytes) -> int:
    """A saved web page."""
    return read_file(data, "a.html")


def markdown(data: bytes) -> int:
    """An article file, or Markdown without front matter."""
    return read_file(data, "a.md")


def jsonl(data: bytes) -> int:
    """JSON lines."""
    return read_file(data, "a.jsonl")


def docx(data: bytes) -> int:
    """A Word document."""
    return read_file(data, "a.docx")


def pdf(data: bytes) -> int:
    """A PDF."""
    return read_file(data, "a.pdf")


def gzipped(data: bytes) -> int:
    """Compressed JSON lines."""
    return read_file(data, "a.jsonl.gz")


TARGETS: dict[str, Callable[[bytes], int]] = {
    "newspaper": newspaper,
    "html": html,
    "markdown": markdown,
    "jsonl": jsonl,
    "docx": docx,
    "pdf": pdf,
    "gzipped": gzipped,
}


def seeds(target: str) -> list[bytes]:
    """Whole files that `target` reads well, to begin from; those that are not text are made here."""
    text = [path.read_bytes() for path in sorted(SEEDS.glob(f"{target}-*"))]
    if target == "gzipped":
        return [gzip.compress(data) for data in seeds("jsonl")]
    if target == "docx":
        return [_docx()]
    if target == "pdf":
        return [_pdf()]
    return text


def found(target: str) -> list[tuple[str, bytes]]:
    """Name and bytes of what once went wrong with `target`."""
    return [(path.name, path.read_bytes()) for path in sorted(FOUND.glob(f"{target}-*"))]


def _page_lines() -> list[str]:
    page = (SEEDS / "newspaper-page.txt").read_text(encoding="utf-8")
    return [line for line in page.split("\n") if line.strip()]


def _docx() -> bytes:
    import docx

    document = docx.Document()
    for line in _page_lines():
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Xã"
    table.cell(0, 1).text = "40 ha"
    buffer = io.BytesIO()
    document.save(buffer)
    # Stored, not compressed, so that a change reaches the document and not only the compression.
    plain = io.BytesIO()
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(plain, "w") as archive:
        for entry in packed.infolist():
            archive.writestr(entry.filename, packed.read(entry))
    return plain.getvalue()


def _pdf() -> bytes:
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    pdfmetrics.registerFont(TTFont("Seed", str(font)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    canvas.setFont("Seed", 10)
    for number, line in enumerate(_page_lines()):
        canvas.drawString(40, 800 - 16 * number, line[:90])
    canvas.save()
    return buffer.getvalue()
