from bp_qa.web.mentions import Mention, mentions

TEXT = (
    "Thượng tá Lê Như Cương và đồng chí Lê Như Cương dự lễ ở thị xã Hoàng Mai ngày 3/3/2024 theo Quyết định "
    "16/HĐBT. Bà Nguyễn Thị Lan nói về Nghị định 140/2004/NĐ-CP."
)


def test_people_places_documents_and_dates_are_found() -> None:
    found = mentions(TEXT)
    assert Mention("person", "Lê Như Cương") in found
    assert Mention("person", "Nguyễn Thị Lan") in found
    assert Mention("place", "thị xã Hoàng Mai") in found
    assert Mention("document", "Quyết định 16/HĐBT") in found
    assert Mention("document", "Nghị định 140/2004/NĐ-CP") in found
    assert any(mention.kind == "date" and "3/3/2024" in mention.name for mention in found)


def test_each_name_once_those_named_most_often_first_and_not_too_many() -> None:
    people = [mention.name for mention in mentions(TEXT, most=1) if mention.kind == "person"]
    assert people == ["Lê Như Cương"]


def test_a_text_without_names_has_none() -> None:
    assert mentions("không có gì cả") == []
