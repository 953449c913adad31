"""The editors' tab: list and timeline, an article's form, adding with preview, readers' feedback."""

import hmac
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from bp_qa.engine import Engine
from bp_qa.errors import BpQaError, ImportFileError
from bp_qa.web.archive_desk import ArchiveDesk, rows
from bp_qa.web.drafts import BadDateError, Fields, duplicates, read_drafts
from bp_qa.web.editor_form import ArticleForm
from bp_qa.web.editor_texts import EditorTexts, editor_texts_for
from bp_qa.web.editor_view import (
    duplicates_html,
    message_html,
    messages_html,
    preview_html,
    progress_html,
    timeline_html,
)
from bp_qa.web.escaping import plain
from bp_qa.web.feedback import FeedbackStore
from bp_qa.web.refusals import name_of, reason_for
from bp_qa.web.texts import Texts

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_TIMELINE_JS = """element.addEventListener("click", (event) => {
  const at = event.target.closest("[data-month]");
  if (at) trigger("select", { month: at.dataset.month, section: at.dataset.section });
});"""
_SAVE_JSONL = """text => {
  const url = URL.createObjectURL(new Blob([text], {type: "application/jsonl"}));
  const link = document.createElement("a");
  link.href = url; link.download = "bp-qa-feedback.jsonl"; link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}"""
_NOBODY = ""


