"""Where an evaluation keeps its indexes: apart from the user's, one folder for each content and setting."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from bp_qa.corpus.article import Article
from bp_qa.settings import Settings

# Every setting that changes what an index holds.
_INDEX_SETTINGS = ("embedding_model", "embedding_backend", "query_prompt", "passage_prompt", "chunk_tokens")


def index_folder(
    articles: Iterable[Article], settings: Settings, *, kind: str, fingerprint: str = ""
) -> Path:
    """The folder for the index of `kind` over `articles`: the same for the same content and settings.

    Args:
        fingerprint: what else the content of the index depends on, as the fingerprint of the model.
    """
    digest = hashlib.sha256(fingerprint.encode())
    chosen = {name: getattr(settings, name) for name in _INDEX_SETTINGS}
    digest.update(json.dumps(chosen, sort_keys=True).encode())
    for article in sorted(articles, key=lambda item: item.id):
        for part in (article.id, article.title, str(article.published), article.section, article.text):
            digest.update(hashlib.sha256(part.encode()).digest())
    return settings.cache / "evaluation" / f"{kind}-{digest.hexdigest()[:20]}"


def evaluation_settings(settings: Settings) -> Settings:
    """`settings` with nothing in them that leads to the user's own indexes."""
    return settings.model_copy(update={"chroma_url": None, "chroma_token": None})
