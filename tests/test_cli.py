"""The command line as scripts rely on it: what each verb prints, where, and its exit status."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bp_qa.cli
import bp_qa.engine
import bp_qa.evaluation.evaluation
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.settings import load_settings

CORPUS = Path(__file__).parents[1] / "corpus"
NAMES = ("2024-02-27-hoang-mai-so-ket-ngay-bien-phong", "2025-06-01-le-hoi-den-con-quynh-phuong")
QUESTION = "Ai là Chính ủy Bộ đội Biên phòng tỉnh phát biểu tại hội nghị?"
CITATION_KEYS = {"number", "article_id", "title", "published", "section", "path", "start", "end", "quote"}
CITATION_KEYS |= {"also_in"}
SAMPLE = Path(__file__).parent / "data" / "xquad_vi_sample.json"
RETRIEVAL_KEYS = {"recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10"}
EVALUATION_KEYS = {
    "answers": {"em", "f1", "sentence_accuracy", "list_recall"},
    "citations": {"precision", "recall"},
    "abstention": {"auroc", "precision", "recall", "f1", "answered_rate"},
    "latency_ms": {"p50", "p95"},
}
PAGE = "XÃ HỘI\nLễ ra quân đầu năm\n17:16, 27/02/2024\nSáng 27/2, đồn biên phòng ra quân tuần tra.\nPV\n"


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Path:
    """A folder with a corpus of two articles and its index."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "corpus").mkdir()
    for name in NAMES:
        shutil.copy(CORPUS / f"{name}.md", folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    engine = bp_qa.engine.Engine(settings, embeddings=embeddings)
    engine.sync()
    engine.index.close()
    return folder


@pytest.fixture
def folder(synced: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(synced, tmp_path / "own", copy_function=shutil.copy2)
    return tmp_path / "own"


@pytest.fixture
def run(
    embeddings: TextEmbeddings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Runs the command line in this process, with the model that is open already."""
    monkeypatch.setattr(bp_qa.engine, "open_embeddings", lambda _settings: embeddings)

    def call(folder: Path, *arguments: str) -> Outcome:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            bp_qa.cli.main(["--corpus", str(folder / "corpus"), "--index", str(folder / "index"), *arguments])
        captured = capfd.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    return call


def in_process_of_its_own(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bp_qa", *arguments], capture_output=True, timeout=250, check=False, **options
    )


def one_line(text: str) -> str:
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text


def test_sync_json(run: Run, folder: Path) -> None:
    (folder / "corpus" / f"{NAMES[1]}.md").unlink()
    outcome = run(folder, "sync", "--json")
    report = outcome.json()
    assert outcome.status == 0
    assert report.pop("seconds") >= 0
    assert report == {
        "added": [],
        "updated": [],
        "deleted": [NAMES[1]],
        "unchanged": 1,
        "embedded_chunks": 0,
        "repaired": [],
        "rebuilt": "",
        "failed": [],
    }


def test_sync_names_what_it_cannot_read_and_indexes_the_rest(run: Run, folder: Path) -> None:
    (folder / "corpus" / "hong.md").write_text("không có phần đầu", encoding="utf-8")
    outcome = run(folder, "sync", "--json")
    assert outcome.status == 2
    assert [item["id"] for item in outcome.json()["failed"]] == ["hong"]
    assert "hong" in one_line(outcome.err)
    assert outcome.json()["unchanged"] == 2


def test_ask_json(run: Run, synced: Path) -> None:
    outcome = run(synced, "ask", QUESTION, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    answer = outcome.json()
    assert {"question", "answer", "abstained", "confidence", "citations", "passages", "timings_ms"} <= set(
        answer
    )
    assert answer["question"] == QUESTION
    assert 0 <= answer["confidence"] <= 1
    assert answer["timings_ms"]["total"] > 0
    assert not answer["abstained"]
    engine_articles = {name: (synced / "corpus" / f"{name}.md") for name in NAMES}
    for citation in answer["citations"]:
        assert set(citation) == CITATION_KEYS
        assert Path(citation["path"]) == engine_articles[citation["article_id"]]
    for passage in answer["passages"]:
        assert {"article_id", "start", "end", "text", "score"} <= set(passage)
    assert "[1]" in answer["answer"]


def test_ask_takes_history_and_abstains_with_status_nought(run: Run, synced: Path) -> None:
    outcome = run(synced, "ask", "Giá vàng hôm nay bao nhiêu?", "--history", QUESTION, "--json")
    assert outcome.status == 0
    assert outcome.json()["abstained"]
    assert outcome.json()["citations"] == []


def test_ask_for_a_person_shows_answer_and_sources(run: Run, synced: Path) -> None:
    outcome = run(synced, "ask", "chinh uy bdbp tinh phat bieu tai hoi nghi la ai")
    assert outcome.status == 0
    assert "Đã hiểu là:" in outcome.out


def test_batch_keeps_order_and_ids(run: Run, synced: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows: list[dict[str, Any]] = [
        {"id": "z", "question": QUESTION},
        {"id": 7, "question": "Lễ hội đền Cờn ở đâu?\u2028", "history": [QUESTION]},
        {"question": "nửa chữ \ud83d"},
    ]
    batch.write_text(
        "\n\n".join(json.dumps(row, ensure_ascii=row["question"] != rows[1]["question"]) for row in rows),
        encoding="utf-8",
    )
    outcome = run(synced, "ask", "--batch", str(batch), "--json")
    assert (outcome.status, outcome.err) == (0, "")
    answers = [json.loads(line) for line in outcome.out.split("\n") if line]
    assert [answer["id"] for answer in answers] == ["z", 7, None]
    assert [answer["question"] for answer in answers[:2]] == [row["question"] for row in rows[:2]]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        "{}",
        '{"question": 1}',
        '{"question": "x", "history": "y"}',
        '{"question": "x", "history": [1]}',
    ],
)
def test_a_bad_batch_line_is_named_before_anything_is_asked(
    run: Run, synced: Path, tmp_path: Path, line: str
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(f'{{"question": "x"}}\n{line}\n', encoding="utf-8")
    outcome = run(synced, "ask", "--batch", str(batch), "--json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "line 2" in one_line(outcome.err)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_an_unreadable_batch_file(run: Run, synced: Path, tmp_path: Path, content: bytes | None) -> None:
    batch = tmp_path / "batch.jsonl"
    if content is not None:
        batch.write_bytes(content)
    outcome = run(synced, "ask", "--batch", str(batch), "--json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "batch.jsonl" in one_line(outcome.err)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "keyword"])
def test_search_json(run: Run, synced: Path, mode: str) -> None:
    outcome = run(synced, "search", "lễ hội đền Cờn", "--mode", mode, "-k", "3", "--json")
    found = outcome.json()
    assert outcome.status == 0
    assert found["mode"] == mode
    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3]
    assert found["passages"][0]["article_id"] == NAMES[1]


def test_list_json(run: Run, synced: Path) -> None:
    listed = run(synced, "list", "--json").json()
    assert [item["article_id"] for item in listed] == [NAMES[1], NAMES[0]]
    assert set(listed[0]) == {"article_id", "title", "published", "section", "path"}


def test_remove_keeps_the_file_and_drops_the_article(run: Run, folder: Path) -> None:
    outcome = run(folder, "remove", NAMES[1], "--json")
    assert outcome.status == 0
    assert outcome.json()["removed"] == NAMES[1]
    assert outcome.json()["sync"]["deleted"] == [NAMES[1]]
    assert Path(outcome.json()["kept"]).is_file()
    assert NAMES[1] in one_line(run(folder, "remove", NAMES[1]).err)


def test_add_takes_the_good_and_names_the_bad(run: Run, folder: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "tot.txt", tmp_path / "hong.pdf"
    good.write_text(PAGE, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 nothing")
    outcome = run(folder, "add", str(bad), str(good), str(tmp_path / "missing.txt"), "--json")
    added = outcome.json()
    assert outcome.status == 2
    assert [item["title"] for item in added["added"]] == ["Lễ ra quân đầu năm"]
    assert {"hong.pdf", "missing.txt"} == {Path(item["file"]).name for item in added["failed"]}
    assert added["sync"]["added"] == [added["added"][0]["article_id"]]
    assert added["sync"]["unchanged"] == 2
    assert "Traceback" not in outcome.err
    assert run(folder, "add", str(good), "--json").json()["duplicates"]


def test_add_begins_an_archive(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "missing.txt"
    assert "missing.txt" in one_line(run(tmp_path, "add", str(bad)).err)
    good = tmp_path / "tot.txt"
    good.write_text(PAGE, encoding="utf-8")
    assert run(tmp_path, "add", str(good), "--json").json()["sync"]["unchanged"] == 0
    assert len(list((tmp_path / "corpus").glob("*.md"))) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["--nope"],
        ["ask"],
        ["ask", "x", "--batch", "y"],
        ["ask", "--batch", "y"],
        ["ask", "--batch", "y", "--history", "z", "--json"],
        ["search", "x", "-k", "0"],
        ["search", "x", "--mode", "nope"],
        ["remove", "../x"],
        ["add"],
        ["eval", "missing.json"],
    ],
)
def test_usage_errors(run: Run, synced: Path, arguments: list[str]) -> None:
    outcome = run(synced, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert one_line(outcome.err).startswith("bp-qa: ")


@pytest.mark.parametrize("verb", [["sync"], ["ask", "x"], ["list"], ["search", "x"]])
def test_a_missing_corpus_is_said(run: Run, tmp_path: Path, verb: list[str]) -> None:
    outcome = run(tmp_path, *verb)
    assert (outcome.status, outcome.out) == (2, "")
    assert "does not exist" in one_line(outcome.err)


def test_a_lost_index_is_made_anew_before_asking(run: Run, folder: Path) -> None:
    shutil.rmtree(folder / "index" / "keywords")
    found = run(folder, "search", "lễ hội đền Cờn", "--mode", "keyword", "--json")
    assert found.json()["passages"][0]["article_id"] == NAMES[1]


def test_a_bad_setting_is_said(run: Run, synced: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BP_QA_TOP_K", "many")
    assert "BP_QA_TOP_K" in one_line(run(synced, "list").err)


def test_words_of_the_desk_that_cannot_be_read_are_said(
    run: Run, synced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BP_QA_THESAURUS", str(synced / "none.tsv"))
    assert "BP_QA_THESAURUS: cannot read" in one_line(run(synced, "ask", "Lễ hội ở đâu?").err)


def test_eval_json_and_report(
    run: Run, tmp_path: Path, embeddings: TextEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bp_qa.evaluation.evaluation, "open_embeddings", lambda _settings: embeddings)
    report = tmp_path / "not-there-yet" / "report"
    options = ("--limit", "3", "--mode", "hybrid", "--report", str(report), "--json")
    outcome = run(tmp_path, "eval", str(SAMPLE), *options)
    assert outcome.status == 0, outcome.err
    measured = outcome.json()
    for group, names in EVALUATION_KEYS.items():
        assert names <= set(measured[group]), group
    assert set(measured["retrieval"]["hybrid"]) >= RETRIEVAL_KEYS
    assert not {"dense", "keyword"} & set(measured["retrieval"])
    assert (measured["n_questions"], measured["n_articles"]) == (3, 41)
    assert isinstance(measured["dataset"], str)
    assert "Traceback" not in outcome.err
    written = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert {name: written[name] for name in measured} == measured
    page = (report / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert measured["dataset"] in page
    # The user's own folders are left alone.
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "corpus").exists()


def test_eval_for_a_person_names_the_report(
    run: Run, tmp_path: Path, embeddings: TextEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bp_qa.evaluation.evaluation, "open_embeddings", lambda _settings: embeddings)
    options = ("--limit", "1", "--mode", "hybrid", "--report", str(tmp_path / "r"))
    outcome = run(tmp_path, "eval", str(SAMPLE), *options)
    assert outcome.status == 0, outcome.err
    assert "report.html" in outcome.out
    assert {file.name for file in (tmp_path / "r").iterdir()} >= {"report.html", "report.json"}


def test_version_and_help_need_no_archive() -> None:
    assert in_process_of_its_own("--version").stdout.startswith(b"bp-qa ")
    helped = in_process_of_its_own()
    assert helped.returncode == 0
    assert b"Commands:" in helped.stdout


def test_a_process_of_its_own_prints_json_in_utf8_and_nothing_else(synced: Path) -> None:
    paths = {"BP_QA_CORPUS": str(synced / "corpus"), "BP_QA_INDEX": str(synced / "index")}
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = in_process_of_its_own("search", "đền Cờn \udcff", "--json", env=os.environ | paths | ascii_only)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["passages"][0]["article_id"] == NAMES[1]
    assert done.stderr == b""


def test_a_reader_that_goes_away_is_no_error(synced: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [
        sys.executable,
        "-m",
        "bp_qa",
        "--corpus",
        str(synced / "corpus"),
        "--index",
        str(synced / "index"),
    ]
    with subprocess.Popen([*command, "list", "--json"], stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(250) == 0
    assert said == b""
