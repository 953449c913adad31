"""Whether a sentence only shortens a quote: the same words, in order, cut where cutting is safe.

A sentence made of a quote's words can still say something else: who gave to whom, which date goes with which
event, "từ chối" left out. So every word is aligned with the quote, and what is left out is looked at. This is
strict on purpose; a good sentence that is dropped costs little, the quote itself is shown instead.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bp_qa.answering.wording import Unit, UnitKind, same
from bp_qa.vietnamese.forms import tone_last


def _keys(text: str) -> frozenset[str]:
    return frozenset(map(tone_last, text.split()))


# Words that may be added, where nothing but marks was left out: they carry no content.
_FREE = _keys("là vào ngày tháng năm của các những thì đã và gồm bao tại ở lúc hôm ra cụ thể")
# Words that a part of a sentence may begin after.
_JOINING = _keys("và thì mà cùng")
# Nor may one begin right after these: what follows is what somebody says, not what is so.
_SPEECH = frozenset(':“"‘«')
# Words that a part of a sentence may end before.
_OPENING = _keys(
    "và cùng với cho tại ở trong từ đến do bởi vì nhằm để về theo vào khi gồm nhân như thì mà được đã sẽ qua"
    " trên ngày sáng chiều tối"
)
_PLACE = _keys("tại ở")
_DATE_LEAD = _keys("ngày vào tháng năm sáng trưa chiều tối đêm khuya hôm lúc từ")
_PASSIVE = _keys("được do")


def _phrases(*phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(tone_last, phrase.split())) for phrase in phrases)


# With these a statement is of all, so that what narrows it may not be left out.
_ALL = _phrases("tất cả", "toàn bộ", "mọi", "mỗi", "duy nhất", "đầu tiên", "chỉ có", "chỉ còn", "nhất")
# Left out, these turn a statement round or make it certain.
_TURNING = (
    *_phrases(
        "không", "chưa", "chẳng", "chả", "đừng", "chớ", "khỏi", "nếu", "hoặc", "hay", "sẽ", "suýt", "sai"
    ),
    *_phrases("nhầm", "giả", "trừ", "cấm", "hủy", "ngừng", "nghi", "dường", "từ chối", "bác bỏ", "phủ nhận"),
    *_phrases(
        "bãi bỏ", "thay vì", "có thể", "dự kiến", "dự thảo", "dự định", "đề nghị", "đề xuất", "kiến nghị"
    ),
    *_phrases("rằng", "cho là", "cáo buộc", "tin đồn", "lẽ ra", "hết hiệu lực", "chỉ có", "chỉ còn"),
)
_STOPS = frozenset(".;!?…")
_LONGEST_GAP = 10


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a sentence is not a shortening of a quote."""

    reason: str


Aligned = list[int]
"""For each unit of a sentence the unit of the quote that it stands for; -1 for a word that is free."""


def misfit(sentence: Sequence[Unit], quote: Sequence[Unit]) -> Misfit | None:
    """Why `sentence` says something else than `quote`; None if it only shortens it.

    The sentence may be in the quote's order, may put the date and the place elsewhere, and may turn an
    active sentence into a passive one.
    """
    first: Misfit | None = None
    for moved in (False, True):
        kept, blocks = _without_adverbials(sentence, quote) if moved else (list(sentence), [])
        if moved and not blocks:
            continue
        for order in _orders(kept):
            aligned = _align(order, quote)
            problem = _problem(order, quote, aligned)
            if problem is None:
                problem = _blocks_problem(blocks, quote)
            if problem is None:
                return None
            first = first or problem
    return first or Misfit("nothing aligned")


def novel(sentence: Sequence[Unit], support: Sequence[Unit]) -> list[Unit]:
    """The units of `sentence` that stand nowhere in `support`, but for those that may be added."""
    return [
        unit
        for unit in sentence
        if not _free(unit) and unit.key not in _PASSIVE and not any(same(unit, other) for other in support)
    ]


def _free(unit: Unit) -> bool:
    return unit.kind is UnitKind.WORD and unit.key in _FREE


def _orders(sentence: list[Unit]) -> list[list[Unit]]:
    """The sentence as it is, and with a passive turned active ("O được S V" → "S V O")."""
    orders = [sentence]
    for position, unit in enumerate(sentence[1:-1], start=1):
        if unit.kind is UnitKind.WORD and unit.key in _PASSIVE:
            orders.append([*sentence[position + 1 :], *sentence[:position]])
    return orders[:3]


