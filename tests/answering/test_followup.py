"""Follow-up questions, with the real embedding model."""

import time

import pytest

from bp_qa.answering.followup import Dependence, dependence, resolve, topic
from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.vietnamese.diacritics import looks_english


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Còn cá nhân thì sao?", Dependence.CERTAIN),
        ("Năm 2019 thì sao?", Dependence.CERTAIN),
        ("Ai phát biểu ở đó?", Dependence.CERTAIN),
        ("Kể thêm", Dependence.CERTAIN),
        ("Kế hoạch cả năm là bao nhiêu?", Dependence.PERHAPS),
        ("Đồn Biên phòng Quỳnh Phương phụ trách bao nhiêu km bờ biển?", Dependence.ALONE),
        ("Năm 1979 Bộ đội Biên phòng thuộc bộ nào?", Dependence.ALONE),
        ("chống khai thác thủy sản bất hợp pháp", Dependence.ALONE),
    ],
)
def test_dependence(question: str, expected: Dependence) -> None:
    assert dependence(question) is expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (
            "Có bao nhiêu tập thể được khen thưởng ở Hoàng Mai?",
            "Còn cá nhân thì sao?",
            "Có bao nhiêu cá nhân được khen thưởng ở Hoàng Mai?",
        ),
        (
            "Năm 2024 BĐBP nhận huân chương gì?",
            "Năm 2019 thì sao?",
            "Năm 2019 BĐBP nhận huân chương gì?",
        ),
        (
            "Bao nhiêu cá nhân được khen nhân dịp sơ kết Ngày Biên phòng toàn dân?",
            "còn tập thể thì sao?",
            "Bao nhiêu tập thể được khen nhân dịp sơ kết Ngày Biên phòng toàn dân?",
        ),
        (
            "Huyện Kỳ Sơn có bao nhiêu lao động được giải quyết việc làm?",
            "Thế còn Quỳnh Lưu?",
            "Huyện Quỳnh Lưu có bao nhiêu lao động được giải quyết việc làm?",
        ),
        (
            "Năm 1979 Bộ đội Biên phòng thuộc bộ nào?",
            "Đến năm 1987 thì sao?",
            "Đến năm 1987 Bộ đội Biên phòng thuộc bộ nào?",
        ),
        (
            "Năm 2024 thị xã Hoàng Mai có bao nhiêu hộ nghèo?",
            "Còn ở xã Keng Đu năm 2019 thì sao?",
            "năm 2019 ở xã Keng Đu có bao nhiêu hộ nghèo?",
        ),
        (
            "Năm 2024 thị xã Hoàng Mai có bao nhiêu hộ nghèo?",
            "Còn giai đoạn 2019 đến 2023?",
            "giai đoạn 2019 đến 2023 thị xã Hoàng Mai có bao nhiêu hộ nghèo?",
        ),
        ("Từ năm 2019 đến năm 2024 trao bao nhiêu quà?", "Còn năm 2018?", "năm 2018 trao bao nhiêu quà?"),
    ],
)
def test_what_the_new_question_replaces(
    embeddings: TextEmbeddings, earlier: str, question: str, expected: str
) -> None:
    assert resolve(question, [earlier], embeddings.encode_queries).text == expected


