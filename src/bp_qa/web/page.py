"""The page, put together."""

import gradio as gr

from bp_qa.engine import Engine
from bp_qa.web.api import Api
from bp_qa.web.asking import Asker
from bp_qa.web.editor_tab import EditorTab
from bp_qa.web.feedback import FeedbackStore
from bp_qa.web.reader_tab import ReaderTab
from bp_qa.web.texts import texts_for
from bp_qa.web.welcome import ExampleQuestions


def build_app(engine: Engine, asker: Asker) -> gr.Blocks:
    """The page over `engine`, whose archive should be synced already; questions go to it through `asker`.

    Theme, style and translations are given to ``launch`` by :func:`bp_qa.web.server.open_service`.
    """
    texts = texts_for(engine.settings.language)
    feedback = FeedbackStore(engine.settings.desk / "feedback.sqlite3")
    examples = ExampleQuestions(engine)
    examples.now()
    app = gr.Blocks(title=texts.title, analytics_enabled=False, fill_width=True)
    with app:
        gr.HTML(
            f'<a class="bp-skip" href="#bp-question">{texts.skip}</a>'
            f'<header class="bp-masthead"><h1>{texts.title}</h1><p>{texts.subtitle}</p></header>',
            js_on_load=None,
            apply_default_css=False,
        )
        reader = ReaderTab(engine, asker, texts, feedback, examples)
        with gr.Tabs(elem_id="bp-tabs"):
            with gr.Tab(texts.tab_ask, id="ask"):
                reader.build(app)
            if engine.settings.editor != "off":
                with gr.Tab(texts.tab_archive, id="archive"):
                    EditorTab(engine, texts, feedback).build(app, reader.choices, reader.choosers)
        reader.build_panel()
        Api(engine, asker, texts).register()
    return app
