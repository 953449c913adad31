"""The reader's tab: the chat, its filters, the side panel and the conversations kept in the browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from bp_qa.engine import Engine
from bp_qa.web.asking import Asker
from bp_qa.web.chat import TYPED_LIMIT_FACTOR, Chat, Messages
from bp_qa.web.conversation import Conversation, from_browser, remembered, to_browser
from bp_qa.web.export import as_markdown, as_page
from bp_qa.web.feedback import FeedbackStore, browser_secret
from bp_qa.web.history_view import history_html
from bp_qa.web.narrowing import BadDayError, Narrowing, narrowing
from bp_qa.web.panel import Panel
from bp_qa.web.rates import address_of
from bp_qa.web.texts import Texts
from bp_qa.web.welcome import ExampleQuestions, welcome_html

_STATIC = Path(__file__).parent / "static"
_SAVE_AS = """text => {
  if (!text) return;
  const page = text.startsWith("<!doctype");
  const url = URL.createObjectURL(new Blob([text], {type: page ? "text/html" : "text/markdown"}));
  const link = document.createElement("a");
  link.href = url;
  if (page) { link.target = "_blank"; } else { link.download = "bp-qa.md"; }
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}"""
# Events of the page that are no business of API clients.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class ReaderTab:
    """Builds the tab within the Blocks that is being made, and joins its parts."""

    def __init__(
        self,
        engine: Engine,
        asker: Asker,
        texts: Texts,
        feedback: FeedbackStore,
        examples: ExampleQuestions,
    ) -> None:
        self._engine = engine
        self._texts = texts
        self._feedback = feedback
        self._examples = examples
        self._chat = Chat(engine, asker, texts, feedback)

    def build(self, app: gr.Blocks) -> None:
        """Makes the components of the tab and its events."""
        self._components()
        self._asking()
        self._keeping(app)
        self._judging()

    def build_panel(self) -> None:
        """Puts the side panel where it is called: after the tabs, so that it is outside them."""
        self._panel.render()  # type: ignore[no-untyped-call]

    @property
    def choosers(self) -> list[Component]:
        """The components that :meth:`choices` gives values."""
        return [self._section, self._article]

    # -- components ----------------------------------------------------------------------------

    def _components(self) -> None:
        texts, settings = self._texts, self._engine.settings
        self._conversation = gr.State(Conversation())
        self._browser = gr.BrowserState([], storage_key="bp-qa", secret=browser_secret(settings.desk))
        self._judged = gr.State((-1, True))
        with gr.Column(elem_id="bp-talk"):
            self._welcome = gr.HTML(
                welcome_html(self._engine, self._examples.now(), texts),
                elem_id="bp-welcome",
                js_on_load=None,
                apply_default_css=False,
            )
            self._chatbot = gr.Chatbot(
                label=texts.conversation,
                show_label=False,
                latex_delimiters=[],
                allow_tags=False,
                buttons=[],
                visible="hidden",
                layout="panel",
                height="auto",
                elem_id="bp-chat",
            )
            self._nexts = gr.HTML(elem_id="bp-nexts", js_on_load=None, apply_default_css=False)
            self._comment_row = gr.Row(visible=False, elem_id="bp-comment")
            with self._comment_row:
                self._comment = gr.Textbox(
                    label=texts.comment, placeholder=texts.comment_hint, max_length=2000, scale=4
                )
                self._send = gr.Button(texts.send, size="sm", scale=1)
            with gr.Column(elem_id="bp-asking"):
                self._box = gr.Textbox(
                    label=texts.question,
                    placeholder=texts.ask_placeholder,
                    submit_btn=texts.ask,
                    max_length=TYPED_LIMIT_FACTOR * settings.max_question_chars,
                    lines=1,
                    max_lines=5,
                    elem_id="bp-question",
                )
                self._filter_components()
                self._conversation_components()
        # Made here for the events; it stands outside the tabs, which both open articles in it.
        self._panel = gr.HTML(
            elem_id="bp-panel",
            apply_default_css=False,
            js_on_load=(_STATIC / "page.js").read_text(encoding="utf-8"),
            server_functions=_panel_functions(Panel(self._engine, texts)),
            lang=texts.code,
            copied=texts.copied,
            open_text=texts.open_article,
            asked_text=texts.question,
            sources_text=texts.sources,
            answer_text=texts.answer,
            log_text=texts.conversation,
            render=False,
        )

    def _filter_components(self) -> None:
        texts = self._texts
        self._narrower = gr.Accordion(texts.filters, open=False, elem_id="bp-filters")
        with self._narrower, gr.Row():
            self._from_day = gr.Textbox("", label=texts.from_day, placeholder=texts.day_hint, min_width=120)
            self._to_day = gr.Textbox("", label=texts.to_day, placeholder=texts.day_hint, min_width=120)
            self._section = gr.Dropdown(
                [(texts.all_, "")], value="", label=texts.section, min_width=140, elem_id="bp-section"
            )
            self._article = gr.Dropdown(
                [(texts.all_, "")], value="", label=texts.article_filter, min_width=240, elem_id="bp-only"
            )
            self._clear = gr.Button(texts.clear_filters, size="sm", min_width=80)
        self._filters = [self._from_day, self._to_day, self._section, self._article]

    def _conversation_components(self) -> None:
        texts = self._texts
        self._new = gr.Button(texts.new_conversation, size="sm", elem_id="bp-new")
        with gr.Accordion(texts.history, open=False, elem_id="bp-conversations"):
            self._history = gr.HTML(elem_id="bp-history", js_on_load=None, apply_default_css=False)
            with gr.Row():
                self._markdown = gr.Button(texts.export_markdown, size="sm")
                self._page = gr.Button(texts.export_page, size="sm")
                self._forget = gr.Button(texts.forget, size="sm")
                self._forget_all = gr.Button(texts.forget_all, size="sm")
            self._exported = gr.Textbox(visible=False)
            self._certain = gr.Checkbox(visible=False)

    # -- events --------------------------------------------------------------------------------

    def _asking(self) -> None:
        inputs = [self._conversation, self._browser, *self._filters]
        # The browser's store is among them, so that a finished answer and its place there come as one:
        # whoever reloads the page right after reading finds it again.
        outputs = [
            self._box,
            self._chatbot,
            self._conversation,
            self._browser,
            self._history,
            self._welcome,
            self._nexts,
            self._comment_row,
        ]
        # How many are answered at a time, and who waits, is the asker's to say: it tells the reader so.
        # A question that is sent while the one before is still on its way is asked after it, not dropped.
        busy: dict[str, Any] = {"concurrency_limit": None, "trigger_mode": "always_last", **_PRIVATE}
        asked = [
            self._box.submit(self._ask, [self._box, *inputs], outputs, **busy),
            self._panel.submit(self._ask_chosen, inputs, outputs, **busy),
        ]
        looking = [
            event.then(
                self._chat.follow_ups,
                self._conversation,
                self._nexts,
                concurrency_limit=1,
                concurrency_id="follow-ups",
                **_PRIVATE,
            )
            for event in asked
        ]
        # Whoever asks again no longer waits for suggestions about the last answer.
        for trigger in (self._box.submit, self._panel.submit, self._new.click):
            trigger(None, cancels=looking, **_PRIVATE)
        self._panel.select(self._narrow_to, None, [self._article, self._section, self._narrower], **_PRIVATE)
        self._clear.click(lambda: ("", "", "", ""), None, self._filters, **_PRIVATE)

    def _keeping(self, app: gr.Blocks) -> None:
        shown = [self._conversation, self._chatbot, self._welcome, self._nexts, self._history]
        state = [self._conversation, self._browser]
        # Whoever comes while the example questions are still looked for sees the page, and then them.
        app.load(self._restore, self._browser, shown, **_PRIVATE).then(
            self._late_examples, self._conversation, self._welcome, **_PRIVATE
        )
        app.load(self.choices, None, [self._section, self._article], **_PRIVATE)
        self._new.click(self._begin, self._browser, shown, **_PRIVATE)
        self._panel.click(self._open_past, self._browser, shown, **_PRIVATE)
        self._forget.click(self._drop, state, [self._browser, *shown], **_PRIVATE)
        self._forget_all.click(
            self._drop_all,
            self._certain,
            [self._browser, *shown],
            js=f"() => confirm({json.dumps(self._texts.forget_all_sure)})",
            **_PRIVATE,
        )
        exports: tuple[tuple[gr.Button, Callable[[Conversation, Texts], str]], ...] = (
            (self._markdown, as_markdown),
            (self._page, as_page),
        )
        for button, write in exports:
            button.click(self._export_with(write), self._conversation, self._exported, **_PRIVATE).then(
                None, self._exported, None, js=_SAVE_AS, **_PRIVATE
            )

    def _judging(self) -> None:
        self._chatbot.like(self._like, self._conversation, [self._judged, self._comment_row], **_PRIVATE)
        for trigger in (self._send.click, self._comment.submit):
            trigger(
                self._add_comment,
                [self._conversation, self._judged, self._comment],
                [self._comment, self._comment_row],
                **_PRIVATE,
            )

    # -- what the events do --------------------------------------------------------------------

    def _ask(
        self,
        question: str,
        conversation: Conversation,
        stored: object,
        from_day: str,
        to_day: str,
        section: str,
        article: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        if not question:
            yield tuple(gr.skip() for _ in range(8))
            return
        narrowed = self._narrowing(from_day, to_day, section, article)
        first = True
        for messages, grown in self._chat.ask(question, conversation, narrowed, address_of(request)):
            kept = (gr.skip(),) * 3 if grown is conversation else (grown, *self._remember(grown, stored))
            if first:
                yield (
                    "",
                    gr.Chatbot(messages, visible=True),
                    *kept,
                    gr.HTML(visible=False),
                    "",
                    gr.Row(visible=False),
                )
                first = False
                continue
            yield gr.skip(), messages, *kept, gr.skip(), gr.skip(), gr.skip()

    def _ask_chosen(
        self,
        conversation: Conversation,
        stored: object,
        from_day: str,
        to_day: str,
        section: str,
        article: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        question = str(event._data["question"])
        yield from self._ask(question, conversation, stored, from_day, to_day, section, article, request)

    def _narrowing(self, from_day: str, to_day: str, section: str, article: str) -> Narrowing | BadDayError:
        entry = self._engine.index.catalogue.entry(article) if article else None
        chosen = (entry.id, entry.title) if entry else None
        try:
            return narrowing(from_day, to_day, section, chosen, self._engine.settings.timezone, self._texts)
        except BadDayError as error:
            return error

    def _narrow_to(self, event: gr.EventData) -> tuple[Any, Any, gr.Accordion]:
        """Sets the filter that was clicked on elsewhere, and opens the filters so that it is seen."""
        chosen = event._data
        article, section = (
            str(chosen[name]) if name in chosen else gr.skip() for name in ("article", "section")
        )
        return article, section, gr.Accordion(open=True)

    def choices(self) -> tuple[gr.Dropdown, gr.Dropdown]:
        """The sections and articles there are now, to narrow a question to."""
        catalogue = self._engine.index.catalogue
        everything = (self._texts.all_, "")
        titles = [(entry.title, entry.id) for entry in catalogue.entries()]
        return (
            gr.Dropdown([everything, *((name, name) for name in catalogue.sections())]),
            gr.Dropdown([everything, *titles]),
        )

    def _remember(self, conversation: Conversation, stored: object) -> tuple[Any, str]:
        known = remembered(from_browser(stored), conversation)
        return to_browser(known), history_html(known, conversation.id)

    def _restore(self, stored: object) -> tuple[Any, ...]:
        known = from_browser(stored)
        return self._shown(known[0] if known else Conversation(), known)

    def _late_examples(self, conversation: Conversation) -> dict[str, Any]:
        if conversation.turns:
            return gr.update()
        self._examples.wait()
        return gr.update(value=welcome_html(self._engine, self._examples.now(), self._texts))

    def _begin(self, stored: object) -> tuple[Any, ...]:
        return self._shown(Conversation(), from_browser(stored))

    def _open_past(self, stored: object, event: gr.EventData) -> tuple[Any, ...]:
        known = from_browser(stored)
        wanted = str(event._data["conversation"])
        chosen = next((item for item in known if item.id == wanted), Conversation())
        return self._shown(chosen, known)

    def _drop(self, conversation: Conversation, stored: object) -> tuple[Any, ...]:
        known = [item for item in from_browser(stored) if item.id != conversation.id]
        return (to_browser(known), *self._shown(Conversation(), known))

    def _drop_all(self, certain: bool) -> tuple[Any, ...]:
        if not certain:
            return tuple(gr.skip() for _ in range(6))
        return ([], *self._shown(Conversation(), []))

    def _shown(self, conversation: Conversation, known: list[Conversation]) -> tuple[Any, ...]:
        messages: Messages = self._chat.messages(conversation)
        fresh = not messages
        return (
            conversation,
            gr.Chatbot(messages, visible="hidden" if fresh else True),
            gr.HTML(welcome_html(self._engine, self._examples.now(), self._texts), visible=fresh),
            "",
            history_html(known, conversation.id),
        )

    def _export_with(self, write: Callable[[Conversation, Texts], str]) -> Callable[[Conversation], str]:
        def export(conversation: Conversation) -> str:
            return write(conversation, self._texts) if conversation.turns else ""

        return export

    def _like(self, conversation: Conversation, data: gr.LikeData) -> tuple[tuple[int, bool], gr.Row]:
        message = data.index if isinstance(data.index, int) else data.index[0]
        liked = data.liked if isinstance(data.liked, bool) else None
        turn = self._chat.judge(conversation, message, liked)
        return (message, bool(liked)), gr.Row(visible=bool(turn))

    def _add_comment(
        self, conversation: Conversation, judged: tuple[int, bool], comment: str
    ) -> tuple[str, gr.Row]:
        message, liked = judged
        if self._chat.judge(conversation, message, liked, comment):
            gr.Info(self._texts.thanks)
        return "", gr.Row(visible=False)


def _panel_functions(panel: Panel) -> list[Callable[..., Any]]:
    """What the page's script may call: each takes one list, as the browser sends it."""

    def open_article(where: list[Any]) -> str:
        article_id, start, end = where
        return panel.open_article(str(article_id), int(start), int(end))

    def find(name: list[Any]) -> str:
        return panel.find(str(name[0]))

    return [open_article, find]
