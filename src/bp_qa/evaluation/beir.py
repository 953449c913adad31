"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv``.

The layout is that of Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information
Retrieval Models" (NeurIPS 2021 Datasets and Benchmarks).
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from bp_qa.corpus.article import Article
from bp_qa.errors import DatasetError
from bp_qa.evaluation.questions import EvaluationQuestion, EvaluationSet, Gold
from bp_qa.evaluation.texts import article_from_text
from bp_qa.vietnamese.forms import nfc


def is_beir_folder(folder: Path) -> bool:
    """Whether `folder` looks like a BEIR data set."""
    return (folder / "corpus.jsonl").is_file()


def load_beir(folder: Path) -> EvaluationSet:
    """The evaluation set in a BEIR folder; the split of a question is the name of its qrels file.

    A query that two qrels files judge belongs to the first of test, dev, train.

    Raises:
        DatasetError: a file is missing or malformed; the message names the line.
    """
    articles: dict[str, Article] = {}
    for place, record in _jsonl(folder / "corpus.jsonl"):
        document_id, text = _field(record, "_id", place), _field(record, "text", place, may_be_empty=True)
        title = record.get("title")
        title = title if isinstance(title, str) else ""
        if document_id in articles:
            raise DatasetError(f"{place}: the document {document_id!r} stands there twice.")
        try:
            articles[document_id] = article_from_text(document_id, title or document_id, text or title)
        except ValueError as error:
            raise DatasetError(f"{place}: the document {document_id!r}: {error}.") from error
    queries = {_field(record, "_id", place): record for place, record in _jsonl(folder / "queries.jsonl")}

    questions: dict[str, EvaluationQuestion] = {}
    warnings: list[str] = []
    for file in _qrels_files(folder):
        missing = 0
        for query_id, judged in _judgements(file).items():
            if query_id in questions:
                continue
            if query_id not in queries:
                raise DatasetError(f"{file}: the query {query_id!r} is not in queries.jsonl.")
            gold = tuple(
                Gold(document_id, 0, len(articles[document_id].text), relevance)
                for document_id, relevance in judged.items()
                if relevance > 0 and document_id in articles
            )
            missing += sum(document_id not in articles for document_id in judged)
            if gold:
                questions[query_id] = EvaluationQuestion(
                    id=query_id,
                    question=nfc(_field(queries[query_id], "text", f"query {query_id!r}")).strip(),
                    gold=gold,
                    gold_rule="share",
                    split=file.stem,
                )
        if missing:
            warnings.append(f"{file.name}: {missing} judged documents are not in corpus.jsonl; left out.")
    if not questions:
        raise DatasetError(f"{folder}: no query has a relevant document in the corpus.")
    return EvaluationSet(
        folder.resolve().name, tuple(articles.values()), tuple(questions.values()), tuple(warnings)
    )


def _qrels_files(folder: Path) -> list[Path]:
    order = {"test": 0, "dev": 1, "train": 2}
    files = sorted((folder / "qrels").glob("*.tsv"), key=lambda file: (order.get(file.stem, 3), file.name))
    if not files:
        raise DatasetError(f"{folder / 'qrels'} holds no .tsv file: a BEIR folder needs qrels/test.tsv.")
    return files


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if not row or (number == 1 and row[-1].strip().lower() == "score"):
                    continue
                try:
                    query_id, document_id, score = row
                    judged.setdefault(query_id, {})[document_id] = int(score)
                except ValueError as error:
                    raise DatasetError(
                        f"{file}, line {number}: needs query id, document id and whole number, tabs between."
                    ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"Cannot read {file}: {error}") from error
    return judged


def _jsonl(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                place = f"{path}, line {number}"
                try:
                    record = json.loads(line)
                except json.JSONDecodeError as error:
                    raise DatasetError(f"{place}: not JSON: {error}") from error
                if not isinstance(record, dict):
                    raise DatasetError(f"{place}: needs a JSON object.")
                yield place, record
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"Cannot read {path}: {error}") from error


def _field(record: dict[str, object], name: str, place: str, *, may_be_empty: bool = False) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise DatasetError(f'{place}: needs "{name}" as text.')
    return value
