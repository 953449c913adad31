"""One agency text in five papers, found through the real engine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bp_qa.corpus.resemblance import signature
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.settings import load_settings

LEAD = "Sáng 12/5/2025, Hải đội Biên phòng 3 cứu thành công tàu cá gặp nạn cách đảo Sơn Ca 14 hải lý."
BODY = (
    "Tàu cá mang số hiệu QN 90417 do ông Phạm Văn Thảnh làm thuyền trưởng bị phá nước khi đang đánh bắt. "
    "Trên tàu có 11 thuyền viên, tất cả đã được đưa lên tàu cứu hộ an toàn và chăm sóc y tế chu đáo.\n\n"
    "Thượng tá Hoàng Minh Đức, Hải đội trưởng, cho biết lực lượng cứu hộ đã vượt sóng cấp 6 suốt 4 giờ để "
    "tiếp cận tàu bị nạn; công tác lai dắt tàu về cảng hoàn tất vào chiều cùng ngày."
)
CLOSING = "Hiện sức khỏe các thuyền viên đã ổn định và tàu đang được sửa chữa tại cảng Sa Kỳ."
PAPERS = {
    "bao-ba": ("Cứu 11 thuyền viên", "2025-05-12T15:00:00+07:00", f"{LEAD}\n\n{BODY}\n\n{CLOSING}"),
    "bao-mot": ("Hải đội 3 cứu tàu cá", "2025-05-12T11:30:00+07:00", f"{LEAD}\n\n{BODY}"),
    "bao-hai": ("Vượt sóng cứu ngư dân", "2025-05-12T14:00:00+07:00", f"{BODY}\n\n{CLOSING}"),
    "bao-bon": ("Tàu QN 90417 được cứu", "2025-05-13T06:00:00+07:00", f"{LEAD}\n\n{BODY}\n\n{CLOSING}"),
    "bao-nam": ("Cứu nạn trên biển", "", f"(TTXVN) {LEAD}\n\n{BODY}"),
}
OTHERS = {
    "le-hoi": "Lễ hội cầu ngư ở làng Mỹ Khê thu hút 5.000 người xem đua thuyền và hát bả trạo trong ba ngày.",
    "tuan-tra": "Tổ tuần tra của đồn Nậm Càn phát quang 30 cột mốc và gặp gỡ bà con bản Tiền Tiêu.",
}
QUESTION = "Tàu cá QN 90417 có bao nhiêu thuyền viên?"
ORDER = ["bao-mot", "bao-hai", "bao-ba", "bao-bon", "bao-nam"]


def write(
    corpus: Path, name: str, text: str, title: str = "Bài", published: str = "", section: str = ""
) -> None:
    lines = [f"title: {title}"]
    lines += [f"published: {published}"] if published else []
    lines += [f"section: {section}"] if section else []
    header = "\n".join(lines)
    (corpus / f"{name}.md").write_text(f"---\n{header}\n---\n\n{text}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "corpus").mkdir()
    for name, (title, published, text) in PAPERS.items():
        write(folder / "corpus", name, text, title=title, published=published, section=f"Mục {name}")
    for name, text in OTHERS.items():
        write(folder / "corpus", name, text)
    engine = Engine(load_settings(corpus=folder / "corpus", index=folder / "index"), embeddings=embeddings)
    assert engine.sync().failed == []
    yield engine
    engine.index.close()


@pytest.mark.parametrize("mode", ["hybrid", "dense", "keyword"])
def test_a_passage_is_found_once_in_the_article_published_first(engine: Engine, mode: str) -> None:
    found = engine.search(QUESTION, mode=mode, k=10)  # type: ignore[arg-type]
    texts = [passage.text for passage in found]
    assert len(set(texts)) == len(texts)
    crew = [passage for passage in found if "11 thuyền viên, tất cả" in passage.text]
    assert [passage.article_id for passage in crew] == ["bao-mot"]
    assert [appearance.id for appearance in crew[0].also_in] == ORDER[1:]
    assert crew[0].also_in[0].title == "Vượt sóng cứu ngư dân"
    assert crew[0].also_in[0].published == datetime.fromisoformat("2025-05-12T14:00:00+07:00")
    assert crew[0].also_in[-1].published is None


def test_what_the_first_article_lacks_is_found_in_the_earliest_that_has_it(engine: Engine) -> None:
    found = engine.search("Sức khỏe các thuyền viên được đưa về cảng Sa Kỳ", k=10)
    closing = [passage for passage in found if "Sa Kỳ" in passage.text]
    assert [passage.article_id for passage in closing] == ["bao-hai"]
    assert [appearance.id for appearance in closing[0].also_in] == ["bao-ba", "bao-bon"]


def test_copies_leave_room_for_other_articles(engine: Engine) -> None:
    assert {passage.article_id for passage in engine.search(QUESTION, k=6)} >= {"bao-mot", *OTHERS}


def test_an_answer_cites_one_source_and_names_the_others(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    assert not answer.abstained
    assert "11" in answer.text
    assert {citation.article_id for citation in answer.citations} == {"bao-mot"}
    citation = answer.as_json()["citations"][0]
    assert [appearance["id"] for appearance in citation["also_in"]] == ORDER[1:]
    assert citation["also_in"][0] == {
        "id": "bao-hai",
        "title": "Vượt sóng cứu ngư dân",
        "published": "2025-05-12T14:00:00+07:00",
    }
    article = engine.source.load("bao-mot")
    assert article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_search_that_is_narrowed_stays_within_what_it_is_narrowed_to(engine: Engine) -> None:
    one = engine.search(QUESTION, only=ChunkFilter(article_ids=("bao-bon",)), k=3)
    assert {passage.article_id for passage in one} == {"bao-bon"}
    assert one[0].also_in[0].id == "bao-mot"
    section = engine.search(QUESTION, only=ChunkFilter(section="Mục bao-ba"), k=3)
    assert {passage.article_id for passage in section} == {"bao-ba"}
    noon = int(datetime.fromisoformat("2025-05-12T12:00:00+07:00").timestamp())
    later = engine.search(QUESTION, only=ChunkFilter(published_from=noon), k=3)
    assert later[0].article_id == "bao-hai"
    assert "bao-mot" not in {passage.article_id for passage in later}


def test_a_correction_is_not_hidden_by_what_it_corrects(tmp_path: Path, embeddings: TextEmbeddings) -> None:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus", "a", f"{LEAD}\n\n{BODY}", published="2025-05-12T11:30:00+07:00")
    corrected = BODY.replace("11 thuyền viên", "13 thuyền viên")
    write(tmp_path / "corpus", "b", f"{LEAD}\n\n{corrected}", published="2025-05-13T11:30:00+07:00")
    engine = Engine(load_settings(corpus=tmp_path / "corpus", index=tmp_path / "i"), embeddings=embeddings)
    engine.sync()
    crew = [passage for passage in engine.search(QUESTION) if "thuyền viên, tất cả" in passage.text]
    assert {(passage.article_id, passage.also_in) for passage in crew} == {("a", ()), ("b", ())}
    rescue = next(passage for passage in engine.search("vượt sóng cấp 6") if "cấp 6" in passage.text)
    assert (rescue.article_id, [other.id for other in rescue.also_in]) == ("a", ["b"])


def test_articles_that_come_and_go_leave_what_a_fresh_index_holds(
    tmp_path: Path, embeddings: TextEmbeddings
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    settings = load_settings(corpus=corpus, index=tmp_path / "index")
    engine = Engine(settings, embeddings=embeddings)
    for name in ("bao-bon", "bao-ba"):
        title, published, text = PAPERS[name]
        write(corpus, name, text, title=title, published=published)
    engine.sync()
    assert _first(engine) == ("bao-ba", ["bao-bon"])
    write(corpus, "bao-mot", PAPERS["bao-mot"][2], published=PAPERS["bao-mot"][1])
    engine.sync()
    assert _first(engine) == ("bao-mot", ["bao-ba", "bao-bon"])
    (corpus / "bao-ba.md").unlink()
    write(corpus, "bao-bon", OTHERS["le-hoi"])
    engine.sync()
    assert _first(engine) == ("bao-mot", [])
    fresh = Engine(settings.model_copy(update={"index": tmp_path / "fresh"}), embeddings=embeddings)
    fresh.sync()
    assert _stored(engine) == _stored(fresh)


def test_an_index_without_signatures_gets_them_without_embedding(
    tmp_path: Path, embeddings: TextEmbeddings
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, (title, published, text) in PAPERS.items():
        write(corpus, name, text, title=title, published=published)
    engine = Engine(load_settings(corpus=corpus, index=tmp_path / "index"), embeddings=embeddings)
    engine.sync()
    before = _stored(engine)
    catalogue = engine.index.catalogue
    catalogue.sign(dict.fromkeys(catalogue.stamps(), b""))
    catalogue.set_meta("signatures", "0")
    assert _first(engine)[1] == []
    assert engine.sync().embedded_chunks == 0
    assert _stored(engine) == before
    assert _first(engine) == ("bao-mot", ORDER[1:])


def _first(engine: Engine) -> tuple[str, list[str]]:
    crew = next(passage for passage in engine.search(QUESTION) if "11 thuyền viên, tất cả" in passage.text)
    return crew.article_id, [appearance.id for appearance in crew.also_in]


def _stored(engine: Engine) -> dict[str, list[str]]:
    """For each article, those that its signature finds."""
    found = {}
    for article_id in engine.source.stamps():
        body = "\n".join(chunk.text for chunk in engine.index.catalogue.chunks_of(article_id))
        found[article_id] = engine.index.catalogue.near(signature(body))
    return found
