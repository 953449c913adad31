"""Chunks of articles in two indexes, vectors and keywords, kept in step with the corpus folder."""
