"""Building the answer a person reads: the archive's own words, with numbered citations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bp_qa.answering.answer import Citation
from bp_qa.answering.evidence import Evidence
from bp_qa.answering.lists import ListItem
from bp_qa.retrieval.passage import Passage
from bp_qa.vietnamese.tokens import content_key

REFUSAL = {
    "vi": "Kho lưu trữ không có thông tin này.",
    "en": "The archive does not hold this information.",
}
NOTHING_MORE = {
    "vi": "Kho lưu trữ không nói gì thêm về việc này.",
    "en": "The archive says nothing more about this.",
}
EMPTY_QUESTION = {
    "vi": "Mời bạn nhập câu hỏi, ví dụ: “Ai được khen thưởng ở Hoàng Mai?”",
    "en": "Please type a question about the archive.",
}
NEAREST = {"vi": "Các bài liên quan nhất:", "en": "The nearest articles:"}
LIST_LEAD = {"vi": "Theo kho lưu trữ:", "en": "According to the archive:"}
UNCLEAR = {
    "vi": "Kho lưu trữ không nói rõ; câu gần nhất:",
    "en": "The archive does not say clearly; the nearest sentence:",
}
DIFFER_LEAD = {"vi": "Các bài trong kho ghi khác nhau:", "en": "The articles of the archive differ:"}
ENGLISH_LEAD = "The archive says (in Vietnamese):"


@dataclass
class Citer:
    """Hands out citation numbers, one a distinct quote, in order of first use."""

    paths: dict[str, str]
    citations: list[Citation] = field(default_factory=list)

    def cite(self, passage: Passage, start: int, end: int, quote: str) -> int:
        """The number of the citation of characters ``[start, end)`` of the passage's article."""
        for citation in self.citations:
            if (citation.article_id, citation.start, citation.end) == (passage.article_id, start, end):
                return citation.number
        number = len(self.citations) + 1
        self.citations.append(
            Citation(
                number=number,
                article_id=passage.article_id,
                title=passage.title,
                published=passage.published,
                section=passage.section,
                path=self.paths.get(passage.article_id, ""),
                start=start,
                end=end,
                quote=quote,
                also_in=passage.also_in,
            )
        )
        return number


def fact_text(short: str, evidence: Sequence[Evidence], citer: Citer, *, english: bool) -> str:
    """The short answer in bold where there is one, then each sentence with its citation."""
    lines = [f"**{short}**"] if short else []
    for item in evidence:
        sentence = item.sentence
        number = citer.cite(sentence.passage, sentence.start, sentence.end, sentence.text)
        lines.append(f"{sentence.text} [{number}]")
    if english:
        lines.insert(0, ENGLISH_LEAD)
    return "\n\n".join(lines)


def pair_text(
    evidence: Sequence[Evidence],
    shorts: Sequence[str],
    citer: Citer,
    unclear: Sequence[tuple[str, Evidence]],
    language: str,
) -> str:
    """What answers each side of a question about two things.

    Args:
        unclear: sides, as questions, that nothing answers for sure, each with what comes nearest.
    """
    sides = [
        fact_text(short, [item], citer, english=False) for item, short in zip(evidence, shorts, strict=True)
    ]
    nearest = [
        f"{side} {UNCLEAR[language]}\n\n{fact_text('', [item], citer, english=False)}"
        for side, item in unclear
    ]
    return "\n\n".join([*([ENGLISH_LEAD] if language == "en" else []), *sides, *nearest])


def differing_text(evidence: Sequence[Evidence], citer: Citer, language: str) -> str:
    """What each of several articles says, with its title and day."""
    lines = []
    for item in evidence:
        sentence, passage = item.sentence, item.sentence.passage
        number = citer.cite(passage, sentence.start, sentence.end, sentence.text)
        day = f", {passage.published:%d/%m/%Y}" if passage.published else ""
        lines.append(f"- {sentence.text} ({passage.title}{day}) [{number}]")
    return "\n".join([DIFFER_LEAD[language], "", *lines])


def list_text(items: Sequence[ListItem], passage: Passage, citer: Citer, language: str) -> str:
    """A bulleted list of an article's own clauses, each with its citation."""
    lines = [f"- {item.text} [{citer.cite(passage, item.start, item.end, item.text)}]" for item in items]
    return "\n".join([LIST_LEAD[language], "", *lines])


def refusal_text(passages: Sequence[Passage], language: str, nearest: int = 3, *, more: bool = False) -> str:
    """The refusal, or that there is no `more` than has been told, and the titles of the nearest articles."""
    refusal = (NOTHING_MORE if more else REFUSAL)[language]
    titles: dict[str, str] = {}
    for passage in passages:
        day = f" ({passage.published:%d/%m/%Y})" if passage.published else ""
        titles.setdefault(passage.article_id, f"{passage.title}{day}")
    if not titles:
        return refusal
    listed = [f"- {title}" for title in list(titles.values())[:nearest]]
    return "\n".join([refusal, "", NEAREST[language], *listed])


def distinct(evidence: Sequence[Evidence]) -> list[Evidence]:
    """`evidence` without sentences that say word for word the same as an earlier one."""
    seen: set[str] = set()
    kept: list[Evidence] = []
    for item in evidence:
        key = content_key(item.sentence.text)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept
