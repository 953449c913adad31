import json
from datetime import UTC, datetime

import pytest

from bp_qa.answering.answer import Answer, Citation
from bp_qa.retrieval.passage import Passage
from bp_qa.web.conversation import (
    MOST_CONVERSATIONS,
    MOST_PASSAGES,
    Conversation,
    Turn,
    from_browser,
    remembered,
    to_browser,
)
from bp_qa.web.export import as_markdown, as_page
from bp_qa.web.texts import VIETNAMESE

DAY = datetime(2024, 2, 27, 10, tzinfo=UTC)


def _turn(question: str = "Ai?", text: str = "Chín người. [1]") -> Turn:
    citation = Citation(1, "bai-1", "Tiêu đề *sao*", DAY, "Xã hội", "p", 0, 10, "Chín người <b>")
    passages = tuple(
        Passage(f"bai-1#{i}", "bai-1", "T", "", DAY, 0, 4, "Chín", "body", i + 1, 0.5) for i in range(9)
    )
    return Turn(
        f"bp-{question}", question, Answer(question, question, text, False, 0.9, (citation,), passages)
    )


def test_a_conversation_comes_back_from_the_browser_as_it_was() -> None:
    conversation = Conversation().with_turn(_turn())
    stored = json.loads(json.dumps(to_browser([conversation])))
    assert from_browser(stored) == [conversation]


def test_only_some_passages_and_conversations_are_kept() -> None:
    conversation = Conversation().with_turn(_turn())
    assert len(conversation.turns[0].answer.passages) == MOST_PASSAGES
    many = [Conversation().with_turn(_turn(str(i))) for i in range(MOST_CONVERSATIONS + 5)]
    assert len(to_browser([Conversation(), *many])) == MOST_CONVERSATIONS


@pytest.mark.parametrize(
    "stored", [None, "x", 7, {}, [1], [{"turns": "x"}], [{"id": "a", "turns": [{"id": 1}]}]]
)
def test_anything_else_in_the_browser_is_passed_over(stored: object) -> None:
    assert from_browser(stored) == []


def test_the_current_conversation_comes_first_once() -> None:
    old = Conversation().with_turn(_turn("một"))
    other = Conversation().with_turn(_turn("hai"))
    grown = old.with_turn(_turn("ba"))
    assert remembered([other, old], grown) == [grown, other]
    assert remembered([other], Conversation()) == [other]


def test_markdown_escapes_what_is_quoted_and_keeps_markers() -> None:
    written = as_markdown(Conversation().with_turn(_turn("Ai *thế* <b>?")), VIETNAMESE)
    assert "## Ai \\*thế\\* \\<b\\>?" in written
    assert "Chín người. [1]" in written
    assert "1. **Tiêu đề \\*sao\\*** (27/02/2024)\n   > Chín người \\<b\\>" in written


def test_the_page_to_print_holds_its_sources_and_loads_nothing() -> None:
    page = as_page(Conversation().with_turn(_turn("Ai <script>?")), VIETNAMESE)
    assert "<script" not in page
    assert "Chín người &#60;b&#62;" in page
    assert "default-src 'none'" in page
    assert "src=" not in page.replace("default-src", "")
