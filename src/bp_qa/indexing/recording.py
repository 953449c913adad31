"""What is done with an article once its vectors are stored: the keyword index, then the catalogue."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bp_qa.corpus import Article
from bp_qa.corpus.resemblance import signature
from bp_qa.indexing.chunking import CHUNKER_VERSION, Chunk, chunk_context
from bp_qa.indexing.keywords import KeywordEntry
from bp_qa.indexing.records import FileStamp, Indexed, StoredChunk
from bp_qa.indexing.store import ArchiveIndex
from bp_qa.vietnamese.abbreviations import defined_abbreviations
from bp_qa.vietnamese.diacritics import count_spellings
from bp_qa.vietnamese.forms import fold

logger = logging.getLogger(__name__)

_REPAIR_ARTICLES = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article that has been read and cut into chunks."""

    article: Article
    stamp: FileStamp
    chunks: list[Chunk]


def fingerprint(index: ArchiveIndex) -> str:
    """Names all that vectors and chunks depend on; those of two fingerprints do not mix."""
    return f"{index.encoder.fingerprint}|{index.chunk_tokens}|{CHUNKER_VERSION}"


def record(index: ArchiveIndex, batch: Sequence[Prepared]) -> None:
    """Writes articles to the keyword index, then to the catalogue, in place of those of the same ids."""
    ids = [item.article.id for item in batch]
    index.keywords.replace(
        (
            _keyword_entry(
                chunk.id,
                item.article.id,
                chunk.text,
                item.article.title,
                item.article.section,
                item.article.published,
            )
            for item in batch
            for chunk in item.chunks
        ),
        remove_articles=ids,
    )
    indexed = [
        Indexed(
            item.article,
            item.stamp,
            item.chunks,
            defined_abbreviations(item.article.text),
            signature_of(item.chunks),
        )
        for item in batch
    ]
    index.catalogue.finish(ids, indexed, _spellings(index, ids, batch))


def forget(index: ArchiveIndex, article_ids: Sequence[str]) -> None:
    """Takes articles out of the keyword index, then out of the catalogue."""
    index.keywords.replace([], remove_articles=article_ids)
    index.catalogue.finish(article_ids, [], _spellings(index, article_ids, []))


def repair_keywords(index: ArchiveIndex) -> set[str]:
    """Makes the keyword index agree with the catalogue, which holds all that it takes.

    Returns:
        The articles in which they differed.
    """
    differing = articles_of(index.catalogue.chunk_ids() ^ index.keywords.chunk_ids())
    if differing:
        logger.warning("The keyword index differs in %d articles; repairing it.", len(differing))
    for batch in in_batches(sorted(differing), _REPAIR_ARTICLES):
        index.keywords.replace(
            (
                _keyword_entry(
                    chunk.id, chunk.article_id, chunk.text, chunk.title, chunk.section, chunk.published
                )
                for article_id in batch
                for chunk in index.catalogue.chunks_of(article_id)
            ),
            remove_articles=batch,
        )
    return differing


def signature_of(chunks: Iterable[Chunk | StoredChunk]) -> bytes:
    """By which near-duplicates of the article of `chunks` are found."""
    # Captions vary from paper to paper with the pictures.
    return signature("\n".join(chunk.text for chunk in chunks if chunk.kind == "body"))


def articles_of(chunk_ids: Iterable[str]) -> set[str]:
    """The articles that chunks belong to."""
    return {chunk_id.rpartition("#")[0] for chunk_id in chunk_ids}


def in_batches(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    """`ids` in order, `size` at a time."""
    for begin in range(0, len(ids), size):
        yield list(ids[begin : begin + size])


def _spellings(
    index: ArchiveIndex, removed: Sequence[str], added: Sequence[Prepared]
) -> Counter[tuple[str, str]]:
    """Change in the archive's lexicon when `removed` go and `added` come."""
    change: Counter[str] = Counter()
    for text, times in index.catalogue.texts_of(removed).items():
        for spelling, n in count_spellings(text).items():
            change[spelling] -= n * times
    for item in added:
        for chunk in item.chunks:
            change.update(count_spellings(chunk.text))
    return Counter({(fold(spelling), spelling): n for spelling, n in change.items() if n})


def _keyword_entry(
    chunk_id: str, article_id: str, text: str, title: str, section: str, published: datetime | None
) -> KeywordEntry:
    return KeywordEntry(
        id=chunk_id,
        article_id=article_id,
        text=f"{chunk_context(title, published)}\n{text}",
        section=section,
        published=int(published.timestamp()) if published else None,
    )
