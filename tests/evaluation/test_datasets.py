import gzip
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from bp_qa.errors import DatasetError
from bp_qa.evaluation.archive import add_archive, read_archive
from bp_qa.evaluation.datasets import load_dataset
from bp_qa.evaluation.golden import load_golden
from bp_qa.evaluation.heldout import is_held_out
from bp_qa.evaluation.squad import load_squad
from bp_qa.evaluation.texts import article_from_text, find_quote
from bp_qa.settings import Settings

SAMPLE = Path(__file__).parents[1] / "data" / "xquad_vi_sample.json"
CONTEXT = "Hội nghị ở Nghệ An.\nNghệ An có 12 đồn biên phòng."


def squad(path: Path, *questions: dict[str, Any], context: str = CONTEXT, title: str = "Bài") -> Path:
    data = {"data": [{"title": title, "paragraphs": [{"context": context, "qas": list(questions)}]}]}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def item(text: str, start: int, **more: Any) -> dict[str, Any]:
    return {"id": "q1", "question": "Ở đâu?", "answers": [{"text": text, "answer_start": start}], **more}


def test_shipped_sample_loads_and_every_answer_stands_where_it_says() -> None:
    sample = load_squad(SAMPLE)
    assert (len(sample.articles), len(sample.questions), sample.warnings) == (41, 162, ())
    texts = {article.id: article.text for article in sample.articles}
    for question in sample.questions:
        for gold in question.gold:
            assert texts[gold.article_id][gold.start : gold.end] in question.answers
    assert {question.split for question in sample.questions} == {"held-out", "train"}


def test_the_declared_occurrence_is_taken_across_paragraphs(tmp_path: Path) -> None:
    second = CONTEXT.index("Nghệ An", 20)
    loaded = load_squad(squad(tmp_path / "s.json", item("Nghệ An", second)))
    gold = loaded.questions[0].gold[0]
    text = loaded.articles[0].text
    assert text == "Hội nghị ở Nghệ An.\n\nNghệ An có 12 đồn biên phòng."
    assert (gold.start, gold.end) == (text.rindex("Nghệ An"), text.rindex("Nghệ An") + len("Nghệ An"))


def test_decomposed_text_is_composed_and_offsets_found_again(tmp_path: Path) -> None:
    context = unicodedata.normalize("NFD", CONTEXT)
    answer = unicodedata.normalize("NFD", "Nghệ An")
    loaded = load_squad(squad(tmp_path / "s.json", item(answer, context.rindex(answer)), context=context))
    gold = loaded.questions[0].gold[0]
    assert loaded.articles[0].text[gold.start : gold.end] == "Nghệ An"
    assert gold.start == loaded.articles[0].text.rindex("Nghệ An")
    assert loaded.questions[0].answers == ("Nghệ An",)


def test_a_misplaced_answer_is_kept_and_told(tmp_path: Path) -> None:
    loaded = load_squad(squad(tmp_path / "s.json", item("Hà Tĩnh", 3)))
    assert loaded.questions[0].answers == ("Hà Tĩnh",)
    assert loaded.questions[0].gold[0].end == len(loaded.articles[0].text)
    assert "1 answers do not stand" in loaded.warnings[0]


def test_squad_2_unanswerable(tmp_path: Path) -> None:
    raw = {
        "id": 7,
        "question": "Ai?",
        "answers": [],
        "is_impossible": True,
        "plausible_answers": [{"text": "x"}],
    }
    question = load_squad(squad(tmp_path / "s.json", raw)).questions[0]
    assert (question.id, question.answerable, question.gold) == ("7", False, ())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "not UTF-8 JSON"),
        ("[]", "SQuAD"),
        ('{"data": []}', "data"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', "context"),
        ('{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": 1}]}]}]}', "question"),
        ('{"data": [{"paragraphs": [{"context": " \\n ", "qas": []}]}]}', "empty"),
        (
            '{"data": [{"paragraphs": [{"context": "x", "qas": [{"id": 1, "question": "?"}]}]}]}',
            "is_impossible",
        ),
    ],
)
def test_malformed_squad_says_where(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=told):
        load_squad(path)


def test_repeated_question_id_and_binary_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="twice"):
        load_squad(squad(tmp_path / "s.json", item("Nghệ An", 0), item("Nghệ An", 0)))
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match="not UTF-8"):
        load_squad(tmp_path / "b.json")


def beir(folder: Path, **replaced: str) -> Path:
    files = {
        "corpus.jsonl": '{"_id": "d1", "title": "T", "text": "mot"}\n{"_id": "d2", "text": "hai"}\n',
        "queries.jsonl": '{"_id": "q1", "text": "hỏi một"}\n{"_id": "q2", "text": "hỏi hai"}\n',
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n",
        "qrels/dev.tsv": "query-id\tcorpus-id\tscore\nq2\td2\t1\nq1\td2\t1\n",
    } | replaced
    (folder / "qrels").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_beir_folder(tmp_path: Path) -> None:
    loaded = load_dataset(beir(tmp_path / "set"), Settings())
    assert [(question.id, question.split) for question in loaded.questions] == [("q1", "test")]
    assert [(gold.article_id, gold.relevance) for gold in loaded.questions[0].gold] == [("d1", 2)]
    everything = load_dataset(tmp_path / "set", Settings(), split="all")
    assert [question.split for question in everything.questions] == ["test", "dev"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("corpus.jsonl", "{]\n", "line 1: not JSON"),
        ("corpus.jsonl", '{"_id": "d1"}\n', '"text"'),
        ("queries.jsonl", '{"text": "x"}\n', '"_id"'),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1\n", "line 2"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq9\td1\t1\n", "queries.jsonl"),
    ],
)
def test_malformed_beir_says_where(tmp_path: Path, name: str, content: str, told: str) -> None:
    with pytest.raises(DatasetError, match=told):
        load_dataset(beir(tmp_path / "set", **{name: content}), Settings())


