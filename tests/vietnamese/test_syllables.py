import pytest

from bp_qa.vietnamese.syllables import is_syllable
from bp_qa.vietnamese.tokens import words

GOOD = """
biên phòng toàn dân nghiêng khuỷu giếng gì gìn quốc quyền quý huỳnh thuở xoong moóc Đoọc hoà hòa thuý thúy
uống ưu yêu iêu rượu nguyễn khuya xuất quých giặt ngoằn ngoèo
"""
BAD = """
ngệ gế ci ghà bieen suât suat ngừoi bổngg trangg nươc phuơng truú maấy đượcc lăp wa football kh bíên1 quuốc
"""


@pytest.mark.parametrize(
    "word",
    GOOD.split(),
)
def test_what_may_be_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    BAD.split(),
)
def test_what_may_not(word: str) -> None:
    assert not is_syllable(word)


def test_the_words_of_articles_are_syllables(articles: list[str]) -> None:
    lowered = {word for text in articles for word in words(text) if word.islower() and not word.isascii()}
    odd = {word for word in lowered if not is_syllable(word)}
    assert len(lowered) > 500
    assert len(odd) <= 0.005 * len(lowered), odd
