"""Opening Chroma: a folder on disk, or a server that several processes share."""

import itertools
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from bp_qa.errors import IndexStoreError
from bp_qa.settings import Settings

_FAILURES = (ChromaError, ValueError, KeyError, OSError, httpx.HTTPError)
_numbers = itertools.count(1)


def _spelt_anew(folder: Path) -> str:
    """The path of `folder` as no other client in this process spells it.

    Clients of the same spelling share one store object, which would outlive a reopening and with it keep
    its old view of the files.
    """
    return str(folder) + "".join("/." if digit == "0" else "//" for digit in f"{next(_numbers):b}")


def open_client(settings: Settings, folder: Path) -> Client:
    """A client of the server of ``settings.chroma_url``, else of the store in `folder`."""
    options = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return cast(Client, chromadb.PersistentClient(path=_spelt_anew(folder), settings=options))
    url = urlsplit(settings.chroma_url)
    headers = {"X-Chroma-Token": settings.chroma_token.get_secret_value()} if settings.chroma_token else None
    secure = url.scheme == "https"
    client = chromadb.HttpClient(
        host=url.hostname or "localhost",
        port=url.port or (443 if secure else 8000),
        ssl=secure,
        headers=headers,
        settings=options,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
    )
    return cast(Client, client)


def is_chroma_failure(error: Exception) -> bool:
    """Whether `error` is what Chroma raises when it cannot do what it was asked."""
    # What a server, or a proxy before it, answers in words of its own comes as a bare Exception.
    return isinstance(error, _FAILURES) or type(error) is Exception


def server_error(settings: Settings, what: str, error: BaseException) -> IndexStoreError:
    """The error to raise when the server cannot be used."""
    return IndexStoreError(
        f"The Chroma server at {settings.chroma_url} {what} ({error}). "
        "Check BP_QA_CHROMA_URL and BP_QA_CHROMA_TOKEN, and that the server is up."
    )
