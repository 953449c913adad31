"""What the child processes of the tests with a shared server run; importable, for a fork server to load."""

import json
import time
from collections import Counter
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TypedDict

from hash_embeddings import HashEmbeddings
from small_archive import searches

from bp_qa.engine import Engine
from bp_qa.settings import load_settings


class Seen(TypedDict):
    """What an app process saw: when (monotonic clock, one for all processes of a machine) each version of an
    article was first, and last, found, and whatever was wrong."""

    first: dict[str, float]
    last: dict[str, float]
    wrong: list[str]
    searches: int


def open_replica(folder: Path, url: str, *, seconds: float = 0.5) -> Engine:
    """A process without a corpus folder, its index in `folder`."""
    settings = load_settings(
        corpus=folder / "no-corpus", index=folder, chroma_url=url, replica=True, replica_seconds=seconds
    )
    return Engine(settings, embeddings=HashEmbeddings())


def open_writer(folder: Path, url: str, *, index: str = "index") -> Engine:
    """The process whose corpus folder is the truth."""
    settings = load_settings(corpus=folder / "corpus", index=folder / index, chroma_url=url)
    return Engine(settings, embeddings=HashEmbeddings())


def found_by(engine: Engine) -> list[tuple[str, str, object]]:
    """What searches find; scores only of dense ones, since those of keywords still count deleted chunks."""
    return [
        (mode, question, found if mode == "dense" else {chunk_id for chunk_id, _ in found})
        for mode, question, found in searches(engine)
    ]


def mark_of(article: int, version: int) -> str:
    """The word that stands in this version of the article alone, and in every paragraph of it."""
    return f"dau{article}x{version}"


def text_of(article: int, version: int) -> str:
    """Paragraphs that all name their version; some versions are longer than others."""
    mark = mark_of(article, version)
    return "\n\n".join(
        f"Đoạn {n} của bài {article} mang {mark} và nói về biên phòng tuần tra."
        for n in range(1 + version % 3)
    )


def serve_searches(folder: Path, url: str, words: list[str], ready: Event, stop: Event, out: Path) -> None:
    """Follows the server and searches over and over for `words`, until it is told to stop."""
    engine = open_replica(folder, url)
    engine.sync()
    follower = engine.follow()
    assert follower is not None
    seen: Seen = {"first": {}, "last": {}, "wrong": [], "searches": 0}
    ready.set()
    while not stop.is_set():
        for word in words:
            try:
                _look(engine, word, seen)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong here is to be told there
                seen["wrong"].append(f"{word}: {error!r}")
            seen["searches"] += 1
            time.sleep(0.01)  # more processes than cores search here, and each has to follow, too
    follower.stop()
    out.write_text(json.dumps(seen), encoding="utf-8")


def _look(engine: Engine, word: str, seen: Seen) -> None:
    began = time.monotonic()
    passages = engine.search(word, k=20)
    ids = Counter(passage.chunk_id for passage in passages)
    seen["wrong"] += [f"{id_} came {n} times" for id_, n in ids.items() if n > 1]
    for article in {passage.article_id for passage in passages}:
        texts = [passage.text for passage in passages if passage.article_id == article]
        marks = {token for text in texts for token in text.split() if token.startswith("dau")}
        if len(marks) > 1:
            seen["wrong"].append(f"{article} in two versions at once: {sorted(marks)}")
        if any(not mark.startswith(f"dau{article.removeprefix('bai-')}x") for mark in marks):
            seen["wrong"].append(f"{article} with the text of another: {sorted(marks)}")
        for mark in marks:
            seen["first"].setdefault(mark, time.monotonic())
            seen["last"][mark] = max(seen["last"].get(mark, began), began)
