"""Logs as JSON lines."""

import io
import json
import logging
from datetime import datetime

from bp_qa.logs import JsonLines


def logged(level: int, message: str, *arguments: object, **named: object) -> list[dict[str, object]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("bp_qa.test")
    logger.addHandler(handler)
    logger.log(level, message, *arguments, **named)  # type: ignore[arg-type]
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_record_is_one_line_with_its_fields() -> None:
    fields = {"event": "question", "timings_ms": {"total": 1.5}}
    (entry,) = logged(logging.WARNING, "Đồn %s\nhai dòng", "Quỳnh Phương", extra={"fields": fields})
    assert datetime.fromisoformat(str(entry.pop("time"))).tzinfo is not None
    assert entry == {
        "level": "warning",
        "logger": "bp_qa.test",
        "message": "Đồn Quỳnh Phương\nhai dòng",
        **fields,
    }


def test_an_exception_stays_on_its_line() -> None:
    try:
        int("hỏng")
    except ValueError as error:
        (entry,) = logged(logging.ERROR, "x", exc_info=error)
    assert "ValueError" in str(entry["exception"])


def test_what_json_does_not_know_is_written_as_text() -> None:
    (entry,) = logged(logging.INFO, "x", extra={"fields": {"path": io.StringIO}})
    assert "StringIO" in str(entry["path"])
