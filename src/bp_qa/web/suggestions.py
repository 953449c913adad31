"""Questions to offer a reader: made from what articles say, and asked first, so that each has an answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bp_qa.answering.answer import Answer
from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.vietnamese.forms import fold

QuestionKind = Literal["event", "award", "duty"]

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_WORD = rf"[{_UPPER}][^\W\d_]*"
# Words that end a name: what follows is said about it.
_SAID = (
    "được|là|của|và|cho|do|tại|ở|có|đã|vào|theo|với|để|sẽ|này|đó|trong|khi|đến|từ|gồm|nhân|cũng|còn|lên|trên|"
    "ra|mà|nhưng|như|nêu|ghi|thì|sang|quy|ban hành|thông qua|giao|ngày|năm|số|lần|qua|nhằm|về|thứ|một|các|"
    "những|mang|vừa|nay|ấy|kia|cùng|bằng|dịp|sau|trước|nói|bắt|lại|hằng|hàng|mỗi|diễn|tổ chức|hướng|xác|"
    "định|phải|thay|kéo|đi|từng|giai|gián|kết hợp|cấp|điểm|chung|riêng|cuối|đầu|tháng|gợi"
)
_REST = rf"(?:\s(?!(?:{_SAID})\b)[^\W\d_]+)"
_EVENT = re.compile(
    rf"\b(?P<name>(?:Lễ hội|Ngày hội|Lễ kỷ niệm|Hội thi|Hội nghị|Lễ đón nhận|lễ hội|hội nghị|ngày hội)"
    rf"(?=(?:{_REST}){{0,3}}\s{_WORD}){_REST}{{2,8}})"
)
_DAY = re.compile(rf"\b(?P<name>Ngày (?:truyền thống|thành lập)?\s?{_WORD}{_REST}{{1,4}})")
_ACT = re.compile(
    rf"\b(?P<name>(?:Luật\s{_WORD}{_REST}{{1,4}}|"
    r"(?:Nghị định|Nghị quyết|Quyết định|Pháp lệnh|Chỉ thị)\s(?:số\s)?\d+/[\w&/Đ-]*\w))"
)
_AWARD = re.compile(
    rf"\b(?P<name>[Gg]iấy khen|[Bb]ằng khen|Huân chương\s{_WORD}{_REST}{{1,4}}|[Cc]ờ thi đua)"
)
_BODY = (
    rf"(?P<name>Bộ đội {_WORD}(?: phòng)?|Đồn Biên phòng(?:\s{_WORD})+|Bộ Quốc phòng|Bộ Công an|BĐBP|"
    rf"Học viện {_WORD}(?: phòng)?|[Tt]ổ tự quản|Mặt trận Tổ quốc|UBND(?: tỉnh| xã| huyện)?|"
    rf"Công an(?: {_WORD})+)"
)
_DUTY = (
    re.compile(rf"\b{_BODY}[^.;]{{0,80}}\b(?:nhiệm vụ|trách nhiệm)\b"),
    re.compile(rf"\b[Nn]hiệm vụ[^.;]{{0,40}}\b(?:của|cho)\s{_BODY}"),
)
_PLACE = re.compile(
    r"\b(?P<name>(?:(?:[Tt]hị xã|[Hh]uyện|[Pp]hường|[Tt]ỉnh|[Tt]hành phố|(?<!hị )[Xx]ã)\s)?"
    rf"{_WORD}(?:\s{_WORD}){{1,3}})"
)
_LOWEST_CONFIDENCE = 0.65
_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that an article may answer; `start` is where it says so."""

    kind: QuestionKind
    question: str
    article_id: str
    start: int


def candidates(article_id: str, title: str, text: str) -> Iterator[Candidate]:
    """Questions that an article seems to answer."""
    place = _place_of(title)
    for match in _AWARD.finditer(text):
        award = match["name"] if match["name"].startswith("Huân") else match["name"].lower()
        where = f" ở {place}" if place else ""
        yield Candidate("award", f"Ai được nhận {award}{where}?", article_id, match.start())
    for match in (found for pattern in _DUTY for found in pattern.finditer(text)):
        yield Candidate("duty", f"{_upper_first(match['name'])} có nhiệm vụ gì?", article_id, match.start())
    for match in _EVENT.finditer(text):
        name = _upper_first(match["name"])
        yield Candidate("event", f"{name} diễn ra khi nào?", article_id, match.start())
        yield Candidate("event", f"{name} được tổ chức ở đâu?", article_id, match.start())
    for match in _DAY.finditer(text):
        name = _used_again(match["name"], text)
        if name:
            yield Candidate("event", f"{name} là ngày nào?", article_id, match.start())
    for match in _ACT.finditer(text):
        yield Candidate("event", f"{match['name']} được ban hành khi nào?", article_id, match.start())
        yield Candidate("duty", f"{match['name']} quy định những gì?", article_id, match.start())


