"""Telling photo captions from body text on a page that was pasted as plain text.

A paragraph becomes a caption only on one of three grounds; all else stays body:

1. it says so: it starts with ``Ảnh:``, ``Trong ảnh:`` … or ends with a photo credit;
2. it is one short sentence without words of narration and stands twice in a row (a page repeats a
   caption as the image's alternative text);
3. it is one short sentence, far shorter than the page's long paragraphs, it comes after body text, and
   it tells a scene: people and what they are seen doing ("Đại tá … phát biểu tại …"), or "Trao …",
   "Quang cảnh …". Words of narration are those such as đã, cho biết, khẳng định.
"""

import re
from itertools import pairwise
from statistics import median

from bp_qa.corpus.article import ParagraphKind
from bp_qa.vietnamese.sentences import sentence_spans

_MAX_CHARS = 250
_MAX_CREDITED_CHARS = 500
_LONG_PARAGRAPH = 200
_FAR_SHORTER = 0.45

_SAYS_SO = re.compile(
    r"[(\[]?\s*(?:Trong ảnh|Ảnh(?:\s+(?:minh họa|tư liệu|[\w.]+(?:\s[\w.]+){0,4}))?)\s*:", re.I
)
_CREDIT = re.compile(
    r"(?:[.!?”\"/]|\s[-–—|])\s*[(\[]?Ảnh(?:\s+(?:minh họa|tư liệu))?\s*(?::\s*[^.:;]{1,60})?[)\]]?\.?$"
    r"|[(\[]\s*Ảnh(?:\s+minh họa|\s+tư liệu|\s*:\s*[^.:;()]{1,60})?\s*[)\]]\.?$",
    re.I,
)
_PEOPLE = (
    r"(?:(?:Các|Những|Hai|Ba)\s+)?(?:đồng chí|đại biểu|lãnh đạo|Đại tướng|Thượng tướng|Trung tướng|"
    r"Thiếu tướng|"
    r"Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Thượng úy|Trung úy|Thiếu úy|Chuẩn đô đốc|Chủ tịch|"
    r"Phó Chủ tịch|Bí thư|"
    r"Phó Bí thư|Tổng Bí thư|Thủ tướng|Phó Thủ tướng|Bộ trưởng|Thứ trưởng|Chính ủy|Chỉ huy|ông|bà|anh|"
    r"chị|em|cán bộ|"
    r"chiến sĩ|chiến sỹ|bộ đội|người dân|bà con|nhân dân|ngư dân|nông dân|học sinh|giáo viên|đoàn viên|"
    r"thanh niên|"
    r"hội viên|đoàn|ban tổ chức|lực lượng|đồn|BĐBP|đội|tổ)"
)
_DOING = (
    r"(?:phát biểu|chủ trì|tham dự|dự|trao|tặng|chụp ảnh|thăm|kiểm tra|tham quan|dâng hương|dâng hoa|"
    r"ký kết|cắt băng|"
    r"bắt tay|tuần tra|tuyên truyền|hướng dẫn|giúp|biểu diễn|trình bày|báo cáo|trao đổi|trò chuyện|"
    r"chúc mừng|phát quà|"
    r"nhận|khen thưởng|điều hành|công bố|bốc thăm|giao lưu|thả|vận động|khám|cấp phát|canh gác|chào cờ|"
    r"duyệt)"
)
_PEOPLE_DOING = re.compile(rf"{_PEOPLE}\b[^;:]*?\b{_DOING}\b", re.I)
_SCENE = re.compile(
    r"(?:Trao|Tặng|Ký kết|Cắt băng|Dâng hương|Quang cảnh|Toàn cảnh|Khung cảnh|Hình ảnh|Một góc|"
    r"Một tiết mục)\s",
    re.I,
)
_NARRATION = re.compile(
    r"\b(?:đã|sẽ|vừa|xác nhận|cho biết|cho rằng|cho hay|khẳng định|nhấn mạnh|yêu cầu|đề nghị|thống nhất|"
    r"quyết định|tuy nhiên|"
    r"theo đó|ngoài ra|trong đó|cũng|còn|phải|cần|nên|nhưng|không)\b",
    re.I,
)


def mark_captions(paragraphs: list[str]) -> list[tuple[ParagraphKind, str]]:
    """Kind and text of each paragraph, in order; a caption that is repeated is kept once."""
    twice = {first for first, second in pairwise(paragraphs) if first == second}
    long_lengths = [len(text) for text in paragraphs if len(text) >= _LONG_PARAGRAPH]
    limit = _FAR_SHORTER * median(long_lengths) if long_lengths else 0.0
    result: list[tuple[ParagraphKind, str]] = []
    seen: set[str] = set()
    body_before = False
    for text in paragraphs:
        repeated = text in twice and _is_short_sentence(text)
        if says_caption(text) or repeated or (body_before and len(text) <= limit and _tells_a_scene(text)):
            if text not in seen:
                result.append(("caption", text))
                seen.add(text)
        else:
            result.append(("body", text))
            body_before = True
    if not body_before:  # an article of captions alone: the rule does not fit this page
        return [("body", text) for _, text in result]
    return result


def says_caption(text: str) -> bool:
    """Whether `text` names itself a caption, or ends with a photo credit."""
    return len(text) <= _MAX_CREDITED_CHARS and bool(_SAYS_SO.match(text) or _CREDIT.search(text))


def _is_short_sentence(text: str) -> bool:
    return (
        len(text) <= _MAX_CHARS
        and text[-1] in '.”")'
        and text[0].isalpha()
        and len(sentence_spans(text)) == 1
        and not _NARRATION.search(text)
    )


def _tells_a_scene(text: str) -> bool:
    if not _is_short_sentence(text) or text.startswith(("“", '"')):
        return False
    return bool(_PEOPLE_DOING.match(text) or _SCENE.match(text))
