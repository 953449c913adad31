"""Any order of adding, editing, deleting, syncing and dying leaves an index that a sync completes."""

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from small_archive import check_invariants, write

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings

_NAMES = st.sampled_from(["a", "b", "c"])
_TEXTS = st.sampled_from(
    [
        "Đồn trao 12 giấy khen.",
        "Hội nghị sơ kết.\n\nÔng Cương phát biểu.",
        "[Ảnh] Lễ chào cờ.\n\nTuần tra (TT) biên giới.",
    ]
)
# What a sync writes, in its order; it may die before or after each.
_STEPS = [
    ("catalogue", "begin"),
    ("vectors", "upsert"),
    ("vectors", "delete"),
    ("keywords", "replace"),
    ("catalogue", "finish"),
]


class Died(BaseException):
    """Stands for the end of the process: no code of ours catches it."""


def dying(step: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def once(*arguments: Any, **named: Any) -> Any:
        if after:
            step(*arguments, **named)
        raise Died

    return once


class SyncMachine(RuleBasedStateMachine):
    def __init__(self, embeddings: TextEmbeddings) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        root = Path(self._folder.name)
        (root / "corpus").mkdir()
        self._settings = load_settings(corpus=root / "corpus", index=root / "index")
        self._embeddings = embeddings
        self._engine = Engine(self._settings, embeddings=embeddings)
        self._in_step = True
        self._numbers = itertools.count()

    @rule(name=_NAMES, text=_TEXTS)
    def write_article(self, name: str, text: str) -> None:
        write(self._settings.corpus, name, text, title=f"Bài {next(self._numbers)}")
        self._in_step = False

    @rule(name=_NAMES)
    def delete_article(self, name: str) -> None:
        (self._settings.corpus / f"{name}.md").unlink(missing_ok=True)
        self._in_step = False

    @rule()
    def sync(self) -> None:
        report = self._engine.sync()
        assert report.failed == []
        assert report.rebuilt == ""
        self._in_step = True

    @rule(step=st.sampled_from(_STEPS), after=st.booleans())
    def die_within_a_sync(self, step: tuple[str, str], after: bool) -> None:
        part = getattr(self._engine.index, step[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(part, step[1], dying(getattr(part, step[1]), after=after))
            try:
                self._engine.sync()
            except Died:
                self._in_step = False
            else:
                self._in_step = True

    @rule()
    def start_again(self) -> None:
        self._engine.index.close()
        self._engine = Engine(self._settings, embeddings=self._embeddings)

    @invariant()
    def index_is_in_step_after_a_sync(self) -> None:
        if self._in_step:
            check_invariants(self._engine)

    def teardown(self) -> None:
        self._engine.sync()
        check_invariants(self._engine)
        assert self._engine.sync().embedded_chunks == 0
        self._engine.index.close()
        self._folder.cleanup()


def _run(embeddings: TextEmbeddings, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        cast(type[SyncMachine], lambda: SyncMachine(embeddings)),  # it only ever calls it
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_history_of_changes_and_deaths_ends_in_step(embeddings: TextEmbeddings) -> None:
    _run(embeddings, examples=6, steps=12)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_histories_of_changes_and_deaths_end_in_step(embeddings: TextEmbeddings) -> None:
    _run(embeddings, examples=100, steps=30)
