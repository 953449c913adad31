import pytest

from bp_qa.corpus import Article, join_paragraphs
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


def test_every_reason_of_the_importer_has_vietnamese_words() -> None:
    reasons = [
        "it is larger than 20 MB; raise BP_QA_MAX_FILE_MB or split it",
        "this kind of file cannot be imported; use one of .txt",
        "the file is empty",
        "the Word document is damaged; open it and save it again as .docx",
        "the PDF holds no text, only pictures (a scan?); import its text instead",
        "it is a picture, not text",
        "the zip archive is damaged (x)",
        "it expands to more than is allowed",
    ]
    told = [reason_for(reason, "vi", "khác") for reason in reasons]
    assert "khác" not in told
    assert len(set(told)) == len(told)
    assert reason_for(reasons[0], "en", "other") == reasons[0]
    assert reason_for("something new", "vi", "khác") == "khác"


def test_only_the_name_of_a_file_is_shown() -> None:
    assert name_of("/tmp/gradio/abc/bài viết.docx") == "bài viết.docx"
    assert name_of("/tmp/a.zip:trong/bài.txt") == "bài.txt"
    parsed = ParsedArticle.build(title="T", parts=[("body", "x")])
    assert Fields.of(parsed).published == ""
