"""Names of what the backends are compared with; apart, since to import the thing itself takes seconds."""

DEFAULT = "sentence-transformers"
"""float32 and batches of 32, sorted by length: what ``SentenceTransformer(model).encode(texts)`` does."""

BFLOAT16 = "sentence-transformers bf16"
