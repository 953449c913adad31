"""People, places, document numbers and dates named in an article, for the chips below it."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from bp_qa.vietnamese.dates import find_dates
from bp_qa.vietnamese.forms import fold

MentionKind = Literal["person", "place", "document", "date"]

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_WORD = rf"[{_UPPER}][^\W\d_]*"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{1,3}}"
_PERSON = re.compile(
    r"\b(?:đồng chí|ông|bà|anh|chị|em|liệt sĩ|anh hùng|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|"
    r"thượng tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|thiếu úy|chính ủy|chủ tịch(?: nước| quốc hội)?|"
    r"bí thư|thủ tướng|bộ trưởng|thứ trưởng|tổng bí thư|giám đốc|đồn trưởng|chỉ huy trưởng)"
    rf"\s(?P<name>(?-i:{_NAME}))",
    re.I,
)
_PLACE = re.compile(
    r"\b(?P<name>(?:tỉnh|thành phố|thị xã|huyện|xã|phường|thị trấn|bản|thôn|xóm|cửa khẩu|đồn biên phòng|đền|"
    rf"đảo|sông|làng nghề|cảng|khu)\s(?-i:{_WORD}(?:[ -]{_WORD}){{0,3}}))",
    re.I,
)
_DOCUMENT = re.compile(
    r"\b(?:(?P<kind>Nghị định|Nghị quyết|Quyết định|Chỉ thị|Thông tư|Kế hoạch|Luật|Công văn|Hướng dẫn)\s"
    r"(?:số\s)?)?(?P<number>\d{1,4}(?:/\d{4})?[/-][A-ZĐ][\w&Đ]*(?:-[A-ZĐ][\w&Đ]*)*)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as the article writes it."""

    kind: MentionKind
    name: str


def mentions(text: str, most: int = 6) -> list[Mention]:
    """At most `most` names of each kind, those named most often first."""
    found: dict[MentionKind, list[str]] = {
        "person": [match["name"] for match in _PERSON.finditer(text)],
        "place": [match["name"] for match in _PLACE.finditer(text)],
        "document": [match.group().strip() for match in _DOCUMENT.finditer(text)],
        "date": [
            text[mention.start : mention.end]
            for mention in find_dates(text)
            if mention.year is not None and mention.month is not None
        ],
    }
    return [Mention(kind, name) for kind, names in found.items() for name in _commonest(names, most)]


def _commonest(names: list[str], most: int) -> list[str]:
    """Distinct names, however they are capitalised; the commonest spelling stands for all."""
    counts = Counter(fold(name) for name in names)
    spelled: dict[str, Counter[str]] = {}
    for name in names:
        spelled.setdefault(fold(name), Counter())[name] += 1
    return [spelled[key].most_common(1)[0][0] for key, _ in counts.most_common(most)]
