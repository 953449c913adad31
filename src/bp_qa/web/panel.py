"""What the side panel shows: an article opened at a quote, or what a name finds in the archive."""

from bp_qa.corpus.article import Article
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.web.article_view import article_html, found_html, gone_html
from bp_qa.web.texts import Texts

_FOUND = 8
_MOST_NAME_CHARS = 200


class Panel:
    """Makes the panel's HTML; holds no state, so that readers cannot get into each other's way."""

    def __init__(self, engine: Engine, texts: Texts) -> None:
        self._engine = engine
        self._texts = texts

    def open_article(self, article_id: str, start: int, end: int) -> str:
        """The article with characters ``[start, end)`` marked."""
        try:
            article = self._engine.source.load(str(article_id))
        except BpQaError:
            return gone_html(self._texts)
        start, end = _within(article, int(start), int(end))
        related, alike = self._engine.related(article.id), self._engine.alike(article.id)
        return article_html(article, start, end, related, self._texts, alike)

    def find(self, name: str) -> str:
        """What the archive says where `name` stands."""
        words = str(name)[:_MOST_NAME_CHARS]
        return found_html(words, self._engine.search(words, k=_FOUND), self._texts)


def _within(article: Article, start: int, end: int) -> tuple[int, int]:
    return (start, end) if 0 <= start < end <= len(article.text) else (0, 0)
