"""bp-qa: questions about an archive of Vietnamese news articles, answered with quotes.

The package reads left to right: :mod:`bp_qa.corpus` (articles) → :mod:`bp_qa.indexing`
(chunks in two indexes) → :mod:`bp_qa.retrieval` (passages) → :mod:`bp_qa.answering`
(answers with citations) → :mod:`bp_qa.cli` and :mod:`bp_qa.web` (what a person sees).
"""

import os

__version__ = "0.1.0"

# ONNX Runtime reports usage to its maker unless this is set before it is first imported, by whichever
# library imports it first; bp-qa reports nothing to anyone.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
