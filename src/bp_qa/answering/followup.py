"""Follow-up questions, understood from the conversation by rule, without a language model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bp_qa.answering.followup_grammar import (
    ENGLISH,
    ENGLISH_VERB,
    NO_ENGLISH_NAME,
    SMALL_TALK,
    Grammar,
    grammar_of,
)
from bp_qa.vietnamese.dates import DateMention, find_dates
from bp_qa.vietnamese.english import dates_in_vietnamese
from bp_qa.vietnamese.tokens import tokenize, words

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Unit vectors of texts, one row each."""


class Dependence(StrEnum):
    """How much a question leans on the one before it."""

    ALONE = "alone"
    PERHAPS = "perhaps"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that can be understood alone.

    Attributes:
        text: the whole question.
        dependence: whether the conversation was needed for it.
        more: how many times in a row the person has asked for more on it.
        earlier: the question before it, whole; empty if there is none.
    """

    text: str
    dependence: Dependence
    more: int = 0
    earlier: str = ""


_ASIDE = re.compile(r"\s*\((?:về|about): (?P<topic>.*)\)")
# A question before the last few is hardly what "there" means, and each costs time.
_REMEMBERED = 6
# In a text of more words, no phrase is looked for that another may stand for: each is embedded.
_MOST_WORDS_MATCHED = 40
# What joins the two ends of a period.
_RANGE = re.compile(r"\s*(?:đến|tới|to|until|and|-|–)\s*(?:hết\s+)?(?:(?:năm|tháng|ngày)\s+)?", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:ở|tại)\s+)?(?i:thị xã|thị trấn|xã|phường|huyện|tỉnh|thành phố|bản|thôn|đồn biên phòng|đồn)"
    r"(?:\s+[A-ZĐÀ-Ỹ][^\W\d_]*)+"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|ở|tại|thị xã|xã|phường|huyện|tỉnh|thành phố|bản|thôn)\s+$", re.IGNORECASE
)
_KIND_NEXT = re.compile(r"\s+(?:province|district|town|commune|city|village|ward)\b", re.IGNORECASE)
_KIND = re.compile(rf"{_KIND_NEXT.pattern}$", re.IGNORECASE)
# What is left of "in Laos in 2019" without the year.
_JOINS_TIME = re.compile(r"\s+(?:in|on|since|from|by|during)\s*$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:in|on|at|by|for|from|to|of|with|near|since|until|before|after|during|between)\b", re.IGNORECASE
)
# Before a day, a year and a period alike; "in", "on" and "from" change with what follows.
_BEFORE_ANY_TIME = re.compile(r"(?:since|until|by|before|after|during)\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![\d/])\d{1,2}(?:st|nd|rd|th)?(?![\d/])")
_AFTER_VERB = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had)\s+$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:who|whose|which|that|where)\b", re.IGNORECASE)
_ENGLISH_VERB = re.compile(rf"\b{ENGLISH_VERB}\b", re.IGNORECASE)
_MOST_WORDS_ALONE = 14
# Added to the likeness of a phrase that is what the earlier question counts: of "bao nhiêu cá nhân được khen
# nhân dịp", "tập thể" takes the place of "cá nhân".
_COUNTED = 0.03
_COUNTING = re.compile(r"\b(?:bao nhiêu|mấy|số|how many)\s+$", re.IGNORECASE)
# Taken from the likeness for each syllable that the phrase has more or fewer.
_OTHER_LENGTH = 0.02


def resolve(question: str, history: Sequence[str], encode: Encode) -> Resolved:
    """`question` as it would be asked without the conversation.

    Args:
        history: earlier questions, oldest first, marks restored.
        encode: embeddings, to find which phrase of the earlier question a new one stands for.
    """
    step: Resolved | None = None
    for asked in (*history[-_REMEMBERED:], question):
        step = _resolve(asked, step, encode) if step else Resolved(asked, Dependence.ALONE)
    return step or Resolved(question, Dependence.ALONE)


def dependence(question: str) -> Dependence:
    """Whether `question` needs the one before it to be understood."""
    bare = question.strip().rstrip("?!. ")
    grammar = grammar_of(bare)
    if SMALL_TALK.match(bare) or grammar.more_about.match(bare):
        return Dependence.ALONE
    if grammar.more.match(bare) or grammar.tail.search(bare):
        return Dependence.CERTAIN
    if grammar.lead.match(bare):
        rest = grammar.lead.sub("", bare)
        if grammar is ENGLISH:
            return _english_dependence(rest)
        # "Riêng tỉnh Nghệ An có bao nhiêu …?" may be whole.
        whole = grammar.asks.search(rest) and (_names(bare) or find_dates(rest))
        return Dependence.PERHAPS if whole else Dependence.CERTAIN
    if grammar.pointing.search(bare):
        # In a long question the pronoun may well point within the question itself.
        return Dependence.CERTAIN if len(words(bare)) <= _MOST_WORDS_ALONE else Dependence.PERHAPS
    if not grammar.asks.search(bare):
        # A bare fragment ("cá nhân", "năm 2019"); longer ones are searches of their own.
        return Dependence.CERTAIN if len(words(bare)) <= 3 else Dependence.ALONE
    if not grammar.asking.sub("", bare).strip():  # "Why?"
        return Dependence.CERTAIN
    if len(words(bare)) > _MOST_WORDS_ALONE or _names(bare) or find_dates(bare):
        return Dependence.ALONE
    return Dependence.PERHAPS


def _english_dependence(rest: str) -> Dependence:
    """Whether a question that begins with "and" or "what about" and goes on with `rest` is a follow-up."""
    verb = _ENGLISH_VERB.search(rest)
    if ENGLISH.asks.search(rest):
        how = dependence(rest)
        if verb:  # "And when was the Border Guard founded?"
            return how
        return Dependence.PERHAPS if how is Dependence.ALONE else Dependence.CERTAIN
    clause = verb and not _RELATIVE.search(rest) and (_names(rest) or find_dates(rest))
    return Dependence.ALONE if clause else Dependence.CERTAIN


def _names(text: str) -> bool:
    """Whether `text` holds a capitalised word after its first, as a name or abbreviation would be."""
    return any(token.text[0].isupper() for token in tokenize(text)[1:])


def _resolve(question: str, before: Resolved, encode: Encode) -> Resolved:
    bare = question.strip().rstrip("?!. ")
    grammar = grammar_of(bare)
    how, earlier = dependence(question), before.text
    if how is Dependence.ALONE:
        return Resolved(question, how, earlier=earlier)
    if grammar.more.match(bare):
        return Resolved(earlier, how, more=before.more + 1, earlier=earlier)
    rest = grammar.tail.sub("", grammar.lead.sub("", bare)).strip(" ,")
    if rest and not grammar.asks.search(rest):
        text = _substitute(rest, earlier, encode, grammar)
    else:
        text = f"{rest or bare} ({grammar.about}: {topic(earlier)})?"
    if grammar_of(text) is ENGLISH:
        text = text[:1].upper() + text[1:]
    return Resolved(text, how, earlier=earlier)


def without_aside(question: str) -> str:
    """`question` as it was asked, without what was carried over to it from the one before."""
    return _ASIDE.sub("", question)


def topic(question: str) -> str:
    """What a question is about: its words without those that ask."""
    bare = without_aside(question).strip().rstrip("?!. ")
    subject = re.sub(r"\s+", " ", grammar_of(bare).asking.sub(" ", bare)).strip(" ,")
    aside = _ASIDE.search(question)
    if aside and not _names(bare):
        # The subject stands in what was carried over already: keep that, not the pronouns.
        return aside["topic"].strip()
    return subject or bare


def _substitute(fragment: str, earlier: str, encode: Encode, said_in: Grammar) -> str:
    """`earlier` with what `fragment` stands for replaced: a date by a date, else the likest phrase."""
    bare = without_aside(earlier).strip().rstrip("?!. ")
    grammar = grammar_of(bare)
    if grammar is ENGLISH and said_in is not ENGLISH:  # no "ở" or "năm" in an English question
        joining = rf"^(?:(?:{said_in.function.pattern}|{said_in.time})\s+)+"
        fragment = re.sub(joining, "", fragment, flags=re.IGNORECASE)
    elif said_in is ENGLISH and grammar is not ENGLISH:
        fragment = dates_in_vietnamese(fragment)
    new_dates, old_dates = find_dates(fragment), find_dates(bare)
    if new_dates:
        new_start, new_end = _period(fragment, new_dates, grammar)
        new = fragment[new_start:new_end]
        if grammar is ENGLISH:
            whole = _with_english_time(new, bare, old_dates)
        elif old_dates:
            start, end = _period(bare, old_dates, grammar)
            if not re.match(grammar.time, new, re.IGNORECASE):  # "2019" for "năm 2024"
                start = old_dates[0].start
            whole = f"{bare[:start]}{new}{bare[end:]}?"
        else:
            return f"{new if said_in is ENGLISH else fragment}, {bare}?"
        rest = _JOINS_TIME.sub("", f"{fragment[:new_start]} {fragment[new_end:]}").strip(" ,")
        return _substitute(rest, whole, encode, said_in) if _subject(rest, said_in) else whole
    if ENGLISH in (grammar, said_in):
        return _substitute_english(fragment, bare, encode, grammar)
    phrase = _place_for(fragment, bare) or _likest(fragment, bare, encode, grammar)
    if phrase is None:
        return f"{bare} {fragment}?"
    start, end = phrase
    return f"{bare[:start]}{fragment}{bare[end:]}?"


def _with_english_time(new: str, text: str, dates: Sequence[DateMention]) -> str:
    """The question `text` with `new` for the time that it names, or with `new` at its end."""
    start, end = _period(text, dates, ENGLISH) if dates else (len(text), len(text))
    before = _PREPOSITION.match(text[start:end])
    if not _PREPOSITION.match(new) and (before or not dates):
        mentions = find_dates(new)
        if before and _BEFORE_ANY_TIME.match(before.group()):
            new = f"{before.group()} {new}"
        elif len(mentions) > 1:
            new = f"from {new}"
        else:
            new = f"{'on' if mentions[0].day or _DAY.search(new) else 'in'} {new}"
    return f"{text[:start]}{new}{text[end:]}?" if dates else f"{text} {new}?"


def _substitute_english(fragment: str, text: str, encode: Encode, grammar: Grammar) -> str:
    """The question `text` with a name for a name, a place for a place, or the likest phrase replaced.

    Args:
        grammar: of `text`; if that is Vietnamese, only a name can take the place of another.
    """
    said = _PREPOSITION.match(fragment)
    new = fragment[said.end() :].strip() if said else _ARTICLE.sub("", fragment, count=1)
    kind = _KIND.search(new)
    phrase = None
    if _english_names(new) == [(0, kind.start() if kind else len(new))] and (said or new == fragment):
        old = [span for span in _english_names(text) if not said or _BEFORE_PLACE.search(text[: span[0]])]
        if grammar is not ENGLISH:  # the first word has a capital anyway
            old = [span for span in old if span[0] > 0]
        if len(old) > 1:
            vectors = encode([new, *(text[start:end] for start, end in old)])
            old = [old[int(np.argmax(vectors[1:] @ vectors[0]))]]
        phrase = old[0] if old else None
        old_kind = _KIND_NEXT.match(text, phrase[1]) if phrase and kind else None
        if phrase and old_kind:
            phrase = (phrase[0], old_kind.end())
    elif grammar is ENGLISH:
        phrase = _likest(new, text, encode, grammar)
    if phrase is not None:
        return f"{text[: phrase[0]]}{new}{text[phrase[1] :]}?"
    if grammar is not ENGLISH:
        return f"{text} ({new})?"
    return f"{text} {fragment}?" if said else f"{text}, and {fragment}?"


def _english_names(text: str) -> list[tuple[int, int]]:
    """Where names stand in English `text`, each of one or more words with capitals."""
    names: list[tuple[int, int]] = []
    for token in tokenize(text):
        if not token.text[0].isupper():
            continue
        if names and text[names[-1][1] : token.start].isspace():  # whatever the word: "Nghe An"
            names[-1] = (names[-1][0], token.end)
        elif not NO_ENGLISH_NAME.fullmatch(token.text):
            names.append((token.start, token.end))
    return names


def _place_for(fragment: str, text: str) -> tuple[int, int] | None:
    """The place of `text` that a fragment stands for, if it is a place and `text` names just one."""
    places = list(_PLACE.finditer(text))
    return places[0].span() if _PLACE.fullmatch(fragment) and len(places) == 1 else None


def _period(text: str, dates: Sequence[DateMention], grammar: Grammar) -> tuple[int, int]:
    """Where the time stands that `text` names: a date, or all of them if they are a range, with its words."""
    start, end = dates[0].start, dates[0].end
    for later in dates[1:]:
        if not _RANGE.fullmatch(text[end : later.start]):
            break
        end = later.end
    before = re.search(rf"(?:\b{grammar.time}\s+)+$", text[:start], re.IGNORECASE)
    return before.start() if before else start, end


def _subject(text: str, grammar: Grammar) -> bool:
    """Whether something is left of a fragment besides words that only join."""
    return bool(re.sub(r"\s+", "", grammar.function.sub("", text)))


def _is_named(fragment: str) -> bool:
    return any(token.text[0].isupper() for token in tokenize(fragment))


def _cuts_name(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` ends before a name, or begins or ends within one."""
    before, after = text[:start].split(), text[end:].lstrip()
    # The first word of a question has a capital anyway.
    within = (
        text[start].isupper() and len(before) > 1 and before[-1][0].isupper() and before[-1][-1].isalnum()
    )
    return after[:1].isupper() or within


