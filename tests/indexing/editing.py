"""What the child process of the editing crash tests runs; importable, for a fork server."""

import random
from multiprocessing.synchronize import Event
from pathlib import Path

from interrupted import open_engine

from bp_qa.corpus import import_paths
from bp_qa.errors import BpQaError


def edit_for_ever(folder: Path, seed: int, ready: Event) -> None:
    """Adds pages from the inbox, takes articles out and puts them back, each followed by a sync."""
    chance = random.Random(seed)
    engine = open_engine(folder)
    inbox = sorted((folder / "inbox").iterdir())
    trashed: list[Path] = []
    ready.set()
    while True:
        action = chance.random()
        ids = engine.corpus.ids()
        try:
            if action < 0.5 or len(ids) < 3:
                pages = chance.sample(inbox, 3)
                import_paths(pages, engine.corpus, max_file_bytes=1_000_000, max_files=100)
            elif action < 0.8 or not trashed:
                trashed.append(engine.corpus.remove(chance.choice(ids)))
            else:
                engine.corpus.restore(trashed.pop())
        except BpQaError:
            continue  # its id is taken again, as may be
        engine.sync()
