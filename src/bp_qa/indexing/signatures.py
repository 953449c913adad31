"""Which articles of the catalogue are near-duplicates: one agency text in several papers.

What is stored of an article depends on it alone, so that articles can come and go in any order.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from bp_qa.corpus.resemblance import bands, resemblance

SIGNATURES_SCHEMA = """
CREATE TABLE IF NOT EXISTS signatures (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, published INTEGER NOT NULL,
    signature BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER NOT NULL, published INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (band, published, number)
) WITHOUT ROWID;
"""

# Estimated share of all runs of words that two articles must have in common.
_ALIKE = 0.4
# Of articles that are one like the other by the hundred (tables, notices), the earliest are enough.
_MOST_COMPARED = 400
_MOST_ALIKE = 50
_UNDATED = 2**62

Rows = Callable[[str, Sequence[object]], list[sqlite3.Row]]
"""Runs a query with its parameters."""


def sign(connection: sqlite3.Connection, signatures: Mapping[str, bytes]) -> None:
    """Stores the signatures of articles, by id; the table of articles holds these already."""
    for article_id, signature in signatures.items():
        connection.execute(
            "INSERT INTO signatures (article_id, published, signature)"
            " SELECT id, coalesce(published_ts, ?), ? FROM articles WHERE id = ?",
            (_UNDATED, signature, article_id),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO bands SELECT ?, published, number FROM signatures WHERE article_id = ?",
            [(band, article_id) for band in bands(signature)],
        )


def unsign(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Removes the signatures of articles, if they have any."""
    for article_id in article_ids:
        for number, moment, signature in connection.execute(
            "SELECT number, published, signature FROM signatures WHERE article_id = ?", (article_id,)
        ).fetchall():
            connection.executemany(
                "DELETE FROM bands WHERE band = ? AND published = ? AND number = ?",
                [(band, moment, number) for band in bands(signature)],
            )
            connection.execute("DELETE FROM signatures WHERE number = ?", (number,))


def alike(rows: Rows, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each of the articles that has near-duplicates, their ids, the earliest published first."""
    marks = ",".join("?" * len(article_ids))
    own = rows(
        f"SELECT article_id, signature FROM signatures WHERE article_id IN ({marks})",  # noqa: S608
        article_ids,
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in own:
        others = [id_ for id_ in near(rows, row["signature"]) if id_ != row["article_id"]]
        if others:
            found[row["article_id"]] = tuple(others)
    return found


def near(rows: Rows, signature: bytes) -> list[str]:
    """Ids of the articles whose text is like the one of this signature, the earliest published first."""
    keys = bands(signature)
    if not keys:
        return []
    sharing = rows(
        "SELECT number, min(published) FROM"  # noqa: S608 - only the number of marks varies
        f" (SELECT number, published FROM bands WHERE band IN ({','.join('?' * len(keys))}) LIMIT ?)"
        " GROUP BY number ORDER BY 2, 1 LIMIT ?",
        [*keys, _MOST_COMPARED * len(keys), _MOST_COMPARED],
    )
    numbers = [row["number"] for row in sharing]
    signed = rows(
        "SELECT article_id, signature FROM signatures"  # noqa: S608
        f" WHERE number IN ({','.join('?' * len(numbers))}) ORDER BY published, article_id",
        numbers,
    )
    found = [row["article_id"] for row in signed if resemblance(row["signature"], signature) >= _ALIKE]
    return found[:_MOST_ALIKE]
