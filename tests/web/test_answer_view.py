from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.answer import Answer, Citation
from bp_qa.retrieval.passage import Appearance, Passage
from bp_qa.web.answer_view import answer_html, open_link, question_html, sureness
from bp_qa.web.texts import ENGLISH, VIETNAMESE

DAY = datetime(2024, 2, 27, 10, tzinfo=UTC)


class _Shown(HTMLParser):
    """Tags, link targets and text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert all(name in {"href", "class", "id"} for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def _citation(number: int = 1, quote: str = "Trao 9 giấy khen.") -> Citation:
    return Citation(number, "bai-1", "Tiêu đề <b>", DAY, "Quốc phòng", "p.md", 5, 5 + len(quote), quote)


def _passage(article_id: str = "bai-1", rank: int = 1) -> Passage:
    return Passage(
        f"{article_id}#0", article_id, f"Bài {article_id}", "", DAY, 0, 4, "Trao", "body", rank, 0.9
    )


def _answer(text: str, **changes: object) -> Answer:
    given: dict[str, object] = {
        "question": "Ai?",
        "understood": "Ai?",
        "text": text,
        "abstained": False,
        "confidence": 0.7,
        "citations": (_citation(),),
        "passages": (_passage(),),
    }
    return Answer(**(given | changes))  # type: ignore[arg-type]


def test_a_marker_leads_to_its_source_and_the_source_to_the_quote() -> None:
    shown = _Shown(answer_html(_answer("Trao 9 giấy khen. [1]"), VIETNAMESE, "t1"))
    assert "#t1-1" in shown.links
    assert "#mo/bai-1/5/22" in shown.links
    assert "[1]" in shown.text


def test_a_marker_within_a_quote_is_the_quotes_own_text() -> None:
    shown = _Shown(answer_html(_answer("Xem [1] và [7] ở đây. [1]"), VIETNAMESE, "t1"))
    assert shown.links.count("#t1-1") == 1
    assert "Xem [1] và [7] ở đây." in shown.text


def test_a_number_that_cites_nothing_stays_text() -> None:
    shown = _Shown(answer_html(_answer("Một câu. [4]"), VIETNAMESE, "t1"))
    assert "#t1-4" not in shown.links
    assert "Một câu. [4]" in shown.text


def test_bullets_and_the_short_answer_have_their_markup() -> None:
    html = answer_html(_answer("**9 cá nhân**\n\n- một [1]\n- hai [1]\n\nSau đó."), VIETNAMESE, "t1")
    assert '<strong class="bp-short">9 cá nhân</strong>' in html
    assert html.count("<li>") >= 2
    assert html.index("</ul>") < html.index("Sau đó")


@given(st.text(), st.text(), st.text())
def test_no_text_becomes_a_tag_or_an_address(text: str, quote: str, question: str) -> None:
    attack = '<script src=//x></script><img src="http://x/y">![a](http://x) [b](http://x)'
    answer = _answer(
        text + attack,
        citations=(_citation(quote=quote + attack),),
        understood=question + attack,
        notes=(attack,),
    )
    shown = _Shown(answer_html(answer, VIETNAMESE, "t1"))
    assert not {"script", "img", "form", "style"} & set(shown.tags)
    assert all(link.startswith("#") for link in shown.links)
    assert "\n" not in answer_html(answer, VIETNAMESE, "t1")


def test_a_refusal_shows_the_nearest_articles_once_each_and_how_to_go_on() -> None:
    passages = tuple(_passage(name, rank) for rank, name in enumerate(["a", "a", "b", "c", "d"], 1))
    answer = _answer("Không có.\n\n- cũ", abstained=True, citations=(), passages=passages)
    html = answer_html(answer, VIETNAMESE, "t1")
    assert [name for name in "abcd" if f"#mo/{name}/0/4" in html] == ["a", "b", "c"]
    assert VIETNAMESE.refusal_tips[0] in html
    assert "cũ" not in html


def test_while_it_streams_neither_sources_nor_confidence_are_shown() -> None:
    html = answer_html(_answer("Trao 9", citations=()), VIETNAMESE, "t1", complete=False)
    assert "details" not in html


def test_what_was_understood_is_shown_only_where_it_differs() -> None:
    assert VIETNAMESE.understood not in answer_html(_answer("x"), VIETNAMESE, "t1")
    html = answer_html(_answer("x", question="ai duoc khen?", understood="ai được khen?"), VIETNAMESE, "t1")
    assert VIETNAMESE.understood in html
    assert "#sua/ai%20%C4%91%C6%B0%E1%BB%A3c%20khen%3F" in html


@pytest.mark.parametrize(("confidence", "word"), [(0.95, 0), (0.7, 1), (0.3, 2)])
def test_confidence_is_said_in_words(confidence: float, word: int) -> None:
    assert sureness(confidence, VIETNAMESE) == VIETNAMESE.sure[word]
    assert sureness(confidence, ENGLISH) == ENGLISH.sure[word]


def test_an_article_id_cannot_leave_its_link() -> None:
    assert open_link('a/b" onclick=x', 1, 2) == "#mo/a%2Fb%22%20onclick%3Dx/1/2"


def test_a_question_is_shown_with_what_narrows_it() -> None:
    shown = _Shown(question_html("Ai <b>?", ["Mục & <i>"]))
    assert shown.tags == ["div", "span"]
    assert "Mục & <i>" in shown.text


def test_a_source_names_the_other_papers_that_carry_it() -> None:
    others = (Appearance("bai-2", "Bài <i>hai</i>", DAY), Appearance("bai-3", "Bài ba", None))
    citation = replace(_citation(), also_in=others)
    shown = _Shown(answer_html(_answer("Trao 9 giấy khen. [1]", citations=(citation,)), VIETNAMESE, "t1"))
    assert {open_link("bai-2"), open_link("bai-3")} <= set(shown.links)
    assert "Cũng đăng trong: Bài <i>hai</i> (27/02/2024); Bài ba (chưa rõ ngày đăng)" in shown.text
    alone = _Shown(answer_html(_answer("Trao 9 giấy khen. [1]"), VIETNAMESE, "t1"))
    assert "Cũng đăng trong" not in alone.text


def test_scores_have_the_decimal_sign_of_the_language() -> None:
    for texts, shown in ((VIETNAMESE, "điểm 0,90"), (ENGLISH, "score 0.90")):
        assert shown in _Shown(answer_html(_answer("Trao 9 giấy khen. [1]"), texts, "t1")).text
