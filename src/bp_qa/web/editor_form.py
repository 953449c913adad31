"""The fields of an article as an editor edits them."""

import gradio as gr

from bp_qa.web.drafts import Fields
from bp_qa.web.editor_texts import EditorTexts


class ArticleForm:
    """Five text fields; their order is that of :class:`~bp_qa.web.drafts.Fields`."""

    def __init__(self, texts: EditorTexts, *, interactive: bool) -> None:
        """Makes the components within the Blocks that is being made."""
        title = gr.Textbox("", label=texts.title, interactive=interactive)
        with gr.Row():
            section = gr.Textbox("", label=texts.section, interactive=interactive, min_width=120)
            published = gr.Textbox(
                "", label=texts.published, info=texts.published_hint, interactive=interactive, min_width=160
            )
            byline = gr.Textbox("", label=texts.byline, interactive=interactive, min_width=120)
        body = gr.Textbox(
            "",
            label=texts.body,
            info=texts.body_hint,
            lines=12,
            max_lines=24,
            interactive=interactive,
            elem_classes=["bp-body-field"],
        )
        self.fields: list[gr.Textbox] = [title, section, published, byline, body]

    @staticmethod
    def values(fields: Fields) -> list[str]:
        """Values for the fields, in their order."""
        return [fields.title, fields.section, fields.published, fields.byline, fields.body]
