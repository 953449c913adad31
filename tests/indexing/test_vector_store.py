"""What every vector store must do, run against a local folder and a real Chroma server."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
import pytest
from chroma_server import chroma_server

from bp_qa.errors import DamagedIndexError, IndexStoreError
from bp_qa.indexing.chunking import Chunk
from bp_qa.indexing.filters import ChunkFilter
from bp_qa.indexing.vectors import COLLECTION, VectorStore
from bp_qa.settings import Settings, load_settings

DAYS = (datetime(2019, 3, 3, tzinfo=UTC), datetime(2024, 2, 27, tzinfo=UTC), None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=["folder", "server"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    return load_settings(chroma_url=None if request.param == "folder" else request.getfixturevalue("server"))


@pytest.fixture
def store(store_settings: Settings, tmp_path: Path) -> Iterator[VectorStore]:
    store = VectorStore(store_settings, tmp_path / "chroma")
    yield store
    store.clear()
    store.close()


def unit_vectors(count: int, seed: int = 0) -> npt.NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, 64)).astype(np.float32)
    unit: npt.NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def put(store: VectorStore, vectors: npt.NDArray[np.float32], name: str = "bai") -> list[str]:
    chunks = [
        Chunk(f"{name}-{n}#0", f"{name}-{n}", 0, 4, f"Đoạn {n}", "body", "") for n in range(len(vectors))
    ]
    sections = ["Quốc phòng" if n % 2 else "Văn hóa" for n in range(len(vectors))]
    store.upsert(chunks, vectors, ["Bài"] * len(chunks), sections, [DAYS[n % 3] for n in range(len(chunks))])
    return [chunk.id for chunk in chunks]


def test_empty_store(store: VectorStore) -> None:
    assert (store.count(), store.chunk_ids()) == (0, set())
    assert store.search(unit_vectors(1)[0], 5) == []
    assert store.search(unit_vectors(1)[0], 5, ChunkFilter(section="x")) == []
    assert store.vectors(["x"]) == {}
    assert store.vectors([]) == {}
    store.delete(["x"])
    store.delete_articles(["x"])
    store.verify(["x"])


def test_search_gives_cosines_best_first_as_exact_search_does(store: VectorStore) -> None:
    vectors = unit_vectors(300)
    ids = put(store, vectors)
    asked = unit_vectors(1, seed=9)[0]
    exact = vectors @ asked
    best = np.argsort(-exact)[:10]
    found = store.search(asked, 10)
    assert [id_ for id_, _ in found] == [ids[n] for n in best]
    assert [score for _, score in found] == pytest.approx(exact[best], abs=1e-4)
    assert len(store.search(asked, 1000)) == 300
    assert store.search(asked, 0) == []


def test_more_chunks_than_a_batch_and_reading_them_back(store: VectorStore) -> None:
    vectors = unit_vectors(2_300)
    ids = put(store, vectors)
    assert store.count() == 2_300
    assert store.chunk_ids() == set(ids)
    stored = store.vectors(ids)
    assert np.allclose([stored[id_] for id_ in ids], vectors, atol=1e-5)
    store.verify(ids[::50])
    store.delete(ids[:2_200])
    assert store.chunk_ids() == set(ids[2_200:])


def saved_every(folder: Path) -> int:
    collection = chromadb.PersistentClient(path=f"{folder}/.").get_collection(
        COLLECTION, embedding_function=None
    )
    return int((collection.configuration.get("hnsw") or {}).get("sync_threshold") or 0)


def graph_size(folder: Path) -> int:
    return max((path.stat().st_size for path in folder.rglob("data_level0.bin")), default=0)


def test_in_bulk_the_graph_is_saved_less_often_and_at_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    store = VectorStore(load_settings(), folder)
    vectors = unit_vectors(2500)
    with store.bulk(articles=3000):
        ids = put(store, vectors)
        assert saved_every(folder) == 3000
        assert graph_size(folder) < vectors.nbytes / 4
    assert saved_every(folder) == 1000
    assert graph_size(folder) >= vectors.nbytes
    assert store.search(vectors[2400], 1)[0][0] == ids[2400]
    store.close()


def test_a_process_that_died_in_bulk_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    dying = VectorStore(load_settings(), folder)
    vectors = unit_vectors(1500)
    never_left = dying.bulk(articles=5000)
    never_left.__enter__()
    ids = put(dying, vectors)
    dying.close()
    store = VectorStore(load_settings(), folder)
    with store.bulk(articles=0):
        assert store.search(vectors[1499], 1)[0][0] == ids[1499]
    assert (saved_every(folder), store.count()) == (1000, 1500)
    store.close()


def test_upsert_replaces_a_chunk_of_the_same_id(store: VectorStore) -> None:
    put(store, unit_vectors(3))
    newer = unit_vectors(3, seed=5)
    ids = put(store, newer)
    assert store.count() == 3
    [(found, cosine)] = store.search(newer[1], 1)
    assert found == ids[1]
    assert cosine == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (ChunkFilter(section="Quốc phòng"), {1, 3, 5}),
        (ChunkFilter(published_from=int(DAYS[1].timestamp()) if DAYS[1] else 0), {1, 4}),
        (ChunkFilter(published_to=int(DAYS[0].timestamp()) if DAYS[0] else 0), {0, 3}),
        (ChunkFilter(published_from=0, published_to=2**31, section="Văn hóa"), {0, 4}),
        (ChunkFilter(article_ids=("bai-2", "bai-5")), {2, 5}),
        (ChunkFilter(section="Thể thao"), set()),
    ],
)
def test_filters(store: VectorStore, only: ChunkFilter, expected: set[int]) -> None:
    put(store, unit_vectors(6))
    found = store.search(unit_vectors(1, seed=2)[0], 10, only)
    assert {id_ for id_, _ in found} == {f"bai-{n}#0" for n in expected}


def test_articles_are_deleted_with_all_their_chunks(store: VectorStore) -> None:
    put(store, unit_vectors(250))
    store.delete_articles([f"bai-{n}" for n in range(240)])
    assert store.chunk_ids() == {f"bai-{n}#0" for n in range(240, 250)}


def test_clear_leaves_an_empty_store_that_other_clients_find(
    store: VectorStore, store_settings: Settings, tmp_path: Path
) -> None:
    put(store, unit_vectors(5))
    other = VectorStore(store_settings, tmp_path / "chroma")
    store.clear()
    assert store.count() == 0
    newer = unit_vectors(5, seed=7)
    ids = put(store, newer)
    other.reopen()
    assert other.search(newer[0], 1)[0][0] == ids[0]
    other.close()


def test_a_search_in_a_collection_that_another_process_made_anew(
    store: VectorStore, store_settings: Settings, tmp_path: Path
) -> None:
    put(store, unit_vectors(5))
    other = VectorStore(store_settings, tmp_path / "chroma")
    other.clear()
    newer = unit_vectors(5, seed=7)
    ids = put(other, newer)
    assert store.search(newer[0], 1)[0][0] == ids[0]
    other.close()


def test_reopening_leaves_other_clients_and_running_searches_alone(
    store: VectorStore, store_settings: Settings, tmp_path: Path
) -> None:
    vectors = unit_vectors(50)
    ids = put(store, vectors)
    other = VectorStore(store_settings, tmp_path / "chroma")
    foreign = chromadb.PersistentClient(path=str(tmp_path / "foreign"))
    kept = foreign.get_or_create_collection("kept-apart", embedding_function=None)
    failures: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                assert store.search(vectors[3], 1)[0][0] == ids[3]
            except BaseException as error:  # noqa: BLE001 - whatever goes wrong in a thread is to be told
                failures.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        store.reopen()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert other.search(vectors[4], 1)[0][0] == ids[4]
    assert kept.count() == 0
    other.close()


def test_a_damaged_embedding_is_noticed(store: VectorStore) -> None:
    vectors = unit_vectors(3)
    vectors[1] *= 7
    ids = put(store, vectors)
    store.verify(ids[:1])
    if np.linalg.norm(store.vectors(ids)[ids[1]]) > 2:
        with pytest.raises(IndexStoreError, match="damaged"):
            store.verify(ids)


def test_lost_files_are_noticed(tmp_path: Path) -> None:
    store = VectorStore(load_settings(), tmp_path / "chroma")
    (tmp_path / "chroma" / "chroma.sqlite3").unlink()
    with pytest.raises(DamagedIndexError, match="gone"):
        store.verify(["x"])


def test_no_server_is_an_error_that_names_the_address_and_the_setting(tmp_path: Path) -> None:
    settings = load_settings(chroma_url="http://127.0.0.1:9")
    with pytest.raises(IndexStoreError, match=r"http://127\.0\.0\.1:9 .*BP_QA_CHROMA_URL"):
        VectorStore(settings, tmp_path)


def test_a_server_that_goes_away_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "data") as url:
        store = VectorStore(load_settings(chroma_url=url), tmp_path)
        put(store, unit_vectors(2))
    with pytest.raises(IndexStoreError, match="Check BP_QA_CHROMA_URL"):
        store.search(unit_vectors(1)[0], 1)
    with pytest.raises(IndexStoreError, match="Check BP_QA_CHROMA_URL"):
        put(store, unit_vectors(1))
