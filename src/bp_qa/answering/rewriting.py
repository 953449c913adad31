"""Follow-up questions written out by a language model, held to what was asked."""

from collections.abc import Sequence

from bp_qa.answering.followup import Dependence, Encode, dependence, resolve
from bp_qa.answering.grounding import supported_facts
from bp_qa.answering.prompts import rewrite_messages
from bp_qa.answering.wording import units
from bp_qa.answering.writer import LlmWriter
from bp_qa.vietnamese.diacritics import looks_english
from bp_qa.vietnamese.forms import fold, nfc
from bp_qa.vietnamese.tokens import content_key, words

MOST_CHARS = 300
_TURNS = 4
# Share of the words of a rewritten question that must come from the conversation.
_LEAST_KNOWN = 0.75
# Share of the follow-up's own words that must be left in it; those that only point back may go.
_LEAST_KEPT = 0.5
_POINTING = frozenset(
    [
        *(
            "con",
            "thi",
            "sao",
            "the",
            "vay",
            "do",
            "ay",
            "nay",
            "ho",
            "no",
            "o",
            "tai",
            "luc",
            "khi",
            "ong",
            "ba",
        ),
        *(
            "anh",
            "chi",
            "ta",
            "rieng",
            "trong",
            "va",
            "a",
            "nhi",
            "what",
            "about",
            "there",
            "he",
            "she",
            "they",
            "them",
            "it",
            "that",
            "and",
        ),
    ]
)


def rewrite_question(question: str, history: Sequence[str], writer: LlmWriter, encode: Encode) -> str:
    """`question` as it would be asked without the conversation; empty if the rules should resolve it.

    The model is asked only for questions that lean on the conversation. What it writes is used if it is one
    line that ends as a question, is not too long, keeps what is new in the question, and names nothing and
    no number that the conversation does not.

    Args:
        history: earlier questions, oldest first.
        encode: as for :func:`~bp_qa.answering.followup.resolve`.
    """
    if not history or dependence(question) is Dependence.ALONE:
        return ""
    if resolve(question, history, encode).more:  # "Kể thêm" asks for more of the same, not for something new
        return ""
    recent = list(history[-_TURNS:])
    language = "en" if looks_english(question) else "vi"
    reply = writer.reply(rewrite_messages(question, recent, language), MOST_CHARS)
    rewritten = " ".join(nfc(reply).strip().strip("\"“”'").split(" "))
    return "" if rewriting_problem(rewritten, question, recent) else rewritten


def rewriting_problem(rewritten: str, question: str, history: Sequence[str]) -> str:
    """Why `rewritten` cannot stand for `question`; empty if it can."""
    if "\n" in rewritten or not rewritten.endswith("?") or rewritten.count("?") > 1:
        return "not one question on one line"
    if len(rewritten) > MOST_CHARS:
        return "too long"
    support = [unit for asked in (question, *history) for unit in units(nfc(asked))]
    unknown = supported_facts(units(rewritten), support)
    if unknown:
        return f"names what nobody did: {unknown}"
    if content_key(rewritten) in {content_key(asked) for asked in history}:
        return "an earlier question"
    known = {fold(word) for asked in (question, *history) for word in words(asked)}
    mine = [fold(word) for word in words(rewritten)]
    if sum(word in known for word in mine) < _LEAST_KNOWN * len(mine):
        return "brings in other things"
    own = [word for word in map(fold, words(question)) if word not in _POINTING]
    if sum(word in mine for word in own) < _LEAST_KEPT * len(own):
        return "leaves out what is asked"
    return ""
