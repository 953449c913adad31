"""Tokenizers that are read once in a process.

One of 250,000 pieces takes 280 MB and a second to read; the encoder and the reader have the same one.
"""

import hashlib
from pathlib import Path
from threading import Lock

from tokenizers import Tokenizer

_lock = Lock()
_read: dict[str, Tokenizer] = {}


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer in `file`, which neither cuts nor pads; the same object for the same content.

    Never change what it returns: others use it too, from other threads.
    """
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    with _lock:  # the encoder and the reader are opened side by side
        if digest not in _read:
            tokenizer = Tokenizer.from_file(str(file))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            _read[digest] = tokenizer
        return _read[digest]
