"""Two askings, of which the second is shortened."""

import pytest

from bp_qa.answering.comparison import split_comparison


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Trưởng ban tổ chức hội thi ở Sơn Khê là ai, ở Đắk Tô Rang là ai?",
            (
                "Trưởng ban tổ chức hội thi ở Sơn Khê là ai?",
                "Trưởng ban tổ chức hội thi ở Đắk Tô Rang là ai?",
            ),
        ),
        (
            "Lễ cầu ngư ở Phú Diêm có bao nhiêu thuyền ra khơi, ở Vũng Sim có bao nhiêu?",
            (
                "Lễ cầu ngư ở Phú Diêm có bao nhiêu thuyền ra khơi?",
                "Lễ cầu ngư ở Vũng Sim có bao nhiêu thuyền ra khơi?",
            ),
        ),
        (
            "Tiền thưởng của Hải đội 12 được góp vào đâu, của Đồn Nậm Ngà dùng vào việc gì?",
            ("Tiền thưởng của Hải đội 12 được góp vào đâu?", "Tiền thưởng của Đồn Nậm Ngà dùng vào việc gì?"),
        ),
        (
            "Ở Lạch Kèn phát hiện mấy vụ sai phạm, ở Bãi Ngang mấy vụ?",
            ("Ở Lạch Kèn phát hiện mấy vụ sai phạm?", "Ở Bãi Ngang phát hiện mấy vụ sai phạm?"),
        ),
        (
            "Bao nhiêu em ở Phước Khơi mồ côi cha, bao nhiêu em là con hộ nghèo?",
            ("Bao nhiêu em ở Phước Khơi mồ côi cha?", "bao nhiêu em là con hộ nghèo ở Phước Khơi?"),
        ),
        (
            "Ai phụ trách tổ tuần tra Trà Vi và ai trao thưởng cho tổ này?",
            ("Ai phụ trách tổ tuần tra Trà Vi?", "ai trao thưởng cho tổ tuần tra Trà Vi?"),
        ),
        (
            "Trong năm hộ ở Cồn Bạc, bao nhiêu hộ sập nhà vì bão và bao nhiêu hộ sống trên ghe?",
            (
                "Trong năm hộ ở Cồn Bạc, bao nhiêu hộ sập nhà vì bão?",
                "Trong năm hộ ở Cồn Bạc, bao nhiêu hộ sống trên ghe?",
            ),
        ),
        (
            "Bao nhiêu phụ nữ khám bệnh và bao nhiêu em tẩy giun ở buôn Phốk Mới?",
            ("Bao nhiêu phụ nữ khám bệnh ở buôn Phốk Mới?", "bao nhiêu em tẩy giun ở buôn Phốk Mới?"),
        ),
        (
            "Vì sao phải đổi tên đội cứu hộ Thác Dạ, và vì sao phải đổi tên chi cục ở Đông Lĩnh?",
            ("Vì sao phải đổi tên đội cứu hộ Thác Dạ?", "vì sao phải đổi tên chi cục ở Đông Lĩnh?"),
        ),
        (
            "Trước kia Phú Xương có bao nhiêu phần trăm hộ nghèo, giờ còn bao nhiêu?",
            (
                "Trước kia Phú Xương có bao nhiêu phần trăm hộ nghèo?",
                "Phú Xương giờ còn bao nhiêu phần trăm hộ nghèo?",
            ),
        ),
        (
            "Đàn bò của Đồn Ea Súp ban đầu bao nhiêu con, nay bao nhiêu?",
            ("Đàn bò của Đồn Ea Súp ban đầu bao nhiêu con?", "Đàn bò của Đồn Ea Súp nay bao nhiêu con?"),
        ),
        (
            "Trung ương góp bao nhiêu, tỉnh góp bao nhiêu vào cửa khẩu Nậm Pha?",
            ("Trung ương góp bao nhiêu vào cửa khẩu Nậm Pha?", "tỉnh góp bao nhiêu vào cửa khẩu Nậm Pha?"),
        ),
        (
            "Ở lễ ra mắt Đồn Cửa Vàm, huyện tặng gì, hợp tác xã tặng gì?",
            ("Ở lễ ra mắt Đồn Cửa Vàm, huyện tặng gì?", "Ở lễ ra mắt Đồn Cửa Vàm, hợp tác xã tặng gì?"),
        ),
        (
            "Cầu cảng Lạch Sung dài mấy mét, còn cầu cảng Hòn Dứa thì sao?",
            ("Cầu cảng Lạch Sung dài mấy mét?", "cầu cảng Hòn Dứa dài mấy mét?"),
        ),
        (
            "Số cán bộ dôi dư ở Hòa Suối và ở Mỏ Vàng?",
            ("Số cán bộ dôi dư ở Hòa Suối là bao nhiêu?", "Số cán bộ dôi dư ở Mỏ Vàng là bao nhiêu?"),
        ),
        (
            "Cơ quan nào làm đầu mối chương trình ở Đắk Sơn và ở Trà Vân?",
            (
                "Cơ quan nào làm đầu mối chương trình ở Đắk Sơn?",
                "Cơ quan nào làm đầu mối chương trình ở Trà Vân?",
            ),
        ),
        ("Cô bé người Khe Lăng học ở đâu, với ai?", None),
        ("Hai nhánh Nin Trắng và Nin Xanh gặp nhau ở đâu?", None),
        ("Ai chỉ huy Tuần hồ Bạch Mã lúc mới lập, ai chỉ huy bây giờ?", None),
    ],
)
def test_the_second_asking_gets_what_it_leaves_out(question: str, parts: tuple[str, str] | None) -> None:
    assert split_comparison(question) == parts
