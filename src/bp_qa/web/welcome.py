"""What a reader sees before the first question: what the archive holds, and questions to begin with."""

import json
import logging
import threading
from pathlib import Path

from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.web.answer_view import day_of, open_link
from bp_qa.web.escaping import plain
from bp_qa.web.suggestions import QuestionKind, examples
from bp_qa.web.texts import Texts

logger = logging.getLogger(__name__)
_KINDS: tuple[QuestionKind, ...] = ("event", "award", "duty")


class ExampleQuestions:
    """Example questions for the state the archive is in, found in the background and kept on disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._path: Path = engine.settings.index / "examples.json"
        self._lock = threading.Lock()
        self._working: threading.Thread | None = None
        self._found: dict[QuestionKind, list[str]] = {}
        self._generation = -1
        self._load()

    def now(self) -> dict[QuestionKind, list[str]]:
        """The questions known so far; when the archive has changed, new ones are looked for."""
        with self._lock:
            current = self._engine.index.catalogue.generation()
            idle = self._working is None or not self._working.is_alive()
            if current != self._generation and idle:
                self._working = threading.Thread(target=self._find, args=(current,), daemon=True)
                self._working.start()
            return self._found

    def wait(self) -> None:
        """Waits until the search that is under way is done."""
        working = self._working
        if working is not None:
            working.join()

    def _find(self, generation: int) -> None:
        try:
            found = examples(self._engine)
        except BpQaError as error:
            logger.warning("No example questions: %s", error)
            return
        with self._lock:
            self._found, self._generation = found, generation
        try:
            self._path.write_text(
                json.dumps({"generation": generation, "questions": found}, ensure_ascii=False),
                encoding="utf-8",
            )
        except OSError as error:
            logger.warning("The example questions cannot be kept in %s: %s", self._path, error)

    def _load(self) -> None:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            self._found = {kind: [str(q) for q in stored["questions"][kind]] for kind in _KINDS}
            self._generation = int(stored["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            return  # never found, or not by this version: they are looked for again


def welcome_html(engine: Engine, questions: dict[QuestionKind, list[str]], texts: Texts) -> str:
    """What the archive holds, and example questions by kind."""
    overview = engine.index.catalogue.overview(newest=3)
    if not overview.articles:
        return f'<div class="bp-welcome"><p class="bp-lead">{texts.no_articles}</p></div>'
    holds = texts.holds.format(
        articles=overview.articles, first=day_of(overview.first, texts), last=day_of(overview.last, texts)
    )
    columns = "".join(
        f'<div class="bp-kind"><h3>{label}</h3>'
        + "".join(
            f'<button type="button" class="bp-example" data-ask="{plain(question)}">'
            f"{plain(question)}</button>"
            for question in questions.get(kind, [])
        )
        + "</div>"
        for kind, label in zip(_KINDS, texts.kinds, strict=True)
        if questions.get(kind)
    )
    newest = "".join(
        f'<li><a class="bp-open" href="{open_link(entry.id)}">{plain(entry.title)}</a> '
        f'<span class="bp-meta">{plain(day_of(entry.published, texts))}</span></li>'
        for entry in overview.newest
    )
    sections = "".join(
        f'<button type="button" class="bp-chip" data-section="{plain(section)}" '
        f'aria-label="{plain(texts.only_section.format(section=section))}">'
        f"{plain(section)} <b>{count}</b></button> "
        for section, count in overview.sections
    )
    asking = f'<h2>{texts.try_asking}</h2><div class="bp-kinds">{columns}</div>' if columns else ""
    return (
        f'<div class="bp-welcome"><p class="bp-lead">{holds}</p>{asking}'
        f'<div class="bp-shelf"><div><h3>{texts.newest}</h3><ul>{newest}</ul></div>'
        f"<div><h3>{texts.sections}</h3><p>{sections}</p></div></div></div>"
    )


def follow_ups_html(questions: list[str], texts: Texts) -> str:
    """Questions to ask next, as buttons."""
    buttons = "".join(
        f'<button type="button" class="bp-chip bp-next" data-ask="{plain(question)}">'
        f"{plain(question)}</button>"
        for question in questions
    )
    return (
        f'<div class="bp-nexts"><span class="bp-label">{texts.follow_ups}</span>{buttons}</div>'
        if buttons
        else ""
    )
