"""What kind of file some bytes are, and which text they hold."""

import codecs
from typing import Literal

from charset_normalizer import from_bytes

from bp_qa.errors import ImportFileError

FileKind = Literal["text", "markdown", "html", "docx", "pdf", "jsonl", "gzip", "zip"]

KINDS_BY_ENDING: dict[str, FileKind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".jsonl.gz": "gzip",
    ".zip": "zip",
}
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "it is an old Office file (.doc); save it as .docx",
    b"{\\rtf": "it is an RTF file; save it as .docx",
    b"\x89PNG": "it is a picture, not text",
    b"\xff\xd8\xff": "it is a picture, not text",
    b"GIF8": "it is a picture, not text",
    b"\x7fELF": "it is a program, not text",
    b"MZ\x90\x00": "it is a program, not text",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")
_MAX_MESS = 0.1  # charset_normalizer's share of implausible characters


def ending_of(name: str) -> str:
    """The ending of `name` as in `KINDS_BY_ENDING`, or what follows its last dot."""
    lowered = name.lower()
    if lowered.endswith(".jsonl.gz"):
        return ".jsonl.gz"
    _, dot, last = lowered.rpartition(".")
    return dot + last if dot else ""


def kind_of(data: bytes, name: str) -> FileKind:
    """What `data` is: by its content where that is clear, else by the ending of `name`.

    Raises:
        ImportFileError: an ending or content that cannot be imported, or an empty file.
    """
    kind = KINDS_BY_ENDING.get(ending_of(name))
    if kind is None:
        raise ImportFileError(f"this kind of file cannot be imported; use one of {' '.join(KINDS_BY_ENDING)}")
    if not data.strip():
        raise ImportFileError("the file is empty")
    for magic, reason in _FOREIGN.items():
        if data.startswith(magic):
            raise ImportFileError(reason)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if b"word/document.xml" in data and kind != "zip":
            return "docx"
        if kind == "zip":
            return "zip"
        raise ImportFileError(
            "it is a zip or Office file under another name; only .docx and .zip can be read"
        )
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if kind in {"docx", "pdf", "zip", "gzip"}:
        raise ImportFileError(f"the name ends in {ending_of(name)}, but the content is something else")
    if kind == "text" and data.lstrip()[:20].lower().startswith(_HTML_STARTS):
        return "html"
    return kind


def decode_text(data: bytes) -> str:
    """The text that `data` holds: by byte order mark, as UTF-8, or in an encoding that is clear from it.

    Raises:
        ImportFileError: it is no text, or its encoding is in doubt.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise ImportFileError(
                    f"the text is damaged at byte {error.start}; save it as UTF-8"
                ) from error
    if b"\x00" in data:
        raise ImportFileError("it holds NUL bytes, so it is no plain text; save it as UTF-8 text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = from_bytes(data).best()
        if guess is None or guess.chaos > _MAX_MESS or guess.coherence == 0:
            raise ImportFileError("its character encoding is not clear; save it as UTF-8") from error
        return str(guess)
