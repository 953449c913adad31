import threading
import unicodedata

import pytest

from bp_qa.engine import Engine
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.retrieval.passage import SearchMode
from bp_qa.retrieval.search import HybridSearch

MODES: tuple[SearchMode, ...] = ("hybrid", "dense", "keyword")
FORMS = [
    "Chính ủy Bộ đội Biên phòng Nghệ An là ai?",
    "Chính uỷ Bộ đội Biên phòng Nghệ An là ai?",
    "chinh uy bo doi bien phong nghe an la ai",
    "chinh uy bdbp nghe an la ai",
    "Chính ủy BĐBP Nghệ An là ai?",
    unicodedata.normalize("NFD", "Chính ủy Bộ đội Biên phòng Nghệ An là ai?"),
]


@pytest.mark.parametrize("question", FORMS)
@pytest.mark.parametrize("mode", MODES)
def test_every_way_of_typing_finds_the_passage(archive: Engine, question: str, mode: SearchMode) -> None:
    assert archive.search(question, mode=mode)[0].article_id == "chao-co"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("k", [1, 2, 100])
def test_ranks_scores_and_k(archive: Engine, mode: SearchMode, k: int) -> None:
    found = archive.search("lễ hội đền Cờn ở Quỳnh Phương", mode=mode, k=k)
    assert 0 < len(found) <= k
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert len({passage.chunk_id for passage in found}) == len(found)
    for passage in found:
        assert (passage.dense is None) == (mode == "keyword")
        assert passage.text == archive.source.load(passage.article_id).text[passage.start : passage.end]
        if mode == "keyword":
            assert passage.score == passage.keyword
    if k == 100 and mode != "keyword":
        assert len(found) == archive.index.catalogue.chunk_count()


def test_a_time_of_publication_really_narrows(archive: Engine) -> None:
    for mode in MODES:
        found = archive.search("bài đăng tháng 2/2024 nói về lễ chào cờ và biên phòng", mode=mode)
        assert {passage.article_id for passage in found} == {"chao-co"}
        older = archive.search("bài đăng trước năm 2020 về lễ hội và biên phòng", mode=mode)
        assert {passage.article_id for passage in older} == {"ky-niem", "le-hoi"}


def test_a_section_really_narrows(archive: Engine) -> None:
    for question in ("mục Quốc phòng có gì về lễ?", "muc quoc phong co gi ve le"):
        for mode in MODES:
            assert {p.article_id for p in archive.search(question, mode=mode)} == {"chao-co", "ky-niem"}


def test_what_a_person_sets_narrows(archive: Engine) -> None:
    only = ChunkFilter(article_ids=("le-hoi",))
    assert {p.article_id for p in archive.search("chính ủy phát biểu", only=only)} == {"le-hoi"}
    assert archive.search("lễ", only=ChunkFilter(section="Thể thao")) == []


def test_a_date_in_the_question_lifts_passages_that_agree(archive: Engine) -> None:
    assert archive.search("lễ kỷ niệm năm 2019")[0].article_id == "ky-niem"
    assert archive.search("sự kiện ngày 26/2/2024")[0].article_id == "so-ket"


@pytest.mark.parametrize("question", ["", "   ", "🎉", "?!"])
def test_nothing_to_search_for_is_no_error(archive: Engine, question: str) -> None:
    for mode in MODES:
        assert isinstance(archive.search(question, mode=mode), list)
    assert archive.search(question, mode="keyword") == []


def test_the_weight_goes_from_keyword_only_to_dense_only(archive: Engine) -> None:
    query = archive.queries.read("tuần tra cột mốc")
    for weight, mode in ((1.0, "dense"), (0.0, "keyword")):
        fused = HybridSearch(archive.index, weight).search(query, k=1)
        alone = HybridSearch(archive.index, 0.5).search(
            query, mode="dense" if mode == "dense" else "keyword", k=1
        )
        assert fused[0].chunk_id == alone[0].chunk_id
        assert fused[0].score == pytest.approx(1.0)


def test_thirty_two_askers_while_articles_come_and_go(archive: Engine) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()
    asked = threading.Semaphore(0)

    def ask(number: int) -> None:
        while not stop.is_set():
            try:
                found = archive.search(FORMS[number % len(FORMS)], mode=MODES[number % 3])
                assert found[0].article_id == "chao-co"
                asked.release()
            except BaseException as error:  # noqa: BLE001 - whatever goes wrong in a thread is to be told
                failures.append(error)
                return

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    path = archive.settings.corpus / "tam.md"
    try:
        for number in range(3):
            path.write_text(f"---\ntitle: Tạm {number}\n---\n\nTrời mưa to lần {number}.\n", encoding="utf-8")
            archive.sync()
            assert archive.search(f"trời mưa to lần {number}")[0].article_id == "tam"
        for _ in range(32):
            assert asked.acquire(timeout=60) or failures
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        path.unlink()
        archive.sync()
    assert failures == []