_MERIT = "How many certificates of merit were given in Hoang Mai in 2024?"
_CARRIED = "certificates of merit were given in Hoang Mai in 2024"


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (_MERIT, "What about 2019?", "How many certificates of merit were given in Hoang Mai in 2019?"),
        (
            _MERIT,
            "What about the year 2019?",
            "How many certificates of merit were given in Hoang Mai in 2019?",
        ),
        (_MERIT, "in 2019?", "How many certificates of merit were given in Hoang Mai in 2019?"),
        (
            _MERIT,
            "How about 27 February 2023?",
            "How many certificates of merit were given in Hoang Mai on 27 February 2023?",
        ),
        (
            _MERIT,
            "And between 2019 and 2023?",
            "How many certificates of merit were given in Hoang Mai between 2019 and 2023?",
        ),
        (_MERIT, "And in Laos?", "How many certificates of merit were given in Laos in 2024?"),
        (_MERIT, "What about Quynh Luu?", "How many certificates of merit were given in Quynh Luu in 2024?"),
        (_MERIT, "And in Laos in 2019?", "How many certificates of merit were given in Laos in 2019?"),
        (
            _MERIT,
            "And the individuals?",
            "How many certificates of merit were given in Hoang Mai in 2024, and the individuals?",
        ),
        (
            "How many collectives were commended in Hoang Mai?",
            "And the individuals?",
            "How many individuals were commended in Hoang Mai?",
        ),
        (
            "How many houses were built in Nghe An since 2023?",
            "And in Ky Son district?",
            "How many houses were built in Ky Son district since 2023?",
        ),
        ("When was the Border Guard founded?", "And in Laos?", "When was the Border Guard founded in Laos?"),
        ("Which awards were given?", "What about 2019?", "Which awards were given in 2019?"),
        ("In 2024, how many gifts were given?", "And 2019?", "In 2019, how many gifts were given?"),
        (_MERIT, "And how many individuals?", f"How many individuals (about: {_CARRIED})?"),
        (_MERIT, "How many of them were there?", f"How many of them were there (about: {_CARRIED})?"),
        (_MERIT, "Why was that?", f"Why was that (about: {_CARRIED})?"),
        (_MERIT, "Why?", f"Why (about: {_CARRIED})?"),
        (
            "When did the conference in Hoang Mai take place?",
            "Who spoke there?",
            "Who spoke there (about: the conference in Hoang Mai)?",
        ),
        (
            "Who spoke at the conference in Hoang Mai?",
            "When did it take place?",
            "When did it take place (about: spoke at the conference in Hoang Mai)?",
        ),
        (
            "When was the conference in Hoang Mai held?",
            "And where was it held?",
            "Where was it held (about: the conference in Hoang Mai)?",
        ),
    ],
)
def test_follow_ups_in_english(
    embeddings: TextEmbeddings, earlier: str, question: str, expected: str
) -> None:
    found = resolve(question, [earlier], embeddings.encode_queries)
    assert found.text == expected
    assert found.dependence is Dependence.CERTAIN
    assert looks_english(found.text)


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (
            "Năm 1979 Bộ đội Biên phòng thuộc bộ nào?",
            "What about 1987?",
            "Năm 1987 Bộ đội Biên phòng thuộc bộ nào?",
        ),
        (
            "Có bao nhiêu tập thể được khen ở Hoàng Mai năm 2024?",
            "And on 27 February 2023?",
            "Có bao nhiêu tập thể được khen ở Hoàng Mai ngày 27/2/2023?",
        ),
        (
            "Có bao nhiêu tập thể được khen ở Hoàng Mai năm 2024?",
            "And in Quynh Luu?",
            "Có bao nhiêu tập thể được khen ở Quynh Luu năm 2024?",
        ),
        (_MERIT, "Còn ở Lào?", "How many certificates of merit were given in Lào in 2024?"),
        (_MERIT, "Năm 2019 thì sao?", "How many certificates of merit were given in Hoang Mai in 2019?"),
        (_MERIT, "Ai phát biểu ở đó?", f"Ai phát biểu ở đó (về: {_CARRIED})?"),
    ],
)
def test_follow_ups_in_the_other_language(
    embeddings: TextEmbeddings, earlier: str, question: str, expected: str
) -> None:
    assert resolve(question, [earlier], embeddings.encode_queries).text == expected


@pytest.mark.parametrize(
    "question",
    [
        "Tell me more",
        "Can you tell me more about it?",
        "More details, please",
        "What else?",
        "And what else?",
        "Anything else?",
        "Is there anything else?",
    ],
)
def test_more_is_asked_for_in_english(embeddings: TextEmbeddings, question: str) -> None:
    found = resolve(question, [_MERIT], embeddings.encode_queries)
    assert found.text == _MERIT
    assert found.more == 1


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of Laos?",
        "And who is the president of Laos?",
        "When was the Border Guard founded?",
        "And in which year was the Border Guard founded?",
        "What about the Border Guard, when was it founded?",
        "What about how many soldiers were decorated in Laos in 2020?",
        "And the Border Guard was founded in 1959?",
        "When did the Border Guard change its name?",
        "How does Vietnam protect its border?",
        "How many soldiers are there in Nghe An?",
        "Is it true that the Border Guard was founded in 1959?",
        "How long does it take to get to Nam Can?",
        "What happened in Hoang Mai this year?",
        "What is the law that protects Vietnam's land border?",
        "How many of those who live in Keng Du are poor?",
        "What else was given in Hoang Mai in 2024?",
        "Tell me more about the Law on Border Defence",
        "Thank you",
    ],
)
def test_english_questions_that_stand_alone(embeddings: TextEmbeddings, question: str) -> None:
    found = resolve(question, [_MERIT], embeddings.encode_queries)
    assert found.text == question
    assert found.dependence is Dependence.ALONE
    assert found.more == 0


