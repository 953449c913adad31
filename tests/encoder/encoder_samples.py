"""Vietnamese text made for the tests of this room."""

NEWS = """
Bộ đội Biên phòng tỉnh Nghệ An vừa tổ chức hội nghị sơ kết năm năm thực hiện phong trào toàn dân tham gia bảo
vệ chủ quyền, an ninh biên giới quốc gia trong tình hình mới. Đồn trưởng cho biết cán bộ, chiến sĩ đã giúp bà
con bản Mường Xén sửa nhà, đắp đường và đưa 1.250 học sinh trở lại trường sau mưa lũ ngày 27/9/2023.
"""
ODD_CHARACTERS = [
    "“",
    "”",
    "…",
    "–",
    "½",
    "①",
    "ﬁ",
    "℃",
    "１２",
    "Ｎ",
    "🙂",
    "東京",
    "Привет",
    "²",
    "\u00a0",
    "\u200b",
    "\t",
]


def sentences(count: int, *, odd: bool = False) -> list[str]:
    """Different Vietnamese sentences of 3 to 60 words, some with odd characters."""
    vocabulary = NEWS.split()
    made = []
    for number in range(count):
        length = 3 + (number * 7) % 58
        words = [
            vocabulary[(number * 13 + place * (1 + number % 5)) % len(vocabulary)] for place in range(length)
        ]
        if odd:
            words.insert(number % length, ODD_CHARACTERS[number % len(ODD_CHARACTERS)])
        made.append(" ".join(words))
    return made
