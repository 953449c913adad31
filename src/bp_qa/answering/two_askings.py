"""Two askings in one question ("… bao nhiêu em, còn … bao nhiêu căn nhà"), each made whole."""

from bp_qa.answering.comparison_grammar import (
    ASKS,
    AT_FIRST,
    MOST_SMALL,
    NOW,
    OF_BOTH,
    OWN_SUBJECT,
    PREDICATE,
    SAID,
    SETTING,
    TIME_AT_END,
    asks,
    is_name,
    is_name_or_number,
    is_of_time,
    is_telling,
    names,
    past_quote,
)
from bp_qa.answering.evidence import content_words
from bp_qa.vietnamese.tokens import tokenize, words

_LEAST_WORDS = 3
# Words that a second asking needs to be one of its own, if it leaves its subject out.
_OWN_WORDS = 2


def two_questions(left: str, right: str, *, contrasted: bool) -> tuple[str, str] | None:
    """Both halves as they stand, if each asks and names something.

    The place or time that the first begins with holds for the second, too.

    Args:
        contrasted: whether the second is set against the first ("…, còn …"), so that the first need not name.
    """
    if not (asks(left) and asks(right)) or min(len(words(left)), len(words(right))) < _LEAST_WORDS:
        return None
    setting = SETTING.match(left)
    right = _with_subject(right, left[setting.end() :] if setting else left)
    of_both = OF_BOTH.search(right)
    if of_both:  # "…, nơi nào nhiều hơn" asks of both, and is answered with each
        right = right[: of_both.start()].strip(" ,;:")
        if not asks(right):
            return None
    if setting and not any(token.text[0].isdigit() for token in tokenize(right)):
        if names(right) or OWN_SUBJECT.match(right):
            return f"{left}?", f"{setting['where']}, {right}?"
        return None
    named = names(right) or right[0].isupper()
    return (f"{left}?", f"{right}?") if (contrasted or names(left)) and named else None


def ends_alike(left: str, right: str) -> str | None:
    """`left` without what both ask in the same words at their ends, where `right` is little more than that:
    "LT321 bao nhiêu và LT722 bao nhiêu"."""
    asked_at = list(ASKS.finditer(right))
    if len(asked_at) != 1 or len(words(right[: asked_at[0].start()])) > MOST_SMALL:
        return None
    start = asked_at[0].start()
    asked = right[start - len("là ") :] if right[:start].endswith(" là ") else right[start:]
    bare = left.removesuffix(asked).strip(" ,")
    return bare if bare != left and not asks(bare) else None


def _with_subject(right: str, left: str) -> str:
    """The second of two askings with the subject of the first, where it begins with what is said of that, or
    names nothing by itself."""
    predicate = PREDICATE.search(left)
    if predicate is not None and PREDICATE.match(right) and is_telling(left[: predicate.start()]):
        return f"{left[: predicate.start()].strip()} {right}"
    if names(right) or right[0].isupper() or OWN_SUBJECT.match(right):
        return right
    if len(content_words(ASKS.sub(" ", right))) < _OWN_WORDS:  # "… chở hàng gì và nặng bao nhiêu"
        return right
    subject = _subject(left)
    if NOW.match(right):  # "Trước đây xã có tên gì, bây giờ tên gì"
        subject = AT_FIRST.sub(" ", subject).strip()
    if is_of_time(words(right)[0]):  # "… năm 2021 là ai, năm sau ai …"
        time = TIME_AT_END.search(subject)
        subject = subject[: time.start()] if time else subject
    return f"{subject} {right}" if subject else right


def _subject(left: str) -> str:
    """What an asking is about: all up to the end of the first name in it; empty if it asks before that."""
    tokens = tokenize(left)
    first = next((i for i, token in enumerate(tokens) if i and is_name(token)), None)
    if first is None:
        return ""
    last = first
    while last + 1 < len(tokens) and is_name_or_number(tokens[last + 1]):
        last += 1
    end = tokens[last].end
    said = SAID.search(left, end)
    if said is not None and len(words(left[end : said.start()])) <= MOST_SMALL:
        end = said.start()
    subject = left[: past_quote(left, end)].strip(" ,;:")
    return "" if asks(subject) else subject
