import json
import time
from pathlib import Path

import pytest

from bp_qa.errors import DamagedIndexError, IndexStoreError
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.keywords import KeywordEntry, KeywordIndex


def entry(number: int, text: str, section: str = "", published: int | None = None) -> KeywordEntry:
    return KeywordEntry(f"bai-{number}#0", f"bai-{number}", text, section, published)


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    index = KeywordIndex(tmp_path / "keywords")
    index.replace(
        [
            entry(1, "Chính ủy Bộ đội Biên phòng phát biểu", "Quốc phòng", 100),
            entry(2, "Chỉnh uy nghiêm của đội hình", "Quốc phòng", 200),
            entry(3, "Lễ hội đền Cờn khai mạc", "Văn hóa", 300),
            entry(4, "Lễ hội không rõ ngày", ""),
        ]
    )
    return index


def test_words_are_found_without_marks_and_exact_ones_rank_first(index: KeywordIndex) -> None:
    assert {id_ for id_, _ in index.search(["chinh uy"], 10)} == {"bai-1#0", "bai-2#0"}
    assert index.search(["chính uỷ"], 10)[0][0] == "bai-1#0"
    assert index.search(["chỉnh uy"], 10)[0][0] == "bai-2#0"


def test_k_bounds_what_is_found(index: KeywordIndex) -> None:
    assert len(index.search(["lễ hội"], 1)) == 1
    assert index.search(["lễ hội"], 0) == []
    assert len(index.search(["lễ hội"], 1000)) == 2
    assert index.search(["…"], 5) == []
    assert index.search([], 5) == []


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (ChunkFilter(published_from=200), {2, 3}),
        (ChunkFilter(published_to=200), {1, 2}),
        (ChunkFilter(published_from=150, published_to=250), {2}),
        (ChunkFilter(section="Văn hóa"), {3}),
        (ChunkFilter(section="Quốc phòng", published_to=100), {1}),
        (ChunkFilter(article_ids=("bai-3", "bai-4")), {3, 4}),
        (ChunkFilter(section="Thể thao"), set()),
    ],
)
def test_filters_narrow_and_leave_scores_alone(
    index: KeywordIndex, only: ChunkFilter, expected: set[int]
) -> None:
    texts = ["chính ủy đội lễ hội"]
    everything = dict(index.search(texts, 10))
    found = dict(index.search(texts, 10, only))
    assert set(found) == {f"bai-{number}#0" for number in expected}
    assert found == pytest.approx({id_: everything[id_] for id_ in found})


def test_replacing_drops_all_of_an_article_first(index: KeywordIndex) -> None:
    index.replace([entry(1, "Bài viết mới hẳn")], remove_articles=["bai-1", "bai-2"])
    assert index.count() == len(index.chunk_ids()) == 3
    assert index.search(["chính ủy"], 5) == []
    index.clear()
    assert (index.count(), index.chunk_ids()) == (0, set())


def test_a_failed_write_changes_nothing_and_frees_the_writer(index: KeywordIndex) -> None:
    def failing() -> list[KeywordEntry]:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        index.replace((entry for _ in [0] for entry in failing()), remove_articles=["bai-1"])
    assert index.count() == 4
    index.replace([entry(5, "Vẫn ghi được")])
    assert index.count() == 5


def test_another_opened_index_sees_changes_after_a_reload(index: KeywordIndex, tmp_path: Path) -> None:
    other = KeywordIndex(tmp_path / "keywords")
    index.replace([entry(6, "Bài mới")])
    other.reload()
    assert other.size() == 5


def test_every_broken_byte_is_noticed(index: KeywordIndex, tmp_path: Path) -> None:
    index.verify()
    for ending in ("idx", "pos", "term", "store", "fast", "fieldnorm"):
        path = next((tmp_path / "keywords").glob(f"*.{ending}"))
        sound = path.read_bytes()
        # In place: the files are mapped into memory, and may not shrink there.
        with path.open("r+b") as file:
            file.write(bytes([sound[0] ^ 1]))
            file.flush()
            with pytest.raises(DamagedIndexError, match="checksum"):
                index.verify()
            file.seek(0)
            file.write(sound[:1])
    index.verify()


def test_what_a_killed_writer_left_does_not_stop_the_next(index: KeywordIndex, tmp_path: Path) -> None:
    folder = tmp_path / "keywords"
    segment = next(folder.glob("*.idx")).stem
    # The file of deletions that the next commit but one will want to write, begun by a process that died.
    stamp = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["opstamp"]
    left = [folder / f"{segment}.{stamp + ahead}.del" for ahead in range(1, 6)]
    for path in left:
        path.touch()
    with pytest.raises(IndexStoreError, match="FileAlreadyExists"):
        KeywordIndex(folder).replace([entry(1, "Mới")], remove_articles=["bai-1"])
    index.verify()
    assert not any(path.exists() for path in left)
    index.replace([entry(1, "Mới")], remove_articles=["bai-1"])
    assert index.count() == 4


def test_a_very_long_question_is_searched_by_its_first_words(index: KeywordIndex) -> None:
    assert index.search(["đền Cờn " + " ".join(f"x{n}" for n in range(5_000))], 1)[0][0] == "bai-3#0"


def test_what_others_write_is_mapped_only_when_asked_for(index: KeywordIndex, tmp_path: Path) -> None:
    # A thread that reads whatever appears would meet files that are just being replaced, and die of it.
    KeywordIndex(tmp_path / "keywords").replace([entry(5, "Bài của một tiến trình khác")])
    time.sleep(1.5)  # tantivy, where it watches a folder, looks every half second
    assert index.size() == 4
    index.reload()
    assert index.size() == 5