def _used_again(name: str, text: str) -> str:
    """`name` as far as the article uses it a second time; empty if it never does.

    Where a name goes on in small letters, no letter shows where it ends: "Ngày Biên phòng toàn dân tròn".
    """
    parts = name.split(" ")
    for size in range(len(parts), 2, -1):
        shorter = " ".join(parts[:size])
        if len(re.findall(rf"{re.escape(shorter)}\b", text)) > 1:
            return shorter
    return ""


def answered(engine: Engine, candidate: Candidate) -> Answer | None:
    """The archive's answer to a candidate, if it is a sure one out of the article it was made from."""
    try:
        # Whether there is an answer is all that is wanted: a language model need not write it.
        answer = engine.ask(candidate.question, prose=False)
    except BpQaError:
        return None
    sure = not answer.abstained and answer.confidence >= _LOWEST_CONFIDENCE
    cited = {citation.article_id for citation in answer.citations}
    return answer if sure and candidate.article_id in cited else None


def follow_ups(engine: Engine, answer: Answer, asked: Sequence[str], most: int = 3) -> Iterator[str]:
    """Questions to ask next, out of the articles of `answer`, each with an answer that says more.

    Between two questions it yields an empty string, so that a caller can stop it when the reader goes on.
    """
    shown = {(citation.article_id, citation.start) for citation in answer.citations}
    sources = [citation.article_id for citation in answer.citations]
    sources += [passage.article_id for passage in answer.passages]
    seen = {fold(question) for question in asked}
    given = tried = 0
    for article_id in dict.fromkeys(sources):
        for candidate in _distinct(_of_article(engine, article_id)):
            if fold(candidate.question) in seen:
                continue
            if given == most or tried == _MOST_CANDIDATES:
                return
            tried += 1
            found = answered(engine, candidate)
            yield ""
            if found is None:
                continue
            spans = {(citation.article_id, citation.start) for citation in found.citations}
            if not spans <= shown:
                shown |= spans
                seen.add(fold(candidate.question))
                given += 1
                yield candidate.question


def examples(engine: Engine, per_kind: int = 2) -> dict[QuestionKind, list[str]]:
    """Questions to begin with, by kind, out of the newest articles, no two out of one."""
    chosen: dict[QuestionKind, list[str]] = {"event": [], "award": [], "duty": []}
    used: set[str] = set()
    wanted = per_kind * len(chosen)
    for entry in engine.index.catalogue.entries()[:200]:
        for candidate in _distinct(_of_article(engine, entry.id)):
            room = chosen[candidate.kind]
            if len(room) >= per_kind or entry.id in used or candidate.question in room:
                continue
            if answered(engine, candidate) is not None:
                room.append(candidate.question)
                used.add(entry.id)
                break
        if sum(map(len, chosen.values())) == wanted:
            break
    return chosen


def _of_article(engine: Engine, article_id: str) -> Iterator[Candidate]:
    try:
        article = engine.source.load(article_id)
    except BpQaError:
        return iter(())
    return candidates(article.id, article.title, article.text)


def _distinct(found: Iterator[Candidate]) -> list[Candidate]:
    """Candidates with each question once, and one of each kind before a second of any."""
    by_kind: dict[str, list[Candidate]] = {}
    seen: set[str] = set()
    for candidate in found:
        if candidate.question not in seen:
            seen.add(candidate.question)
            by_kind.setdefault(candidate.kind, []).append(candidate)
    rows = [by_kind[kind][i : i + 1] for i in range(3) for kind in by_kind]
    return [candidate for row in rows for candidate in row]


def _place_of(title: str) -> str:
    name = next((match["name"] for match in _PLACE.finditer(title)), "")
    kind = name.split(" ")[0]
    return name[:1].lower() + name[1:] if kind in {"Thị", "Huyện", "Phường", "Tỉnh", "Thành", "Xã"} else name


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
