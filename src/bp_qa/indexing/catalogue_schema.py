"""The tables of the catalogue."""

CATALOGUE_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, title TEXT NOT NULL, section TEXT NOT NULL, published TEXT,
    published_ts INTEGER, byline TEXT NOT NULL, sources TEXT NOT NULL, as_of TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_published ON articles (published_ts);
CREATE TABLE IF NOT EXISTS chunks (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS chunks_article ON chunks (article_id);
CREATE TABLE IF NOT EXISTS pending (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spellings (
    folded TEXT NOT NULL, spelling TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (folded, spelling)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS abbreviations (
    article_id TEXT NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL, PRIMARY KEY (article_id, short)
) WITHOUT ROWID;
"""
