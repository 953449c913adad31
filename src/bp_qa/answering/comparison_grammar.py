"""The words by which questions about two things are known and taken apart."""

import re

from bp_qa.vietnamese.tokens import Token, tokenize, words

# Between two whole questions a comma alone may stand, unless what follows it goes on with the first.
COMMA = re.compile(r"\s*[,;]\s+(?!(?:trong đó|vào|ở|tại|cho|do|của|từ|khi|với|gồm|để|và)\b)", re.IGNORECASE)
# Between two that end with the same asking, whatever the second begins with: "… ở A là ai, ở B là ai"
COMMA_ALIKE = re.compile(r"\s*[,;]\s+")
CONTRAST = re.compile(r"\s*[,;]\s*(?:và\s+)?(?:còn|thế còn|trong khi)\s+", re.IGNORECASE)
# One subject's two deeds: "được khôi phục năm nào rồi vào danh mục năm nào"
THEN = re.compile(r"\s*,?\s+rồi\s+", re.IGNORECASE)
WITH = re.compile(r"\s*,?\s+với\s+", re.IGNORECASE)
# What goes with one thing alone: "phối hợp với …", "đối với …"
JOINED_BY_WITH = re.compile(
    r"\b(?:phối hợp|cùng|đối|giao lưu|gặp|hợp tác|kết nghĩa|gắn|trùng|giáp|làm việc|so|hội đàm|ký|"
    r"kết hợp|nối|"
    r"tiếp giáp|liên hệ|trao đổi|đi|khác|gắn bó|chia sẻ|nói|ví)$",
    re.IGNORECASE,
)
AND = re.compile(r"\s*,?\s+và\s+")  # "Và" is a family name
JOINS = (
    CONTRAST,
    re.compile(r"\s+(?:so với|khác (?:gì )?(?:với|so với)|khác)\s+(?!nhau)", re.IGNORECASE),
    re.compile(r"\s+(?:lớn|nhiều|ít|cao|thấp|sớm|muộn|dài|ngắn|rộng)\s+hơn\s+(?=\w)", re.IGNORECASE),
    re.compile(r"\s+hay\s+", re.IGNORECASE),
    AND,
    THEN,
    WITH,
    COMMA,
    COMMA_ALIKE,
)
_PLACES = "nơi|bên|tỉnh|huyện|thị xã|xã|phường|bộ|cơ quan|đơn vị"
_THINGS = "cái|luật|nghị định|nghị quyết|người|đồn|bản|văn bản|lễ|năm|sự kiện|việc|vụ|lần|bài|chương trình"
_KINDS = rf"(?:{_PLACES}|{_THINGS}|ai)"
# Where the second of the two ends and what is asked of both begins.
TAIL = re.compile(
    rf"(?:[,;:]\s*|\s+)(?P<tail>(?:{_KINDS} nào\b|mỗi \w+ |lần lượt|"
    r"là (?:bao nhiêu|ai|gì|khi nào|ngày nào)|do (?:\w+ nào|ai)|dựa vào|được \w+ (?:khi|ngày|năm) nào|"
    r"thu giữ|có (?:bao nhiêu|mấy|nhiều)|\w+ hơn\b|ai\b).*)$",
    re.IGNORECASE,
)
OF_BOTH = re.compile(r"\b(?:nào\b.*\bhơn|lần lượt|mỗi \w+)\b|\bhơn$", re.IGNORECASE)
# What two do together, of which there is but one answer: "Việt Nam và Lào ký hiệp định gì".
TOGETHER = re.compile(
    r"(?:cùng|phối hợp|ký|kết nghĩa|giao lưu|hợp tác|gặp|liên|chung|trao đổi|bàn|thống nhất|"
    r"thỏa thuận|làm việc|"
    r"họp|kết hôn|cưới|lấy nhau|sáp nhập|hợp nhất|giao nhau|hội đàm|đàm phán|thi đấu|tranh|giáp|nối|cách|hẹn|"
    r"giảng hòa|(?:[^\W\d_]+\s+){1,4}(?:nhau|chung|song phương)|(?:[^\W\d_]+\s+){1,2}cùng)\b",
    re.IGNORECASE,
)
# What a thing is said to be or do begins with one of these; a name written small at its end comes before it
# ("Bộ đội Biên phòng được …").
SAID = re.compile(
    r"\b(?:là|có|được|bị|do|thuộc|nằm|sinh|mất|qua đời|ra|rộng|dài|cao|sâu|nặng|kéo dài|diễn ra|"
    r"bắt đầu|kết thúc|"
    r"mở|khai trương|xuất phát|xuất hiện|mang|tên|trị giá|giá|tốn|hết|đạt|chở|ngừng|nghỉ|ban đầu|"
    r"lúc đầu|đông|"
    r"bao|mấy|rơi|họp|báo|thu|ghi|mua|hứa|lấy|cần|phải|giành|ở|tại|từ|tổ chức|trao|nhận|giúp|lập|"
    r"thành lập|đổi|"
    r"lần lượt|mỗi|từng|khen|phạt|nhìn|vướng|lĩnh|cán|đóng|đang|sẽ|đã|chưa|thường|chỉ|bắt|xử lý|phát hiện|"
    r"chuyển|còn|vào|thay đổi|tăng|giảm|lên|khác|gồm|đều|cùng|vì|như|làm|đi|về|cho|dựa|ứng|"
    r"hỗ trợ|gặp)\b|\w+ hơn$",
    re.IGNORECASE,
)
PASSIVE = frozenset({"được", "bị"})
MORE_OR_FIRST = re.compile(r"\b(?:hơn|trước|sau)$", re.IGNORECASE)
FIRST = re.compile(r"^(?P<did>.*?)\s*\b(?:trước|sau)$", re.IGNORECASE)
WHICH_IS_MORE = re.compile(r"^(?:[^\W\d_]+ ){1,3}nào\b\s*(?=.*\bhơn\b)", re.IGNORECASE)
AGAINST = re.compile(r"\bso với\b", re.IGNORECASE)
# "… khác nhau thế nào", "… chênh nhau ra sao", "… khác gì nhau về nội dung"
DIFFER = re.compile(
    r"[,;:]?\s*\b(?:khác|giống|chênh)\s+(?:gì\s+)?nhau"
    r"(?:\s+(?:như\s+)?(?:thế nào|ra sao|ở (?:điểm|chỗ) nào|gì|bao nhiêu))?(?:\s+về\s+(?P<of>.+))?$",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"(?:tổng |con )?(?:số|mức|tiền|tỷ|tỉ|dung tích|diện tích|dân số|kinh phí|vốn|giá|thời (?:hạn|gian)|"
    r"chiều|sản lượng|doanh thu|phụ cấp|tuổi|lượng|trị giá|chi phí|lương|chu kỳ|độ|quy mô|khoảng cách)\b",
    re.IGNORECASE,
)
# What was and what is: "ban đầu bao nhiêu con, nay bao nhiêu".
NOW = re.compile(r"^(?:đến\s+)?(?:nay|giờ|hiện(?:\s+(?:nay|tại|giờ))?|bây giờ|sau này)\b", re.IGNORECASE)
AT_FIRST = re.compile(
    r"\s*\b(?:(?:lúc|hồi|buổi|thuở|khi)\s+(?:đầu|mới lập|ban đầu|trước)|ban đầu|trước(?: kia| đây)?)\b\s*",
    re.IGNORECASE,
)
# "…, nơi nào nhiều hơn" after what asks already
AND_WHICH = re.compile(r"\s*[,;:]\s*(?:[^\W\d_]+ ){1,3}nào\b[^,;:]*\b(?:hơn|trước|sau)$", re.IGNORECASE)
# "văn bản nào có trước": of each when
WHICH_FIRST = re.compile(r"^(?:(?:[^\W\d_]+ ){1,3}nào|ai)\s+(?P<did>.*?)\s*\b(?:trước|sau)$", re.IGNORECASE)
IS_WHAT = (
    (AMOUNT, "bao nhiêu"),
    (re.compile(r"người ", re.IGNORECASE), "ai"),
    (re.compile(r"giờ ", re.IGNORECASE), "mấy giờ"),
    (re.compile(r"ngày (?!hội|lễ)", re.IGNORECASE), "ngày nào"),
)
HAS = re.compile(r"\bcó\s+(?P<what>(?:[^\W\d_]+\s?){1,6})$", re.IGNORECASE)
COMPARES = re.compile(
    r"\b(?:nào\b.*\bhơn|hay\b.*\bhơn$|lần lượt|mỗi (?:bên|nơi)|(?:khác|giống|chênh) (?:nhau|gì|với)|"
    r"so sánh|hơn (?:hay|không|kém)|cả hai)\b",
    re.IGNORECASE,
)
_ASKING = r"\b(?:ai|gì|nào|đâu|mấy|bao (?:nhiêu|giờ|lâu|xa)|thế nào|ra sao|vì sao|tại sao)\b"
ASKS = re.compile(_ASKING, re.IGNORECASE)
# What is about two things more often than not: "… có cùng ngày với … không", "… hay … có trước", two askings.
MAY_COMPARE = (
    re.compile(r"\bcó\b.*\b(?:cùng|trùng|bằng|giống)\b.*\bkhông$", re.IGNORECASE),
    re.compile(r"\bhay\b.*\b(?:trước|sau|hơn)$|\b(?:trước|hơn)\b.*\bhay\b", re.IGNORECASE),
    re.compile(r"\bso với\b|\bvới\b.*\b(?:những|các|mỗi|từng|là (?:bao nhiêu|ai|gì))\b", re.IGNORECASE),
    re.compile(rf"{_ASKING}.*?(?:,|;|\bvà|\brồi|\bcòn)\s.*{_ASKING}", re.IGNORECASE),
)
SETTING = re.compile(
    r"^(?P<where>(?:ở|tại|năm|trong|ngày|tháng|từ|đến|theo|sau|trước|dịp|lúc|khi|hồi)\s[^,]{2,60}),\s+",
    re.IGNORECASE,
)
OWN_SUBJECT = re.compile(r"^(?:(?:những |các )?(?:[^\W\d_]+ ){1,2}nào|(?:những )?ai)\s+\w+", re.IGNORECASE)
# "dựa vào hai văn bản nào": each on one
SO_MANY = re.compile(r"\b(?:cả hai|hai|những|các)\s+(?=(?:[^\W\d_]+ ){1,3}(?:nào|gì)\b)", re.IGNORECASE)
PREDICATE = re.compile(
    r"\b(?:phát động|được|bị|vào|ra|trở|lên|thuộc|do|gồm|đạt|mang|tổ chức|thành lập|khánh thành|đổi|"
    r"chuyển|nhận|"
    r"trao|tặng|giúp|hỗ trợ|mở|có|đã|còn)\b",
    re.IGNORECASE,
)
IN_TURN = re.compile(
    r"\s*\b(?:lần lượt|(?:của )?(?:mỗi|từng) (?:bên|nơi|giai đoạn|năm|lần|đợt|kỳ|xã|huyện|đồn|cái|"
    r"thứ|loại))\b",
    re.IGNORECASE,
)
# "Ngoài Lào và Campuchia, …" asks for what is neither.
BESIDES = re.compile(r"(?:ngoài|trừ)\b", re.IGNORECASE)
# "Vì sao A giảm so với B": one cause.
WHY = re.compile(r"(?:vì sao|tại sao)\b", re.IGNORECASE)
# What is between two things is one thing.
BETWEEN = re.compile(r"\b(?:giữa|(?<!kết )nối|giáp ranh|ranh giới)\b(?:\s+\S+){1,8}\s+và\s", re.IGNORECASE)
# One question about two taken together.
OF_ALL = re.compile(
    r"\b(?:tổng cộng|cả thảy|điểm chung|tên gọi chung)\b|"
    r"^(?:vợ chồng|(?:hai )?(?:anh em|chị em|vợ chồng|mẹ con|bố con|cha con|ông cháu))\b",
    re.IGNORECASE,
)
# Two days of one month: "ngày 14 và 15 tháng giêng".
TWO_DAYS = re.compile(r"\b\d{1,2}\s+(?:và|,)\s+(?:ngày\s+)?\d{1,2}\s*(?:tháng|[-/])", re.IGNORECASE)
# "A và B hơn kém nhau mấy tuổi": how old each is
APART = re.compile(
    r"\s*\b(?:(?:chênh lệch|chênh|hơn thua)(?:\s+nhau)?\s+(?=(?:mấy|bao)\b)|hơn kém(?:\s+nhau)?\s+(?=\w))",
    re.IGNORECASE,
)
COMPARE = re.compile(r"^(?:hãy )?so sánh\s+", re.IGNORECASE)
# "xã nào rộng hơn" asked of one xã is how wide it is.
WHICH = re.compile(rf"\s*\b{_KINDS} nào\b\s*", re.IGNORECASE)
SIZE = (  # each as it is written: "Xa" and "Hơn" are names
    "(?-i:lớn|nhiều|ít|cao|thấp|dài|ngắn|rộng|hẹp|đông|vắng|đắt|rẻ|nặng|nhẹ|xa|gần|lâu|dày|mỏng|già|trẻ|sâu|nông|"
    "nhanh|chậm|mạnh|yếu|to|nhỏ|thưa|sớm|muộn)"
)
# "A so với B nhiều hay ít hơn": how much each is
MORE_OR_LESS = re.compile(
    rf"(?P<two>\bso với\b.*?)\s+{SIZE}\s+(?:hơn\s+)?hay\s+(?:là\s+)?{SIZE}\s+hơn$", re.IGNORECASE
)
THAN = "(?-i:hơn)"
MORE = re.compile(
    r"\bnhiều\b(?P<what>.*?)\s*\bhơn\b|\bđông\b(?P<crowd>.*?)\s*\bhơn\b|\b(?P<how>\w+)\s+hơn\b", re.IGNORECASE
)
# What is asked of one thing that is "sớm hơn" or "xa hơn" than another; else "… bao nhiêu".
HOW_MUCH = {
    **dict.fromkeys(("sớm", "muộn", "trước", "sau"), "khi nào"),
    "lâu": "bao lâu",
    "xa": "bao xa",
    "gần": "bao xa",
    **dict.fromkeys(("già", "trẻ"), "bao nhiêu tuổi"),
}
AFTER_MORE = re.compile(r"\bhơn\s*[,:]\s*")
# Words that a time begins with, or a place.
TIME_WORDS = frozenset(
    words("tính cuối đầu giữa đến tới sau trước khi lúc trong hồi tháng ngày năm quý theo tại ở")
)
BEFORE_NAME = re.compile(r"^(?:của|ở|tại|cho|do|theo|trong|với)$", re.IGNORECASE)
# Words written small that a name may end with, before what is said of it ("Bộ đội Biên phòng toàn dân").
MOST_SMALL = 4
# What may stand between two names of one thing ("bà Lành ở Gành Son"), and at its end.
NAME_LINKS = frozenset(
    words(
        """ở tại của thuộc trên trong từ năm tháng ngày lần thứ số xã huyện tỉnh thị trấn phường bản thôn làng
        đồn khóa khối đợt hạng cấp và thành phố nước khu vực đường sông quận ấp buôn cửa khẩu trạm đội trường
        ban hội ông bà anh chị đầu cuối giữa quý"""
    )
)
NAME_ENDS = frozenset(words("tỉnh huyện xã tuổi năm"))
# Words of two syllables whose second is written small within a name; more may follow it ("Cảnh sát biển").
SMALL_ENDED = re.compile(
    r"Anh hùng|Biên cương|Biên giới|Biên phòng|Bộ đội|Chính phủ|Chính trị|Chỉ huy|Chữ thập|"
    r"Cộng hòa|Cảnh sát|Công an|Công thương|Cựu chiến|Doanh nhân|Doanh nghiệp|Dân quân|Giáo dục|"
    r"Hàng hải|Hải quan|Hải quân|Hội đồng|Huyện ủy|Hành chính|Khoa học|Kiểm lâm|Kiểm ngư|Kinh tế|"
    r"Lao động|Lâm nghiệp|Lục quân|Mặt trận|Nghề cá|Ngoại giao|Nhân dân|Nông dân|Nông nghiệp|"
    r"Phụ nữ|Quân sự|Quân y|Quốc hội|Quốc phòng|Sĩ quan|Tham mưu|Thanh niên|Thiếu nhi|Thiếu niên|"
    r"Thành ủy|Thị ủy|Thủy sản|Tiểu học|Tỉnh ủy|Trinh sát|Tài chính|Tư lệnh|Tư pháp|Văn hóa|Y tế|"
    r"Đại học|Đảng ủy|Đồn trưởng|Ủy ban"
)
# What is done to or by something, besides what SAID has; a name that one of these follows is at its end.
DOES = re.compile(
    r"(?:ký|dùng|tặng|đón|phát|giữ|cứu|tuyển|xây|dựng|đặt|thuê|nêu|nói|kể|quyên|huy động|ủng hộ|đề xuất|"
    r"xác minh|khảo sát|gia nhập|kỷ niệm|dự kiến|tiếp nhận|kết nạp|công bố|phân công|quy định|giấu|khởi hành|"
    r"khánh thành|cử|chọn|treo|gọi|bỏ|đưa|gửi|góp|trồng|nuôi|bán|sản xuất|áp dụng|thực hiện|triển khai|"
    r"quản lý|phục vụ)\b",
    re.IGNORECASE,
)
OF_PLACE = re.compile(r"\s(?:ở|tại|của|trong|trên|theo|được(?!\s+của))\s", re.IGNORECASE)
RELATIVE = re.compile(r"\b(?:do|mà)\b")
TIME_AT_END = re.compile(r"\s+(?:(?:cuối|đầu|giữa|hồi|vào)\s+)*(?:năm|tháng|ngày)\s+\d[\d/]*$", re.IGNORECASE)
TITLE = re.compile(r"^(?:ông|bà|anh|chị|đồng chí)\s+", re.IGNORECASE)
# What a name of a body or a document begins with.
BODY = re.compile(
    r"(?:Trường|Khoa|Học viện|Đồn|Đội|Ban|Hội|Bộ|Sở|Cục|Công an|Luật|Nghị định|Nghị quyết|Quyết định|Chỉ thị|"
    r"Chương trình|Lễ|Đền|Cảng)\b"
)


