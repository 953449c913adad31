"""Short articles for tests, and what must hold of an index in step with them."""

from collections import Counter
from pathlib import Path

from bp_qa.engine import Engine
from bp_qa.vietnamese.diacritics import count_spellings
from bp_qa.vietnamese.forms import fold

TEXTS = {
    "a": "Đồn Biên phòng Quỳnh Phương tổ chức lễ chào cờ. Đại tá Lê Như Cương phát biểu.",
    "b": "Hội nghị sơ kết diễn ra tại thị xã Hoàng Mai. Ủy ban nhân dân (UBND) trao 12 giấy khen.",
    "c": "Bộ đội Biên phòng tuần tra an ninh biên giới (ANBG). Có 30 cột mốc được phát quang.",
}
QUESTIONS = ("Ai phát biểu tại lễ chào cờ?", "trao bao nhieu giay khen", "tuần tra cột mốc", "Hoàng Mai")


def write(
    corpus: Path, name: str, text: str, *, title: str = "", published: str = "", section: str = ""
) -> Path:
    """The article file `name`, a paragraph for each blank line in `text`."""
    lines = [f"title: {title or f'Bài {name}'}"]
    lines += [f"published: {published}"] if published else []
    lines += [f"section: {section}"] if section else []
    path = corpus / f"{name}.md"
    path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{text}\n", encoding="utf-8")
    return path


def fill(corpus: Path) -> None:
    corpus.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        write(corpus, name, text)


def lexicon(engine: Engine) -> dict[tuple[str, str], int]:
    """The counts of spellings that the catalogue holds."""
    texts = [chunk.text for id_ in engine.source.stamps() for chunk in engine.index.catalogue.chunks_of(id_)]
    folded = {fold(spelling) for text in texts for spelling in count_spellings(text)}
    return {
        (key, spelling): n for key in folded for spelling, n in engine.index.catalogue.spellings(key).items()
    }


def check_invariants(engine: Engine) -> None:
    """Both indexes hold the chunks of the catalogue, text of the articles that the lexicon counts."""
    index = engine.index
    recorded = index.catalogue.chunk_ids()
    assert index.vectors.chunk_ids() == recorded
    assert index.keywords.chunk_ids() == recorded
    assert index.vectors.count() == index.keywords.count() == len(recorded)
    assert index.catalogue.pending() == set()
    assert set(index.catalogue.stamps()) == set(engine.source.stamps())
    counted: Counter[tuple[str, str]] = Counter()
    for article_id in engine.source.stamps():
        article = engine.source.load(article_id)
        chunks = index.catalogue.chunks_of(article_id)
        assert chunks
        for chunk in chunks:
            assert chunk.text == article.text[chunk.start : chunk.end]
            assert (chunk.title, chunk.section, chunk.published) == (
                article.title,
                article.section,
                article.published,
            )
            counted.update({(fold(s), s): n for s, n in count_spellings(chunk.text).items()})
    assert lexicon(engine) == counted


def searches(engine: Engine) -> list[tuple[str, str, list[tuple[str, float]]]]:
    """All that every mode of search finds for some questions, with rounded scores."""
    return [
        (mode, question, [(p.chunk_id, round(p.score, 4)) for p in engine.search(question, mode=mode, k=100)])
        for mode in ("hybrid", "dense", "keyword")
        for question in QUESTIONS
    ]
