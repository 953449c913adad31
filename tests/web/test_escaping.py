import html

from hypothesis import given
from hypothesis import strategies as st

from bp_qa.web.escaping import plain

SIGNS = set("<>\"'*_[]()!`#|~$\\{}:/@")


@given(st.text())
def test_nothing_that_means_something_is_left(text: str) -> None:
    made = plain(text)
    without_references = made.replace("&#", "").replace(";", "")
    assert not SIGNS & set(without_references)
    assert "\n" not in made


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\xa0"))
)
def test_a_browser_shows_the_same_text(text: str) -> None:
    assert html.unescape(plain(text)) == text


def test_a_line_break_becomes_a_space() -> None:
    assert plain("một\n\n hai") == "một hai"