def test_the_topic_is_carried_over(embeddings: TextEmbeddings) -> None:
    found = resolve(
        "Ai phát biểu ở đó?", ["Hội nghị sơ kết ở Hoàng Mai diễn ra khi nào?"], embeddings.encode_queries
    )
    assert found.dependence is Dependence.CERTAIN
    assert "Ai phát biểu" in found.text
    assert "Hội nghị sơ kết ở Hoàng Mai" in found.text


def test_the_topic_lasts_over_several_questions(embeddings: TextEmbeddings) -> None:
    history = ["Hội nghị sơ kết ở Hoàng Mai diễn ra khi nào?", "Ai phát biểu ở đó?"]
    assert "Hoàng Mai" in resolve("Ông ấy giữ chức vụ gì?", history, embeddings.encode_queries).text


def test_more_asks_the_same_again(embeddings: TextEmbeddings) -> None:
    found = resolve("Kể thêm", ["Ai trao giấy khen ở Hoàng Mai?"], embeddings.encode_queries)
    assert found.more
    assert found.text == "Ai trao giấy khen ở Hoàng Mai?"


def test_a_question_of_its_own_is_left_alone(embeddings: TextEmbeddings) -> None:
    question = "Luật Biên phòng Việt Nam có hiệu lực từ ngày nào?"
    found = resolve(question, ["Ai trao giấy khen ở Hoàng Mai?"], embeddings.encode_queries)
    assert found.text == question


def test_without_history_nothing_is_changed(embeddings: TextEmbeddings) -> None:
    assert resolve("Còn cá nhân thì sao?", [], embeddings.encode_queries).text == "Còn cá nhân thì sao?"


@pytest.mark.parametrize(
    "question",
    [
        "Tiếp giáp với thị xã Hoàng Mai là huyện nào?",
        "Tiếp tục thực hiện Nghị quyết 33 như thế nào?",
        "Cho biết thêm về Luật Biên phòng Việt Nam",
        "Cảm ơn bạn",
        "Xin chào",
    ],
)
def test_what_only_begins_like_a_follow_up_stands_alone(embeddings: TextEmbeddings, question: str) -> None:
    found = resolve(question, ["Ai là chính ủy BĐBP Nghệ An?"], embeddings.encode_queries)
    assert found.text == question
    assert found.dependence is Dependence.ALONE
    assert found.more == 0


@pytest.mark.parametrize(
    "question", ["Thế giới có bao nhiêu ca nhiễm?", "Riêng tỉnh Nghệ An có bao nhiêu km đường biên?"]
)
def test_what_may_be_whole_is_asked_alone_too(question: str) -> None:
    assert dependence(question) is Dependence.PERHAPS


def test_asking_for_more_twice_is_told_from_once(embeddings: TextEmbeddings) -> None:
    history = ["Ai trao giấy khen ở Hoàng Mai?", "Kể thêm"]
    assert resolve("Nói thêm đi", history, embeddings.encode_queries).more == 2


def test_a_long_conversation_costs_little(embeddings: TextEmbeddings) -> None:
    history = ["Ở Hoàng Mai có gì " + "và xã kia " * 200 + "không?", *["Còn Vinh thì sao?"] * 30]
    started = time.perf_counter()
    resolve("Còn Quỳnh Lưu thì sao?", history, embeddings.encode_queries)
    assert time.perf_counter() - started < 2


def test_a_lead_repeated_without_end_is_one_lead() -> None:
    assert dependence("and what about " * 2_000 + "how many were given?") is Dependence.CERTAIN


def test_topic_drops_what_asks() -> None:
    assert topic("Lễ thành lập diễn ra ngày nào?") == "Lễ thành lập diễn ra"
    assert topic("When was the founding ceremony held?") == "the founding ceremony"
