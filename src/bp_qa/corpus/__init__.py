"""Articles: what one is, the corpus folder, and importing pages and documents into it."""

from bp_qa.corpus.article import Article, Paragraph, ParagraphKind, join_paragraphs
from bp_qa.corpus.canonical import canonical_parts, clean_text, content_hash, one_line
from bp_qa.corpus.folder import CorpusFolder
from bp_qa.corpus.importing import ImportReport, import_paths, parse_file
from bp_qa.corpus.markdown import format_article, parse_article, read_article
from bp_qa.corpus.newspaper import parse_newspaper_page
from bp_qa.corpus.parsed import ParsedArticle

__all__ = [
    "Article",
    "CorpusFolder",
    "ImportReport",
    "Paragraph",
    "ParagraphKind",
    "ParsedArticle",
    "canonical_parts",
    "clean_text",
    "content_hash",
    "format_article",
    "import_paths",
    "join_paragraphs",
    "one_line",
    "parse_article",
    "parse_file",
    "parse_newspaper_page",
    "read_article",
]