def _align(sentence: Sequence[Unit], quote: Sequence[Unit]) -> Aligned:
    """The alignment in order with most units matched, and of those the one with fewest breaks."""
    rows, columns = len(sentence), len(quote)
    # best[j]: score of the best alignment so far that ends at quote[j - 1] or before.
    best: list[float] = [0.0] * (columns + 1)
    ending: list[list[float]] = []
    came: list[list[int]] = []
    reach: list[list[tuple[int, int]]] = []
    where: list[tuple[int, int]] = [(-1, -1)] * (columns + 1)
    for i in range(rows):
        ends, steps = [0.0] * columns, [0] * columns
        new_best, new_where = best[:], where[:]
        for j in range(columns):
            if same(sentence[i], quote[j]):
                weight = 0.4 if _free(sentence[i]) else 1.0
                score = best[j] + weight
                run = 0
                if i and j and ending[i - 1][j - 1] and ending[i - 1][j - 1] + weight + 0.25 >= score:
                    score, run = ending[i - 1][j - 1] + weight + 0.25, 1
                ends[j], steps[j] = score, run
        running, spot = 0.0, (-1, -1)
        for j in range(columns):
            if ends[j] > running:
                running, spot = ends[j], (i, j)
            if running > new_best[j + 1]:
                new_best[j + 1], new_where[j + 1] = running, spot
        ending.append(ends)
        came.append(steps)
        reach.append(where)
        best, where = new_best, new_where
    aligned = [-1] * rows
    i, j = where[columns]
    while i >= 0:
        aligned[i] = j
        i, j = (i - 1, j - 1) if came[i][j] else reach[i][j]
    return aligned


def _problem(sentence: Sequence[Unit], quote: Sequence[Unit], aligned: Aligned) -> Misfit | None:
    missing = [unit.text for unit, to in zip(sentence, aligned, strict=True) if to < 0 and not _free(unit)]
    if missing:
        return Misfit(f"not in the quote in this order: {' '.join(missing)}")
    matched = [to for to in aligned if to >= 0]
    if not matched:
        return Misfit("nothing aligned")
    start, end = matched[0], matched[-1]
    if not _may_begin(quote, start):
        return Misfit(f"begins in the middle of a phrase: {quote[start].text}")
    universal = bool(_count(_ALL, sentence))
    if not _may_end(quote, end, only_marks=universal):
        return Misfit(f"ends in the middle of a phrase: {quote[end].text}")
    position = -1
    for index, to in enumerate(aligned):
        if to < 0:
            continue
        if position >= 0 and aligned[position] + 1 < to:
            added = index - position > 1
            gap = _gap_problem(quote, aligned[position], to, added=added)
            if gap:
                return gap
        elif position >= 0 and not _same_break(sentence, quote, index, to):
            return Misfit(f"a break is left out before: {quote[to].text}")
        position = index
    return _turned(sentence, quote, start, end)


def _same_break(sentence: Sequence[Unit], quote: Sequence[Unit], index: int, to: int) -> bool:
    """Whether a stop in the quote is one in the sentence too, so that two statements don't run together."""
    stops = set(quote[to].before) & _STOPS
    return not stops or bool(set(sentence[index].before) & (_STOPS | {","}))


def _may_begin(quote: Sequence[Unit], position: int) -> bool:
    if position == 0:
        return True
    if quote[position].before:
        return not set(quote[position].before) & _SPEECH
    return quote[position - 1].key in _JOINING


def _may_end(quote: Sequence[Unit], position: int, *, only_marks: bool = False) -> bool:
    following = position + 1
    if following >= len(quote) or quote[following].before:
        return True
    return not only_marks and (quote[following].key in _OPENING or quote[following].date is not None)


def _gap_problem(quote: Sequence[Unit], before: int, after: int, *, added: bool) -> Misfit | None:
    """What is wrong with leaving out the units between `before` and `after` of the quote."""
    gap = quote[before + 1 : after]
    text = " ".join(unit.text for unit in gap)
    if any(set(unit.before) & _STOPS for unit in (*gap, quote[after])):
        return Misfit(f"runs two statements together: {text}")
    enclosed = bool(gap[0].before and quote[after].before)
    if enclosed:
        names = any(unit.capital or unit.fact for unit in gap)
        parenthesis = gap[0].before.endswith("(") and quote[after].before.startswith(")")
        if names and not parenthesis and not quote[before].capital:
            return Misfit(f"leaves out a name or number: {text}")
        return None
    if added:
        return Misfit(f"puts other words for: {text}")
    if len(gap) > _LONGEST_GAP or any(unit.capital or unit.fact for unit in gap):
        return Misfit(f"leaves out a name or number: {text}")
    if not _may_end(quote, before) or not (quote[after].before or quote[after].key in _OPENING):
        return Misfit(f"leaves out a part of a phrase: {text}")
    return None


