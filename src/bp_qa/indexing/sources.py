"""Where a sync reads articles from: the corpus folder, or articles held in memory."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Protocol

from bp_qa.corpus import Article, CorpusFolder
from bp_qa.errors import ArticleNotFoundError
from bp_qa.indexing.records import FileStamp


class ArticleSource(Protocol):
    """What a sync needs of a collection of articles."""

    def stamps(self) -> Mapping[str, FileStamp]:
        """Every article's id, and a stamp that changes when its file does."""
        ...

    def digest(self, article_id: str) -> str:
        """Hash of the article's content, equal to its ``sha256``, without parsing it; empty if unknown."""
        ...

    def load(self, article_id: str) -> Article:
        """The article; raises a BpQaError that says why it cannot be read."""
        ...


class FolderSource:
    """The articles of a corpus folder."""

    def __init__(self, folder: CorpusFolder) -> None:
        self._folder = folder

    def stamps(self) -> dict[str, FileStamp]:
        """Stamps of the files that are there now; one that vanishes meanwhile is left out."""
        found: dict[str, FileStamp] = {}
        for path in self._folder.paths():
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found[path.stem] = FileStamp(status.st_mtime_ns, status.st_size)
        return found

    def digest(self, article_id: str) -> str:
        """Hash of the file's bytes; empty if it cannot be read, which :meth:`load` then explains."""
        try:
            with (self._folder.path / f"{article_id}.md").open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def load(self, article_id: str) -> Article:
        return self._folder.load(article_id)


class MemorySource:
    """Articles in memory, such as those of an evaluation set."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def stamps(self) -> dict[str, FileStamp]:
        """Stamps made from the content, which in memory has no time of change."""
        return {id_: _content_stamp(article) for id_, article in self._articles.items()}

    def digest(self, article_id: str) -> str:
        return self._articles[article_id].sha256

    def load(self, article_id: str) -> Article:
        if article_id not in self._articles:
            raise ArticleNotFoundError(f"There is no article {article_id} among those given.")
        return self._articles[article_id]


def _content_stamp(article: Article) -> FileStamp:
    content = repr((article.title, article.section, article.published, article.paragraphs, article.text))
    # 62 bits, so that the number fits where a time in nanoseconds goes, and lies in the past.
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
    return FileStamp(-(int.from_bytes(digest[:8], "big") >> 2) - 2, len(article.text))
