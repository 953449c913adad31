"""What readers say of answers, kept in SQLite on this machine."""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bp_qa.answering.answer import Answer
from bp_qa.errors import BpQaError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    turn TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, history TEXT NOT NULL,
    liked INTEGER NOT NULL, comment TEXT NOT NULL, answer TEXT NOT NULL
);
"""
_MOST_COMMENT_CHARS = 2_000


class FeedbackError(BpQaError):
    """The file of feedback cannot be used."""


class FeedbackStore:
    """Thumbs and comments, one record a turn; a later word replaces an earlier one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=10.0)
            try:
                with connection:
                    connection.execute(_SCHEMA)
                    yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise FeedbackError(
                f"Feedback cannot be kept in {self._path} ({error}): check the folder's rights and "
                "free space, or set BP_QA_DESK to another folder."
            ) from error

    def record(
        self, turn: str, answer: Answer, history: Sequence[str], *, liked: bool, comment: str = ""
    ) -> None:
        """Keeps what a reader says of `answer`.

        Args:
            turn: id of the turn.
            history: earlier questions of the conversation.
        """
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    turn,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    answer.question,
                    json.dumps(list(history), ensure_ascii=False),
                    int(liked),
                    comment.strip()[:_MOST_COMMENT_CHARS],
                    json.dumps(answer.as_json(), ensure_ascii=False),
                ),
            )

    def withdraw(self, turn: str) -> None:
        """Forgets what was said of a turn."""
        with self._open() as connection:
            connection.execute("DELETE FROM feedback WHERE turn = ?", (turn,))

    def golden_candidates(self) -> Iterator[str]:
        """Each record as a JSON line in the form of the golden questions, for a person to check.

        An answer that was liked gives its quotes as gold; one that was not leaves them to be filled in,
        with what the reader said under ``comment``, a key that must go before the line is used.
        """
        with self._open() as connection:
            rows = connection.execute(
                "SELECT turn, question, history, liked, comment, answer FROM feedback ORDER BY at, turn"
            ).fetchall()
        for turn, question, history, liked, comment, stored in rows:
            answer = json.loads(stored)
            good = bool(liked) and not answer["abstained"]
            yield json.dumps(
                {
                    "id": f"reader-{turn}",
                    "question": question,
                    "history": json.loads(history),
                    "kind": "list" if answer["items"] else "fact",
                    "answerable": not answer["abstained"] if liked else answer["abstained"],
                    "answers": [answer["short"]] if good and answer["short"] else [],
                    "list_items": answer["items"] if good else [],
                    "gold": [
                        {"article": citation["article_id"], "quote": citation["quote"]}
                        for citation in (answer["citations"] if good else [])
                    ],
                    "liked": bool(liked),
                    "comment": comment,
                },
                ensure_ascii=False,
            )


def browser_secret(folder: Path) -> str:
    """The key of what browsers keep; made once, so that conversations outlive a restart of the page."""
    path = folder / "browser-key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(24))
        except FileExistsError:
            pass
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FeedbackError(
            f"The page cannot write to {folder} ({error.strerror}): set BP_QA_DESK to another folder."
        ) from error
