"""What is logged, and how: text for a person, or one JSON object a line for programs."""

import json
import logging
from datetime import UTC, datetime

from rich.console import Console
from rich.logging import RichHandler

_NOISY = ("httpx", "chromadb", "mcp")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and the fields that the event has.

    Fields come by ``logger.info(…, extra={"fields": {…}})``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            entry |= fields
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logging(console: Console, *, as_json: bool, verbose: bool) -> None:
    """Sets up the root logger for a process of the command line.

    Args:
        console: where text logs go, so that they do not break into a progress bar.
        as_json: one JSON object a line on stderr, what every question took among them.
        verbose: log what is done, not only what goes wrong.
    """
    handler: logging.Handler
    if as_json:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines())
    else:
        handler = RichHandler(console=console, show_time=False, show_path=False, show_level=verbose)
        handler.setFormatter(logging.Formatter("%(message)s"))
    logging.basicConfig(level=logging.INFO if verbose or as_json else logging.WARNING, handlers=[handler])
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
