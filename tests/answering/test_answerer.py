"""Asking the real engine: facts with their quotes, lists, follow-ups, refusals, and odd questions."""

from pathlib import Path

import pytest

from bp_qa.answering.answer import Answer
from bp_qa.answering.compose import ENGLISH_LEAD
from bp_qa.answering.question import AnswerType
from bp_qa.answering.reader import short_answer
from bp_qa.answering.spans import Span
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings
from bp_qa.vietnamese.forms import fold, nfc


def _check_quotes(engine: Engine, answer: Answer) -> None:
    """Every citation is exactly what stands in its article, and every marker has its citation."""
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        article = engine.corpus.load(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in answer.text
        assert Path(citation.path).is_file()


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Ai là Chính ủy BĐBP Nghệ An phát biểu tại hội nghị sơ kết ở Hoàng Mai?", "Lê Như Cương"),
        ("Bao nhiêu tập thể và cá nhân ở Hoàng Mai được tặng giấy khen?", "5 tập thể và 9 cá nhân"),
        ("Thị xã Hoàng Mai có mấy nhiệm vụ trọng tâm trong thời gian tới?", "6 nhiệm vụ trọng tâm"),
        ("Luật Biên phòng Việt Nam có hiệu lực từ ngày nào?", "01/01/2022"),
        ("Thị xã Hoàng Mai được tách từ huyện nào?", "Quỳnh Lưu"),
    ],
)
@pytest.mark.parametrize("form", ["typed", "without marks", "decomposed"])
def test_facts(engine: Engine, question: str, fact: str, form: str) -> None:
    import unicodedata

    asked = {
        "typed": question,
        "without marks": fold(question),
        "decomposed": unicodedata.normalize("NFD", question),
    }[form]
    answer = engine.ask(asked)
    assert not answer.abstained
    _check_quotes(engine, answer)
    assert any(nfc(fact) in citation.quote for citation in answer.citations)


def test_who_receives_is_not_who_gives(engine: Engine) -> None:
    answer = engine.ask("Ai được khen thưởng ở Hoàng Mai?")
    assert not answer.abstained
    assert "Chủ tịch" not in answer.short
    assert "5 tập thể và 9 cá nhân" in answer.citations[0].quote


def test_a_day_that_is_asked_for_comes_before_its_month(engine: Engine) -> None:
    answer = engine.ask("Ngày hội Biên phòng toàn dân cấp tỉnh ở xã Keng Đu diễn ra ngày nào?")
    assert answer.short == "ngày 23/2/2023"


def test_the_short_answer_ends_without_a_stop(engine: Engine) -> None:
    answer = engine.ask("Toàn lực lượng phát động chương trình Nâng bước em tới trường vào năm nào?")
    assert answer.short in {"năm 2018", "2018"}


def test_brackets_in_the_short_answer_are_whole(engine: Engine) -> None:
    answer = engine.ask("Cơ quan nào ban hành Nghị quyết 33-NQ/TW về Chiến lược bảo vệ biên giới quốc gia?")
    assert answer.short.count("(") == answer.short.count(")")


def test_a_list_has_its_items(engine: Engine) -> None:
    answer = engine.ask("Các nhiệm vụ trọng tâm của thị xã Hoàng Mai là gì?")
    assert not answer.abstained
    _check_quotes(engine, answer)
    assert len(answer.items) >= 6
    assert answer.text.count("\n- ") == len(answer.items)
    for part in ("quán triệt", "hệ thống chính trị cơ sở", "đổi mới chương trình phối hợp", "dịp 3/3"):
        assert any(part in item for item in answer.items)


@pytest.mark.parametrize("words", ["Giá vàng hôm nay?", "thời tiết hôm nay", "Bitcoin"])
def test_words_that_ask_nothing_are_not_answered_with_what_is_merely_like_them(
    engine: Engine, words: str
) -> None:
    assert engine.ask(words).abstained


def test_words_that_ask_nothing_are_answered_where_they_stand(engine: Engine) -> None:
    answer = engine.ask("hoc bong")
    assert "học bổng" in answer.citations[0].quote


def test_what_is_counted_together_is_answered_together(engine: Engine) -> None:
    question = "Ai được khen thưởng ở Hoàng Mai?"
    assert engine.ask(question).short == "5 tập thể và 9 cá nhân"
    best = engine.evidence(question)[0]
    for said in ("5 tập thể", "9 cá nhân"):
        start = best.sentence.text.index(said)
        best.span = Span(start, start + len(said), 1.0)
        short = short_answer(engine.queries.read(question), AnswerType.PERSON, best)
        assert short == "5 tập thể và 9 cá nhân"


def test_a_day_asked_for_by_its_name(engine: Engine) -> None:
    answer = engine.ask("Ngày Biên phòng toàn dân là ngày nào?")
    assert not answer.abstained
    assert any("3/3" in citation.quote for citation in answer.citations)


def test_what_is_typed_without_marks_is_read_with_those_of_the_passage(engine: Engine) -> None:
    query = engine.queries.read("den con tho ai")
    assert query.worded_for("Đền thờ Tứ vị Thánh nương.").split()[2:] == ["thờ", "ai"]
    assert query.worded_for("Đền Cờn giữ lãnh thổ ở cửa ải.").split()[2:] == ["thổ", "ai"]
    typed = engine.queries.read("Đền Cờn thờ ai?")
    assert typed.worded_for("Đền Cờn giữ lãnh thổ.") == "Đền Cờn thờ ai?"