GOLD = {"id": "g", "question": "Đâu?", "kind": "place", "answerable": True, "split": "test"}
ARTICLE = article_from_text("bai", "Bài", CONTEXT)


def golden(folder: Path, *rows: dict[str, Any]) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "g.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_golden_quotes_become_offsets(tmp_path: Path) -> None:
    row = GOLD | {
        "gold": [{"article": "bai", "quote": "12 đồn biên phòng"}],
        "kind": "comparison",
        "full": "x",
    }
    question = load_golden(golden(tmp_path, row), [ARTICLE]).questions[0]
    assert ARTICLE.text[question.gold[0].start : question.gold[0].end] == "12 đồn biên phòng"
    assert question.gold_rule == "every"
    assert question.extra == {"full": "x"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"gold": [{"article": "bai", "quote": "13 đồn"}]}, "does not stand"),
        ({"gold": [{"article": "no", "quote": "12"}]}, "no article"),
        ({"gold": []}, "answerable"),
        ({"gold": [{"article": "bai", "quote": "12"}], "answers": "12"}, "answers"),
        ({"gold": [{"article": "bai", "quote": "12"}], "surprise": 1}, "surprise"),
    ],
)
def test_malformed_golden_says_where(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(DatasetError, match=told) as caught:
        load_golden(golden(tmp_path, GOLD | change), [ARTICLE])
    assert "line 1" in str(caught.value)


def test_repeated_golden_question_or_id_is_an_error(tmp_path: Path) -> None:
    first = GOLD | {"gold": [{"article": "bai", "quote": "12"}]}
    with pytest.raises(DatasetError, match="asks the same"):
        load_golden(golden(tmp_path, first, first | {"id": "h"}), [ARTICLE])
    with pytest.raises(DatasetError, match="taken"):
        load_golden(golden(tmp_path, first, first | {"question": "Khác?"}), [ARTICLE])
    with pytest.raises(DatasetError, match="No golden questions"):
        load_golden(tmp_path / "empty", [ARTICLE])


def archive(path: Path, *rows: dict[str, Any]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


NEWS = {
    "id": "n1",
    "title": "Tin",
    "date": "2024-02-27",
    "source": "Báo",
    "category": "xa-hoi",
    "lead": "Dẫn.",
}


def test_archive_articles_are_distractors_without_the_sets_own(tmp_path: Path) -> None:
    loaded = load_squad(squad(tmp_path / "s.json", item("Nghệ An", 11), title="Một tiêu đề thật dài"))
    rows = (
        NEWS | {"text": "Nội dung."},
        NEWS | {"id": "n2", "title": "MỘT tiêu đề thật dài", "text": "Bản khác."},
        NEWS | {"id": "n3", "title": "Chép lại", "lead": "", "text": CONTEXT},
    )
    both = add_archive(loaded, archive(tmp_path / "a.jsonl.gz", *rows), "Asia/Ho_Chi_Minh")
    assert [article.id for article in both.articles[1:]] == ["n1"]
    added = both.articles[1]
    assert (added.text, added.section) == ("Dẫn.\n\nNội dung.", "xa-hoi")
    assert added.published is not None
    assert added.published.isoformat() == "2024-02-27T00:00:00+07:00"
    assert "2 archive articles" in both.warnings[0]


def test_unreadable_archive_is_told(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.jsonl.gz", NEWS | {"text": "x"}).read_bytes()
    for name, content in {
        "cut.jsonl.gz": whole[:-12],
        "plain.jsonl.gz": b"{}",
        "bad.jsonl": b'{"id": 3}\n',
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DatasetError, match=name.replace(".", r"\.")):
            read_archive(tmp_path / name, "Asia/Ho_Chi_Minh")
    with pytest.raises(DatasetError, match="27/2/2024"):
        read_archive(archive(tmp_path / "d.jsonl.gz", NEWS | {"date": "27/2/2024"}), "Asia/Ho_Chi_Minh")


def test_split_and_limit() -> None:
    held_out = load_dataset(SAMPLE, Settings(), split="held-out")
    assert all(is_held_out(question.extra["title"]) for question in held_out.questions)
    few = load_dataset(SAMPLE, Settings(), limit=10)
    assert len(few.questions) == 10
    assert few.questions == load_dataset(SAMPLE, Settings(), limit=10).questions
    more = {question.id for question in load_dataset(SAMPLE, Settings(), limit=30).questions}
    assert {question.id for question in few.questions} <= more
    assert len(few.articles) == 41


def test_wrong_split_limit_and_path_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="held-out, train, all"):
        load_dataset(SAMPLE, Settings(), split="dev")
    with pytest.raises(DatasetError, match="at least 1"):
        load_dataset(SAMPLE, Settings(), limit=0)
    with pytest.raises(DatasetError, match="no data set"):
        load_dataset(tmp_path / "nowhere.json", Settings())


def test_find_quote_takes_the_nearest_and_bridges_paragraphs() -> None:
    text = "an an\n\nan an"
    assert find_quote(text, "an", 7) == (7, 9)
    assert find_quote(text, "an an an", 0) == (0, 9)
    assert find_quote(text, "on") is None
    assert find_quote(text, "  ") is None


def test_held_out_is_about_three_tenths_and_stable() -> None:
    share = sum(is_held_out(f"Bài {number}") for number in range(2000)) / 2000
    assert 0.26 < share < 0.34
    assert is_held_out("Super_Bowl_50")
    assert not is_held_out("Warsaw")