def _joins(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """Whether ``[start, end)`` holds a word that only joins; the "of" within an English phrase does not."""
    phrase = text[start:end]
    if grammar is ENGLISH:
        if _OF.match(text[end:]):  # not "certificates" of "certificates of merit"
            return True
        if _AFTER_VERB.search(text[:start]):  # nor "given" of "were given"
            return True
        phrase = _OF.sub(" ", phrase)
    return grammar.function.search(phrase) is not None


def _likest(fragment: str, text: str, encode: Encode, grammar: Grammar) -> tuple[int, int] | None:
    """Span of the phrase of `text` most like `fragment` in meaning, None if none is like it."""
    tokens = tokenize(text)
    if len(tokens) > _MOST_WORDS_MATCHED:
        return None
    spans = [
        (tokens[i].start, tokens[i + size - 1].end)
        for size in range(1, min(6, len(words(fragment)) + 2) + 1)
        for i in range(len(tokens) - size + 1)
    ]
    kept = [match.span() for match in grammar.asks.finditer(text)]
    kept += [(mention.start, mention.end) for mention in find_dates(text)]
    named = _is_named(fragment)
    candidates = [
        span
        for span in spans
        if not any(span[0] < end and start < span[1] for start, end in kept)
        and not _joins(text, *span, grammar)
        and not (named and _cuts_name(text, *span))
    ]
    if not candidates:
        return None
    vectors = encode([fragment, *(text[start:end] for start, end in candidates)])
    size = len(words(fragment))
    longer = np.array([abs(len(words(text[start:end])) - size) for start, end in candidates])
    similarities = vectors[1:] @ vectors[0] - _OTHER_LENGTH * longer
    counted = np.array([_COUNTING.search(text[:start]) is not None for start, _ in candidates])
    if not named:  # what has a name stands for what has one
        similarities = similarities + _COUNTED * counted
    best = int(np.argmax(similarities))
    return candidates[best] if similarities[best] >= grammar.alike else None