def _turned(sentence: Sequence[Unit], quote: Sequence[Unit], start: int, end: int) -> Misfit | None:
    """Whether a word that turns the statement round is left out of it, or out of what surrounds it."""
    first, last = start, end
    while first > 0 and not set(quote[first].before) & _STOPS:
        first -= 1
    while last + 1 < len(quote) and not set(quote[last + 1].before) & _STOPS:
        last += 1
    if last + 1 < len(quote) and "?" in quote[last + 1].before:
        return Misfit("the quote only asks")
    mine, theirs = _count(_TURNING, sentence), _count(_TURNING, quote[first : last + 1])
    if mine != theirs:
        words = ", ".join(" ".join(key) for key in (mine - theirs) + (theirs - mine))
        return Misfit(f"turns the statement round: {words}")
    return None


def _count(phrases: Sequence[tuple[str, ...]], found: Sequence[Unit]) -> Counter[tuple[str, ...]]:
    keys = tuple(unit.key for unit in found)
    return Counter(
        phrase
        for phrase in phrases
        for position in range(len(keys) - len(phrase) + 1)
        if keys[position : position + len(phrase)] == phrase
    )


def _without_adverbials(
    sentence: Sequence[Unit], quote: Sequence[Unit]
) -> tuple[list[Unit], list[list[Unit]]]:
    """The sentence without its dates and places ("tại Hà Nội"), and those."""
    kept: list[Unit] = []
    blocks: list[list[Unit]] = []
    position = 0
    while position < len(sentence):
        size = _adverbial(sentence, position, quote)
        if size:
            blocks.append(list(sentence[position : position + size]))
            position += size
        else:
            kept.append(sentence[position])
            position += 1
    return kept, blocks


def _adverbial(sentence: Sequence[Unit], begin: int, quote: Sequence[Unit]) -> int:
    """How many units from `begin` on are a date or a place of the quote, whole; 0 for none."""
    position = begin
    while position < len(sentence) and sentence[position].key in _DATE_LEAD and not sentence[position].fact:
        position += 1
    if position < len(sentence) and sentence[position].date is not None:
        return position + 1 - begin
    if sentence[begin].key not in _PLACE:
        return 0
    longest = 0
    for at, unit in enumerate(quote):
        if unit.key != sentence[begin].key:
            continue
        size = 1
        while (
            begin + size < len(sentence)
            and at + size < len(quote)
            and not sentence[begin + size].before
            and not quote[at + size].before
            and same(sentence[begin + size], quote[at + size])
        ):
            size += 1
        if size > 1 and _may_end(quote, at + size - 1, only_marks=True):
            longest = max(longest, size)
    return longest


def _blocks_problem(blocks: Sequence[Sequence[Unit]], quote: Sequence[Unit]) -> Misfit | None:
    """What is wrong with where dates and places were put: each must be the only one of its kind."""
    if not blocks:
        return None
    dates = [unit for unit in quote if unit.date is not None]
    places = [unit for unit in quote if unit.key in _PLACE]
    if any(set(unit.before) & _STOPS for unit in quote[1:]):
        return Misfit("a date or place of another statement may have been moved")
    for block in blocks:
        dated = [unit for unit in block if unit.date is not None]
        lead = [unit for unit in block if unit.key in _DATE_LEAD and unit.key not in _FREE]
        if dated:
            at = [position for position, unit in enumerate(quote) if unit.date is not None]
            if len(dates) != 1 or not same(dated[0], dates[0]):
                return Misfit("a date may go with something else")
            previous = quote[at[0] - 1].key if at[0] else ""
            if any(unit.key != previous for unit in lead):
                return Misfit("a date is put in other words")
            if not (_may_begin(quote, at[0]) or previous in _DATE_LEAD):
                return Misfit("a date belongs to the word before it")
        elif len(places) != 1:
            return Misfit("a place may go with something else")
    return None
