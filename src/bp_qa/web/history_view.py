"""The conversations that the browser keeps, as a list to choose from."""

from collections.abc import Sequence

from bp_qa.web.conversation import Conversation
from bp_qa.web.escaping import plain

_TITLE_CHARS = 70


def history_html(conversations: Sequence[Conversation], current: str) -> str:
    """Buttons, newest first; `current` is the id of the one that is open."""
    rows = "".join(
        f'<li><button type="button" class="bp-past" data-conversation="{plain(conversation.id)}"'
        f"{' aria-current=' + chr(34) + 'true' + chr(34) if conversation.id == current else ''}>"
        f"{plain(_short(conversation.title))}<small>{conversation.started:%d/%m/%Y}</small></button></li>"
        for conversation in conversations
    )
    return f'<ul class="bp-history">{rows}</ul>' if rows else ""


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_CHARS else f"{title[: _TITLE_CHARS - 1].rstrip()}…"
