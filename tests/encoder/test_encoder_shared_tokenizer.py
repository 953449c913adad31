"""One tokenizer in a process, one model in memory for all processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bp_qa.encoder.model_store import ensure_model
from bp_qa.encoder.shared_tokenizer import open_tokenizer
from bp_qa.settings import Settings


def test_the_same_content_is_read_once(model_settings: Settings, tmp_path: Path) -> None:
    file = ensure_model(model_settings).tokenizer_file
    copy = tmp_path / "tokenizer.json"
    copy.write_bytes(file.read_bytes())
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(open_tokenizer, [file, copy, file, copy]))
    assert all(tokenizer is opened[0] for tokenizer in opened)
    changed = tmp_path / "other.json"
    changed.write_bytes(file.read_bytes().replace("Việt".encode(), "Viêt".encode(), 1))
    assert open_tokenizer(changed) is not opened[0]


_MEASURE = """
from bp_qa.answering.span_reader import SpanReader
from bp_qa.encoder.embeddings import open_embeddings
from bp_qa.settings import Settings

def private():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) // 1024

settings = Settings()
embeddings, reader = open_embeddings(settings), SpanReader(settings)
text = "Lễ khánh thành diễn ra ngày 5/6 tại Vinh."
embeddings.encode_passages([text])
reader.read(["Lễ khánh thành diễn ra ở đâu?"], [text], [""])
print(private())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_models_take_little_memory_of_their_own(model_settings: Settings) -> None:
    # Encoder and reader with two tokenizers and their weights copied were 864 MB.
    ensure_model(model_settings)
    code = [sys.executable, "-c", _MEASURE]
    done = subprocess.run(code, check=True, capture_output=True, text=True)
    assert int(done.stdout.split()[-1]) < 500
