"""Count the spellings of the project's own news and questions, by which marks are restored.

    python training/build_lexicon.py

writes ``src/bp_qa/vietnamese/background.txt.gz``, a line for
each syllable and pair of syllables: count, tab, spelling.
"""

import gzip
import json
from collections import Counter
from pathlib import Path

from news_sets import FOLDER

from bp_qa.vietnamese import diacritics

TARGET = Path(diacritics.__file__).with_name(diacritics.BACKGROUND_FILE)
# Questions of these kinds are not spelt as they should be.
_MISSPELT = {"no_diacritics", "typo", "english"}


def main() -> None:
    counts: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            questions = [item["question"] for item in article["questions"] if item["kind"] not in _MISSPELT]
            for text in (article["title"], article["text"], *questions):
                counts.update(diacritics.count_spellings(text))
    lines = "".join(f"{count}\t{spelling}\n" for spelling, count in sorted(counts.items()))
    # No time stamp in the file, so that the same texts give the same file.
    TARGET.write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))
    print(f"{len(counts)} spellings, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
