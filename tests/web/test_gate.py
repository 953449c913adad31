"""Who is let in to ask: by address and minute, by number at a time, and no one once the page is closing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bp_qa.errors import SettingsError
from bp_qa.settings import load_settings
from bp_qa.web.gate import QuestionGate, RefusedError
from bp_qa.web.rates import PerMinute, counted_as
from bp_qa.web.texts import VIETNAMESE


def gate(**settings: object) -> QuestionGate:
    return QuestionGate(load_settings(**settings), VIETNAMESE)


def test_one_address_is_held_back_and_another_is_not() -> None:
    rate = PerMinute(5)
    assert [rate.wait_for("192.0.2.1") for _ in range(5)] == [0] * 5
    assert 1 <= rate.wait_for("192.0.2.1") <= 60
    assert rate.wait_for("192.0.2.2") == 0


def test_nought_is_no_limit() -> None:
    rate = PerMinute(0)
    assert not any(rate.wait_for("192.0.2.1") for _ in range(1_000))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_an_address_stands_for_its_subscriber(one: str, other: str, same: bool) -> None:
    assert (counted_as(one) == counted_as(other)) is same


def test_the_refusal_says_how_many_and_when() -> None:
    asked = gate(questions_per_minute=1)
    with asked.admitted("a"):
        pass
    with pytest.raises(RefusedError, match=r"1 câu.* giây") as caught, asked.admitted("a"):
        pass
    assert caught.value.reason == "rate"


def test_so_many_at_a_time_so_many_waiting_and_no_more() -> None:
    asked = gate(concurrent_questions=2, waiting_questions=3, questions_per_minute=0)
    release = threading.Event()
    most = 0
    counting = threading.Lock()

    def question(number: int) -> str:
        nonlocal most
        try:
            with asked.admitted(f"192.0.2.{number}"):
                with counting:
                    most = max(most, asked.asking)
                release.wait(30)
        except RefusedError as refused:
            return refused.reason
        return "answered"

    with ThreadPoolExecutor(10) as pool:
        futures = [pool.submit(question, number) for number in range(10)]
        deadline = time.monotonic() + 30
        while sum(future.done() for future in futures) < 5 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (asked.asking, asked.waiting) == (2, 3)
        release.set()
        outcomes = [future.result() for future in futures]
    assert sorted(outcomes) == ["answered"] * 5 + ["busy"] * 5
    assert most == 2
    assert (asked.asking, asked.waiting) == (0, 0)


def test_a_question_that_fails_gives_its_turn_back() -> None:
    asked = gate(concurrent_questions=1, waiting_questions=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), asked.admitted("a"):
            raise ZeroDivisionError
    with asked.admitted("a") as turn:
        assert turn.prose


def test_a_language_model_never_gets_all_turns() -> None:
    asked = gate(concurrent_questions=3, llm_concurrency=64)
    with asked.admitted("a") as one, asked.admitted("b") as two, asked.admitted("c") as three:
        assert [turn.prose for turn in (one, two, three)] == [True, True, False]
    with asked.admitted("d") as later:
        assert later.prose


def test_closing_refuses_who_waits_and_waits_for_who_is_answered() -> None:
    asked = gate(concurrent_questions=1)
    inside, release = threading.Event(), threading.Event()

    def slow() -> str:
        with asked.admitted("a"):
            inside.set()
            release.wait(30)
        return "answered"

    def waiting() -> str:
        with pytest.raises(RefusedError) as caught, asked.admitted("b"):
            pass
        return caught.value.reason

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert inside.wait(30)
        second = pool.submit(waiting)
        while not asked.waiting:
            time.sleep(0.01)
        asked.close()
        assert second.result(30) == "closing"
        assert not asked.wait_until_idle(0.05)
        release.set()
        assert asked.wait_until_idle(30)
        assert first.result() == "answered"


def test_settings_name_the_variable_when_a_limit_cannot_work() -> None:
    for name, value in (("concurrent_questions", 0), ("requests_per_minute", -1), ("log_format", "xml")):
        with pytest.raises(SettingsError, match=f"BP_QA_{name.upper()}"):
            load_settings(**{name: value})
