"""Finding out what kind of data set a path is, and loading it."""

from pathlib import Path

from bp_qa.corpus.folder import CorpusFolder
from bp_qa.errors import DatasetError
from bp_qa.evaluation.archive import add_archive
from bp_qa.evaluation.beir import is_beir_folder, load_beir
from bp_qa.evaluation.golden import load_golden
from bp_qa.evaluation.questions import EvaluationSet
from bp_qa.evaluation.squad import load_squad
from bp_qa.settings import Settings

GOLDEN_FOLDER = Path("tests/golden")
# Data sets in which nothing was tuned count whole; the golden set counts by the questions kept for testing.
GOLDEN_SPLIT = "test"
BEIR_SPLIT = "test"


def load_dataset(
    dataset: Path | None,
    settings: Settings,
    *,
    archive: Path | None = None,
    split: str | None = None,
    limit: int | None = None,
) -> EvaluationSet:
    """The evaluation set at `dataset`.

    Args:
        dataset: a SQuAD file, a BEIR folder, or a folder of golden questions on the corpus; None for the
            golden questions of the project.
        archive: a news archive whose articles are added as distractors.
        split: "dev", "test" or "all" for golden questions; the name of a qrels file or "all" for BEIR;
            "held-out", "train" or "all" for SQuAD. None: the test split, or all of a SQuAD file.
        limit: at most so many questions, the same ones every time.

    Raises:
        DatasetError: nothing there, malformed, or no question left.
    """
    chosen, default_split = _load(dataset, settings)
    wanted = split or default_split
    kept = chosen.of_split(wanted)
    if not kept.questions:
        known = ", ".join(sorted({question.split for question in chosen.questions})) or "none"
        raise DatasetError(f"{chosen.name} has no questions in the split {wanted!r}; it has: {known}, all.")
    if limit is not None and limit < 1:
        raise DatasetError(f"The limit must be at least 1 question, not {limit}.")
    kept = kept.limited(limit)
    return add_archive(kept, archive, settings.timezone) if archive else kept


def _load(dataset: Path | None, settings: Settings) -> tuple[EvaluationSet, str]:
    if dataset is None or (dataset.is_dir() and not is_beir_folder(dataset)):
        corpus = CorpusFolder(settings.corpus, timezone=settings.timezone)
        articles = [corpus.load(article_id) for article_id in corpus.ids()]
        return load_golden(dataset or GOLDEN_FOLDER, articles), GOLDEN_SPLIT
    if dataset.is_dir():
        loaded = load_beir(dataset)
        has_test = any(question.split == BEIR_SPLIT for question in loaded.questions)
        return loaded, BEIR_SPLIT if has_test else "all"
    if not dataset.exists():
        raise DatasetError(
            f"There is no data set at {dataset}: name a SQuAD file, a BEIR folder or golden questions."
        )
    return load_squad(dataset), "all"
