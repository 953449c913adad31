import ast
from pathlib import Path

import pytest

import bp_qa.corpus
from bp_qa.corpus import Article, join_paragraphs
from bp_qa.corpus.decoding import _FOREIGN
from bp_qa.corpus.parsed import ParsedArticle
from bp_qa.errors import ImportFileError
from bp_qa.web.drafts import BadDateError, Fields
from bp_qa.web.refusals import name_of, reason_for

ZONE = "Asia/Ho_Chi_Minh"


def _fields(**changes: str) -> Fields:
    given = {
        "title": "Trao quà",
        "section": "Xã hội",
        "published": "27/02/2024 17:16",
        "byline": "Lan",
        "body": "Đoạn một.\n\n[Ảnh] Cảnh trao quà.\n\nĐoạn hai.",
    }
    return Fields(**(given | changes))


def test_fields_survive_the_way_to_an_article_and_back() -> None:
    fields = _fields()
    parsed = fields.parsed(ZONE)
    assert Fields.of(parsed) == fields
    assert [kind for kind, _ in parsed.parts] == ["body", "caption", "body"]
    assert parsed.published is not None
    assert parsed.published.isoformat() == "2024-02-27T17:16:00+07:00"


def test_editing_keeps_what_the_form_does_not_show() -> None:
    text, paragraphs = join_paragraphs([("body", "Cũ.")])
    old = Article("a", "Cũ", text, paragraphs, sources=("nguồn",), as_of="2024-03", extra={"note": "x"})
    changed = _fields().parsed(ZONE, like=old).to_article("a")
    assert (changed.sources, changed.as_of, changed.extra) == (("nguồn",), "2024-03", {"note": "x"})
    assert changed.title == "Trao quà"


def test_no_date_is_allowed_and_a_wrong_one_is_named() -> None:
    assert _fields(published=" ").parsed(ZONE).published is None
    with pytest.raises(BadDateError, match="31/02/2024"):
        _fields(published="31/02/2024").parsed(ZONE)


@pytest.mark.parametrize("changes", [{"title": " "}, {"body": ""}])
def test_a_title_and_a_text_are_needed(changes: dict[str, str]) -> None:
    with pytest.raises(ImportFileError):
        _fields(**changes).parsed(ZONE)


def _reasons() -> list[str]:
    """What the importer and the reader of article files say, as it stands in their source."""
    reasons = []
    for path in sorted(Path(bp_qa.corpus.__file__).parent.glob("*.py")):
        errors = {"ImportFileError"} | ({"CorpusError"} if path.stem == "markdown" else set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in errors:
                parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                reason = " ".join(part for part in parts if isinstance(part, str) and " " in part.strip())
                if reason:
                    reasons.append(reason)
    return reasons


def test_every_reason_of_the_importer_has_vietnamese_words() -> None:
    reasons = [*_reasons(), *map(str, _FOREIGN.values()), "more than 500 files; import the rest separately"]
    assert len(reasons) > 40
    without = [reason for reason in reasons if reason_for(reason, "vi", "khác") == "khác"]
    # These are of files that no one uploads: article files on disk, and what is written there.
    assert [
        reason for reason in without if "article file" not in reason and "metadata of" not in reason
    ] == []


def test_reasons_that_are_not_alike_are_told_apart() -> None:
    page = reason_for("the page has more than 50,000 elements, too many for an article", "vi", "khác")
    many = reason_for("more than 500 files; import the rest separately", "vi", "khác")
    title = reason_for("key `title` is missing; add a line `title: …` to the front matter", "vi", "khác")
    assert "HTML" in page
    assert "nhiều tệp" in many
    assert "tiêu đề" in title
    assert reason_for("the file is empty", "en", "other") == "the file is empty"
    assert reason_for("something new", "vi", "khác") == "khác"


def test_only_the_name_of_a_file_is_shown() -> None:
    assert name_of("/tmp/gradio/abc/bài viết.docx") == "bài viết.docx"
    assert name_of("/tmp/a.zip:trong/bài.txt") == "bài.txt"
    parsed = ParsedArticle.build(title="T", parts=[("body", "x")])
    assert Fields.of(parsed).published == ""
