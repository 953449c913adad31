import dataclasses
import string

import pytest

from bp_qa.web import editor_texts, texts
from bp_qa.web.gradio_strings import vietnamese_gradio


@pytest.mark.parametrize(
    ("first", "second"),
    [(texts.VIETNAMESE, texts.ENGLISH), (editor_texts.VIETNAMESE, editor_texts.ENGLISH)],
)
def test_both_languages_say_the_same_things_with_the_same_blanks(first: object, second: object) -> None:
    for field in dataclasses.fields(first):  # type: ignore[arg-type]
        one, other = getattr(first, field.name), getattr(second, field.name)
        assert bool(one), field.name
        assert bool(other), field.name
        if isinstance(one, str):
            assert _blanks(one) == _blanks(other), field.name
        else:
            assert len(one) == len(other), field.name


def _blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_gradio_is_given_flat_keys_under_its_fallback_language() -> None:
    given = vietnamese_gradio().translations_dict
    assert set(given) == {"en"}
    assert all("." in key and value for key, value in given["en"].items())