def asks(text: str) -> bool:
    """Whether a text asks: holds a word such as "ai" or "bao nhiêu"."""
    return ASKS.search(text) is not None


def within_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def past_quote(text: str, end: int) -> int:
    """`end`, or where the quotation closes that it stands in."""
    closing = text.find("”", end)
    return closing + 1 if within_quotes(text, end) and closing >= 0 else end


def is_time(text: str) -> bool:
    """Whether all words of a text are of a time, as in "cuối năm 2023"."""
    return all(is_of_time(word) or word[0].isdigit() for word in words(text))


def is_of_time(word: str) -> bool:
    return word.lower() in TIME_WORDS


def is_name(token: Token) -> bool:
    return token.text[0].isupper()


def is_name_or_number(token: Token) -> bool:
    return is_name(token) or token.text[0].isdigit()


def names(part: str) -> bool:
    """Whether a part names something that it can be looked up by: a name, a number or a date."""
    return any(map(is_name_or_number, tokenize(part)[1:]))


def is_named(part: str) -> bool:
    """Whether a part from within a sentence, whose first word counts, too, holds a name or a number."""
    return any(map(is_name_or_number, tokenize(part)))


def is_telling(thing: str) -> bool:
    """Whether a thing can be told from another: a name or a number in it, or several words."""
    tokens = tokenize(thing)
    return any(map(is_name_or_number, tokens)) or len(tokens) > 1