class EditorTab:
    """Builds the tab within the Blocks that is being made.

    With ``settings.editor`` "read-only" what changes the archive is not there at all; with a password every
    event checks that this session gave it.
    """

    def __init__(self, engine: Engine, reader: Texts, feedback: FeedbackStore) -> None:
        self._engine = engine
        self._desk = ArchiveDesk(engine)
        self._reader = reader
        self._texts: EditorTexts = editor_texts_for(reader.code)
        self._feedback = feedback
        settings = engine.settings
        self._password = settings.editor_password
        self._writes = settings.editor == "on"

    def build(
        self, app: gr.Blocks, refresh_reader: Callable[[], Any], reader_choices: list[Component]
    ) -> None:
        """Makes the components of the tab and its events.

        Args:
            refresh_reader: gives `reader_choices` their values after the archive has changed.
        """
        self._refresh_reader = refresh_reader
        self._reader_choices = reader_choices
        locked = self._password is not None
        self._unlocked = gr.State(not locked)
        with gr.Row(visible=locked) as gate:
            password = gr.Textbox(type="password", label=self._texts.key, scale=3)
            unlock = gr.Button(self._texts.unlock, scale=1)
        with gr.Column(visible=not locked, elem_id="bp-desk") as desk, gr.Tabs():
            with gr.Tab(self._texts.listing):
                self._listing(app)
            if self._writes:
                with gr.Tab(self._texts.adding):
                    self._adding()
                with gr.Tab(self._texts.said):
                    self._said()
        for trigger in (password.submit, unlock.click):
            trigger(self._unlock, password, [self._unlocked, gate, desk, password], **_PRIVATE).then(
                self._list, [self._unlocked, *self._query], self._found, **_PRIVATE
            )

    # -- the list ------------------------------------------------------------------------------

    def _listing(self, app: gr.Blocks) -> None:
        texts = self._texts
        self._month = gr.State("")
        self._timeline = gr.HTML(
            js_on_load=_TIMELINE_JS, apply_default_css=False, elem_id="bp-timeline", container=False
        )
        with gr.Row():
            self._words = gr.Textbox("", label=texts.search, scale=3, elem_id="bp-find")
            self._only = gr.Dropdown([(texts.all_, "")], value="", label=texts.section, scale=2)
            clear = gr.Button(texts.clear, size="sm", scale=1, min_width=90)
        self._table = gr.Dataframe(
            headers=list(texts.columns),
            datatype="str",
            interactive=False,
            label=texts.listing,
            show_label=False,
            wrap=True,
            max_height=360,
            column_widths=["110px", "130px", "auto", "260px"],
            buttons=[],
            elem_id="bp-table",
        )
        self._query = [self._words, self._only, self._month]
        self._found: list[Component] = [self._table, self._timeline, self._only]
        self._notice = gr.HTML(message_html(texts.pick), js_on_load=None, apply_default_css=False)
        self._open_id = gr.State(_NOBODY)
        self._trashed = gr.State(None)
        with gr.Column(visible=False, elem_id="bp-sheet") as sheet:
            form = ArticleForm(texts, interactive=self._writes)
            with gr.Row():
                view = gr.Button(texts.view, size="sm")
                save = gr.Button(texts.save_changes, size="sm", variant="primary", visible=self._writes)
                delete = gr.Button(texts.delete, size="sm", variant="stop", visible=self._writes)
        undo = gr.Button(texts.undo, size="sm", visible=False, elem_id="bp-undo")

        listed = [self._unlocked, *self._query]
        app.load(self._list, listed, self._found, **_PRIVATE)
        self._words.change(self._list, listed, self._found, trigger_mode="always_last", **_PRIVATE)
        self._only.input(self._list, listed, self._found, **_PRIVATE)
        clear.click(lambda: ("", "", ""), None, self._query, **_PRIVATE).then(
            self._list, listed, self._found, **_PRIVATE
        )
        self._timeline.select(self._pick_bar, None, [self._only, self._month], **_PRIVATE).then(
            self._list, listed, self._found, **_PRIVATE
        )
        self._table.select(
            self._open, self._unlocked, [self._open_id, sheet, *form.fields, self._notice], **_PRIVATE
        )
        view.click(
            None,
            self._open_id,
            None,
            js="id => document.dispatchEvent(new CustomEvent('bp-open', {detail: id}))",
        )
        if not self._writes:
            return
        changed = [self._notice, undo, self._trashed, sheet]
        for event in (
            save.click(self._save, [self._unlocked, self._open_id, *form.fields], changed, **_PRIVATE),
            delete.click(self._delete, [self._unlocked, self._open_id], changed, **_PRIVATE),
            undo.click(self._undo, [self._unlocked, self._trashed], changed, **_PRIVATE),
        ):
            self._then_refresh(event, listed)

    def _then_refresh(self, event: Any, listed: list[Component]) -> None:
        event.then(self._list, listed, self._found, **_PRIVATE).then(
            self._refresh_reader, None, self._reader_choices, **_PRIVATE
        )

    def _unlock(self, typed: str) -> tuple[bool, Any, Any, str]:
        right = self._password is None or hmac.compare_digest(
            typed.encode(), self._password.get_secret_value().encode()
        )
        if not right:
            gr.Warning(self._texts.wrong_key)
        return right, gr.Row(visible=not right), gr.Column(visible=right), ""

    def _list(self, unlocked: bool, words: str, section: str, month: str) -> tuple[Any, str, Any]:
        if not unlocked:
            return [], "", gr.skip()
        found = self._desk.entries(words, section, month)
        names = self._engine.index.catalogue.sections()
        choices = [(self._texts.all_, ""), *((name, name) for name in names)]
        timeline = timeline_html(self._desk.entries(words), self._texts)
        return rows(found), timeline, gr.Dropdown(choices, value=section)

    def _pick_bar(self, event: gr.EventData) -> tuple[str, str]:
        return str(event._data["section"]), str(event._data["month"])

    def _open(self, unlocked: bool, event: gr.SelectData) -> tuple[Any, ...]:
        if not unlocked:
            return tuple(gr.skip() for _ in range(8))
        article_id = str(event.row_value[-1])
        try:
            fields = Fields.of(self._desk.load(article_id))
        except BpQaError as error:
            return (_NOBODY, gr.Column(visible=False), *[""] * 5, message_html(str(error), bad=True))
        return (article_id, gr.Column(visible=True), *ArticleForm.values(fields), "")

    def _save(self, unlocked: bool, article_id: str, *typed: str) -> Iterator[tuple[Any, ...]]:
        if not unlocked or not article_id:
            return
        try:
            old = self._desk.load(article_id)
            parsed = Fields(*typed).parsed(self._engine.settings.timezone, like=old)
            self._desk.change(article_id, parsed)
        except BpQaError as error:
            yield message_html(self._fault(error), bad=True), gr.skip(), gr.skip(), gr.skip()
            return
        yield from self._indexed(self._texts.saved.format(title=parsed.title), None, open_=True)

    def _delete(self, unlocked: bool, article_id: str) -> Iterator[tuple[Any, ...]]:
        if not unlocked or not article_id:
            return
        try:
            title = self._desk.load(article_id).title
            trashed = self._desk.remove(article_id)
        except BpQaError as error:
            yield message_html(self._fault(error), bad=True), gr.skip(), gr.skip(), gr.skip()
            return
        yield from self._indexed(self._texts.deleted.format(title=title), str(trashed), open_=False)

    def _undo(self, unlocked: bool, trashed: str | None) -> Iterator[tuple[Any, ...]]:
        if not unlocked or not trashed:
            return
        try:
            title = self._desk.restore(Path(trashed)).title
        except BpQaError as error:
            yield message_html(self._fault(error), bad=True), gr.skip(), gr.skip(), gr.skip()
            return
        yield from self._indexed(self._texts.restored.format(title=title), None, open_=False)

    def _indexed(self, done: str, trashed: str | None, *, open_: bool) -> Iterator[tuple[Any, ...]]:
        undo, sheet = gr.Button(visible=trashed is not None), gr.Column(visible=open_)
        try:
            for step, total in self._desk.index():
                yield progress_html(step, total, self._texts), undo, trashed, sheet
        except BpQaError as error:
            yield message_html(str(error), bad=True), undo, trashed, sheet
            return
        yield message_html(done), undo, trashed, sheet

    # -- adding --------------------------------------------------------------------------------

    def _adding(self) -> None:
        texts = self._texts
        self._drafts = gr.State([])
        with gr.Row():
            pasted = gr.Textbox(
                "", label=texts.paste, placeholder=texts.paste_hint, lines=8, max_lines=16, elem_id="bp-paste"
            )
            files = gr.File(label=texts.files, file_count="multiple", elem_id="bp-files")
        look = gr.Button(texts.preview, variant="primary", elem_id="bp-look")
        said = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="bp-said")
        with gr.Column(visible=False, elem_id="bp-drafts") as sheet:
            which = gr.Dropdown([], label=texts.draft)
            likes = gr.HTML(js_on_load=None, apply_default_css=False)
            with gr.Row():
                with gr.Column():
                    form = ArticleForm(texts, interactive=True)
                preview = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="bp-preview")
            with gr.Row():
                save = gr.Button(texts.save, variant="primary", elem_id="bp-save")
                drop = gr.Button(texts.drop_draft)
        shown: list[Component] = [self._drafts, sheet, which, *form.fields, said]
        drawn: list[Component] = [preview, likes]
        look.click(self._look, [self._unlocked, pasted, files], shown, **_PRIVATE).then(
            self._draw, [self._unlocked, *form.fields], drawn, **_PRIVATE
        )
        which.input(self._choose, [self._drafts, which], form.fields, **_PRIVATE).then(
            self._draw, [self._unlocked, *form.fields], drawn, **_PRIVATE
        )
        for field in form.fields:
            field.blur(self._draw, [self._unlocked, *form.fields], drawn, **_PRIVATE)
        drop.click(self._drop, [self._drafts, which], shown, **_PRIVATE).then(
            self._draw, [self._unlocked, *form.fields], drawn, **_PRIVATE
        )
        saved = save.click(
            self._add,
            [self._unlocked, self._drafts, which, *form.fields],
            [*shown, pasted, files],
            concurrency_limit=1,
            concurrency_id="sync",
            **_PRIVATE,
        )
        saved.then(self._draw, [self._unlocked, *form.fields], drawn, **_PRIVATE)
        self._then_refresh(saved, [self._unlocked, *self._query])

    def _look(self, unlocked: bool, pasted: str, files: list[str] | None) -> tuple[Any, ...]:
        if not unlocked:
            return tuple(gr.skip() for _ in range(9))
        drafts, refused = read_drafts(pasted or "", [Path(name) for name in files or []], self._engine)
        lines = [self._refused(label, reason) for label, reason in refused]
        if not drafts and not refused:
            lines.append(self._texts.nothing)
        return self._sheet(drafts, messages_html(lines))

    def _sheet(self, drafts: list[Fields], said: str) -> tuple[Any, ...]:
        choices = [(f"{number + 1}. {draft.title}", number) for number, draft in enumerate(drafts)]
        which = gr.Dropdown(choices, value=0 if drafts else None, visible=len(drafts) > 1)
        fields = ArticleForm.values(drafts[0]) if drafts else [""] * 5
        return (drafts, gr.Column(visible=bool(drafts)), which, *fields, said)

    def _choose(self, drafts: list[Fields], which: int) -> list[str]:
        return ArticleForm.values(drafts[which])

    def _drop(self, drafts: list[Fields], which: int | None) -> tuple[Any, ...]:
        kept = [draft for number, draft in enumerate(drafts) if number != (which or 0)]
        return self._sheet(kept, self._left(kept))

    def _draw(self, unlocked: bool, *typed: str) -> tuple[str, str]:
        if not unlocked or not any(typed):
            return "", ""
        try:
            parsed = Fields(*typed).parsed(self._engine.settings.timezone)
        except BpQaError as error:
            return message_html(self._fault(error), bad=True), ""
        found = duplicates(self._engine, parsed)
        return (
            preview_html(parsed, self._reader, self._texts),
            duplicates_html(parsed, found, self._reader, self._texts),
        )

    def _add(
        self, unlocked: bool, drafts: list[Fields], which: int | None, *typed: str
    ) -> Iterator[tuple[Any, ...]]:
        if not unlocked or not drafts:
            return
        unchanged = tuple(gr.skip() for _ in range(8))
        try:
            article = self._desk.add(Fields(*typed).parsed(self._engine.settings.timezone))
            for step, total in self._desk.index():
                yield *unchanged, progress_html(step, total, self._texts), gr.skip(), gr.skip()
        except BpQaError as error:
            yield *unchanged, message_html(self._fault(error), bad=True), gr.skip(), gr.skip()
            return
        kept = [draft for number, draft in enumerate(drafts) if number != (which or 0)]
        said = message_html(self._texts.indexed.format(title=article.title)) + self._left(kept)
        yield *self._sheet(kept, said), "" if not kept else gr.skip(), None if not kept else gr.skip()

    def _left(self, drafts: list[Fields]) -> str:
        return message_html(self._texts.drafts_left.format(count=len(drafts))) if drafts else ""

    def _refused(self, label: str, reason: str) -> str:
        words = reason_for(reason, self._reader.code, self._texts.no_reason)
        name = name_of(label) if label else self._texts.paste
        return self._texts.refused.format(name=name, reason=words)

    def _fault(self, error: BpQaError) -> str:
        if isinstance(error, BadDateError):
            return self._texts.bad_date.format(date=error)
        if isinstance(error, ImportFileError):
            return reason_for(str(error), self._reader.code, str(error))
        return str(error)

    # -- feedback ------------------------------------------------------------------------------

    def _said(self) -> None:
        gr.HTML(f"<p>{plain(self._texts.feedback_note)}</p>", js_on_load=None, apply_default_css=False)
        button = gr.Button(self._texts.export_feedback, size="sm")
        lines = gr.Textbox(visible=False)
        button.click(self._export, self._unlocked, lines, **_PRIVATE).then(
            None, lines, None, js=_SAVE_JSONL, **_PRIVATE
        )

    def _export(self, unlocked: bool) -> str:
        return "\n".join(self._feedback.golden_candidates()) + "\n" if unlocked else ""
