"""Turning answered questions into near misses: false premises, swapped facts, the answer's sentence gone."""

import random
import re
from dataclasses import dataclass, replace

from squad_sets import Example, mentions_answer, sentence_spans

_CAPITAL = "[" + "".join(chr(code) for code in range(0x41, 0x1EFF) if chr(code).isupper()) + "]"
_NAME = re.compile(rf"(?<!\w){_CAPITAL}[\w’'\-]*(?: (?:{_CAPITAL}[\w’'\-]*|\d+))*")
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:[.,/:]\d+)*(?![\w])")
_YEAR = re.compile(r"^(1[0-9]{3}|20[0-3][0-9])$")
_IN_PLACE = 0.4  # share of swaps that take the other fact from the same paragraph: the hardest near misses

_OPPOSITES = (
    ("lớn nhất", "nhỏ nhất"),
    ("cao nhất", "thấp nhất"),
    ("nhiều nhất", "ít nhất"),
    ("dài nhất", "ngắn nhất"),
    ("đầu tiên", "cuối cùng"),
    ("sớm nhất", "muộn nhất"),
    ("tốt nhất", "tệ nhất"),
    ("đông nhất", "thưa nhất"),
    ("tăng", "giảm"),
    ("thắng", "thua"),
    ("trước khi", "sau khi"),
    ("bắt đầu", "kết thúc"),
    ("thành lập", "giải thể"),
    ("ủng hộ", "phản đối"),
    ("sinh ra", "qua đời"),
    ("phía bắc", "phía nam"),
    ("phía đông", "phía tây"),
    ("phía Bắc", "phía Nam"),
    ("phía Đông", "phía Tây"),
    ("thuận lợi", "khó khăn"),
    ("ưu điểm", "nhược điểm"),
    ("nguyên nhân", "hậu quả"),
    ("nam giới", "phụ nữ"),
    ("cho phép", "cấm"),
    ("nhiều hơn", "ít hơn"),
    ("lớn hơn", "nhỏ hơn"),
    ("xuất khẩu", "nhập khẩu"),
    ("xây dựng", "phá hủy"),
    ("thành công", "thất bại"),
    ("tấn công", "phòng thủ"),
    ("nguy cơ", "lợi ích"),
    ("nên", "không nên"),
    ("có thể", "không thể"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name or a number in a text, with the word before it (a hint of what kind of thing it is)."""

    text: str
    start: int
    end: int
    before: str
    number: bool


def find_facts(text: str) -> list[Fact]:
    """Names (runs of capitalised words) and numbers of `text`; a lone first word is not a name."""
    facts = []
    for pattern, number in ((_NAME, False), (_NUMBER, True)):
        for match in pattern.finditer(text):
            first = match.start() == 0 or text[: match.start()].rstrip().endswith((".", "!", "?", '"', "“"))
            if not number and " " not in match.group() and (first or not _stands_alone(match.group())):
                continue
            words = text[: match.start()].split()
            before = words[-1].lower() if words else ""
            facts.append(Fact(match.group(), match.start(), match.end(), before, number))
    return facts


def _stands_alone(word: str) -> bool:
    """Whether one capitalised word is a whole name ("Yemen", "WHO") and not the head of one ("Hội đồng")."""
    return (word.isascii() and len(word) >= 4) or (word.isupper() and len(word) >= 2)


class FactPool:
    """Names and numbers of all training paragraphs, to draw a false one from."""

    def __init__(self, contexts: list[str]) -> None:
        self._by_kind: dict[tuple[bool, str], list[str]] = {}
        for context in contexts:
            for fact in find_facts(context):
                for key in ((fact.number, fact.before), (fact.number, "")):
                    self._by_kind.setdefault(key, []).append(fact.text)

    def draw(self, fact: Fact, rng: random.Random) -> str:
        """A fact of the same kind, if possible one that follows the same word."""
        if fact.number:
            return _other_number(fact.text, rng)
        same = self._by_kind.get((fact.number, fact.before), [])
        choices = same if len(set(same)) >= 8 else self._by_kind[(fact.number, "")]
        return rng.choice(choices)


def _other_number(number: str, rng: random.Random) -> str:
    """A number written in the same way but with another value."""
    if _YEAR.match(number):
        return str(int(number) + rng.choice([-1, 1]) * rng.randint(1, 40))
    while True:
        digits = [rng.choice("0123456789") if char.isdigit() else char for char in number]
        if digits[0] == "0" and number[0] != "0":
            digits[0] = rng.choice("123456789")
        other = "".join(digits)
        if other != number:
            return other


def _usable(example: Example) -> list[Fact]:
    """Facts of the question that the paragraph states outside its answer."""
    context = example.context
    found = []
    for fact in find_facts(example.question):
        pattern = re.compile(rf"(?<!\w){re.escape(fact.text)}(?!\w)")
        spans = [match.span() for match in pattern.finditer(context)]
        outside = all(end <= example.start or start >= example.end for start, end in spans)
        if spans and outside:
            found.append(fact)
    return found


def _substitute(example: Example, old: str, new: str) -> Example:
    """`example` with `old` replaced in its paragraph, its answer's span moved along."""
    pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    head = pattern.sub(lambda _: new, example.context[: example.start])
    body = example.context[example.start : example.end]
    tail = pattern.sub(lambda _: new, example.context[example.end :])
    return replace(example, context=head + body + tail, start=len(head), end=len(head) + len(body))


def unanswered(example: Example, question: str = "", context: str = "") -> Example:
    """`example` with another question or paragraph, marked as not answered by its paragraph."""
    return replace(
        example,
        question=question or example.question,
        context=context or example.context,
        start=-1,
        end=-1,
        golds=(),
    )


def false_premise(example: Example, pool: FactPool, rng: random.Random) -> Example | None:
    """The question with one of its names or numbers replaced, so that the paragraph no longer answers."""
    facts = _usable(example)
    if not facts:
        return None
    fact = rng.choice(facts)
    new = ""
    if rng.random() < _IN_PLACE:
        others = [
            other.text
            for other in find_facts(example.context)
            if other.number == fact.number and not set(other.text.split()) & set(example.question.split())
        ]
        new = rng.choice(others) if others else ""
    new = new or pool.draw(fact, rng)
    if new in example.question:
        return None
    question = example.question[: fact.start] + new + example.question[fact.end :]
    return unanswered(example, question=question)


def opposite_premise(example: Example, rng: random.Random) -> Example | None:
    """The question with a word turned into its opposite."""
    pairs = [pair for both in _OPPOSITES for pair in (both, both[::-1])]
    rng.shuffle(pairs)
    for old, new in pairs:
        pattern = re.compile(rf"(?<!\w)(?<!không ){re.escape(old)}(?!\w)")
        if pattern.search(example.question):
            return unanswered(example, question=pattern.sub(new, example.question, count=1))
    return None


def swapped_paragraph(example: Example, pool: FactPool, rng: random.Random) -> tuple[Example, Example] | None:
    """The paragraph with a fact the question relies on replaced: a near miss, and the same pair made
    consistent again (question and paragraph replaced alike), which is answered.

    The second keeps the reader from learning that an odd name alone means "no answer".
    """
    facts = _usable(example)
    if not facts:
        return None
    fact = rng.choice(facts)
    new = pool.draw(fact, rng)
    if new in example.context or set(new.split()) & set(fact.text.split()):
        return None
    changed = _substitute(example, fact.text, new)
    # A shorter form of the name elsewhere in the paragraph would still tell who is meant.
    last = fact.text.split()[-1]
    if re.search(rf"(?<!\w){re.escape(last)}(?!\w)", changed.context):
        return None
    question = example.question[: fact.start] + new + example.question[fact.end :]
    return unanswered(changed), replace(changed, question=question)


def without_answer_sentence(example: Example) -> Example | None:
    """The paragraph without the sentence that answers, if nothing else in it may."""
    kept = [
        example.context[start:end].strip()
        for start, end in sentence_spans(example.context)
        if end <= example.start or start >= example.end
    ]
    context = " ".join(kept)
    if len(context) < 120 or mentions_answer(context, example.golds):
        return None
    return unanswered(example, context=context)