@pytest.mark.parametrize("question", ["Đền Cờn thờ ai?", "den con tho ai?"])
def test_a_word_that_is_rare_in_the_archive(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert any("Tứ vị Thánh nương" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Giá vàng hôm nay bao nhiêu?",
        "Đồn trưởng Đồn Biên phòng Quỳnh Phương tên là gì?",
        "Kinh phí tổ chức hội nghị ở Hoàng Mai là bao nhiêu tiền?",
        "Công thức nấu phở bò?",
    ],
)
def test_refusals_name_the_nearest_articles(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    assert answer.passages
    assert "không có thông tin" in answer.text
    assert answer.passages[0].title in answer.text


@pytest.mark.parametrize(
    ("history", "question", "fact"),
    [
        (["Có bao nhiêu tập thể được khen thưởng ở Hoàng Mai?"], "Còn cá nhân thì sao?", "9 cá nhân"),
        (
            ["Lễ thành lập Công an nhân dân vũ trang diễn ra ngày nào?"],
            "Ai đến dự và huấn thị ở đó?",
            "Hồ Chí Minh",
        ),
        (["How many collectives were commended in Hoang Mai?"], "And the individuals?", "9 cá nhân"),
        (["When did the review conference in Hoang Mai take place?"], "Who spoke there?", "Lê Như Cương"),
        (
            ["When did the National Assembly pass the Law on Vietnam Border Defence?"],
            "When did it take effect?",
            "01/01/2022",
        ),
        (["Năm 1979 Bộ đội Biên phòng thuộc bộ nào?"], "What about 1987?", "Bộ Nội vụ"),
    ],
)
def test_follow_ups(engine: Engine, history: list[str], question: str, fact: str) -> None:
    answer = engine.ask(question, history)
    assert not answer.abstained
    assert answer.understood != question
    assert any(fact in citation.quote for citation in answer.citations)


def test_more_tells_something_else(engine: Engine) -> None:
    question = "Ngày hội Biên phòng toàn dân ở Nghệ An có những hoạt động gì?"
    first = engine.ask(question)
    told = {citation.quote for citation in first.citations}
    assert told
    history = [question]
    for _ in range(5):
        more = engine.ask("Kể thêm", history)
        if more.abstained:
            break
        quotes = {citation.quote for citation in more.citations}
        assert quotes
        assert not quotes & told
        told |= quotes
        history.append("Kể thêm")
    else:
        pytest.fail("an archive has an end")
    assert more.text.startswith("Kho lưu trữ không nói gì thêm")


def test_an_english_question_is_answered_with_vietnamese_quotes(engine: Engine) -> None:
    answer = engine.ask("When did the Law on Vietnam Border Defence take effect?")
    assert not answer.abstained
    assert answer.text.startswith(ENGLISH_LEAD)
    assert any("01/01/2022" in citation.quote for citation in answer.citations)
    _check_quotes(engine, answer)


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Ai trao 12 giấy khen ở Hoàng Mai?", "5 tập thể và 9 cá nhân"),
        ("Vì sao 15 cá nhân ở Hoàng Mai được tặng giấy khen?", "9 cá nhân"),
        ("Luật Biên phòng Việt Nam có hiệu lực từ ngày 01/01/2019 phải không?", "01/01/2022"),
        ("Luật Biên phòng Việt Nam được thông qua năm 2015 với bao nhiêu phiếu tán thành?", "2020"),
        ("Lễ hội đền Cờn ở Đà Nẵng diễn ra khi nào?", "Quỳnh Phương"),
        ("Vì sao thị xã Hoàng Mai được tách từ huyện Diễn Châu?", "Quỳnh Lưu"),
    ],
)
def test_what_a_question_wrongly_takes_for_true_is_refused_or_put_right(
    engine: Engine, question: str, fact: str
) -> None:
    answer = engine.ask(question)
    _check_quotes(engine, answer)
    assert answer.abstained or any(fact in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "?",
        "😀",
        "👍🏽🇻🇳",
        "biên",
        "a" * 10_000,
        "biên phòng " * 1_000,
        "\x00\u202e",
        "[1]",
        "{quote}",
        "%s",
    ],
)
def test_odd_questions_get_a_sensible_reply(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.text
    _check_quotes(engine, answer)


def test_a_long_question_says_that_it_was_cut(engine: Engine) -> None:
    assert any("ký tự" in note for note in engine.ask("Ngày Biên phòng toàn dân " * 500).notes)


def test_articles_that_disagree_are_both_quoted(tmp_path: Path, embeddings: TextEmbeddings) -> None:
    told = {"2024-05-02-bao-a": ("Báo A", 120), "2024-05-03-bao-b": ("Báo B", 150)}
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, (paper, gifts) in told.items():
        day = name[:10]
        (corpus / f"{name}.md").write_text(
            f"---\ntitle: {paper} đưa tin ngày hội ở xã Bình Lạc\nsection: Xã hội\n"
            f"published: {day}T08:00:00+07:00\nbyline: PV\n---\n\n"
            "Ngày 1/5/2024, xã Bình Lạc tổ chức ngày hội đoàn kết.\n\n"
            f"Tại ngày hội ở xã Bình Lạc, ban tổ chức trao {gifts} suất quà cho hộ nghèo.\n",
            encoding="utf-8",
        )
    engine = Engine(load_settings(corpus=corpus, index=tmp_path / "index"), embeddings=embeddings)
    engine.sync()
    answer = engine.ask("Ban tổ chức ngày hội ở xã Bình Lạc trao bao nhiêu suất quà cho hộ nghèo?")
    assert {citation.article_id for citation in answer.citations} == set(told)
    assert "khác nhau" in answer.text
    for paper, _ in told.values():
        assert paper in answer.text


def test_a_day_that_is_asked_for_is_shown_rather_than_the_year_of_it(engine: Engine) -> None:
    answer = engine.ask("le hoi den con nam 2024 dien ra vao ngay nao")
    assert "Sang năm 2024" in answer.citations[0].quote
    assert answer.short == "1/3"
