"""Questions that weigh one thing against another."""

import pytest

from bp_qa.answering.comparison import split_comparison


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Lễ hội Bạch Liên khai mạc trước hay sau lễ hội Mã Yên?",
            ("Lễ hội Bạch Liên khai mạc khi nào?", "lễ hội Mã Yên khai mạc khi nào?"),
        ),
        (
            "Lần hẹn tiếp theo của Đồn Đắk Rôm sớm hơn hay muộn hơn của Đồn Huổi Pâng?",
            ("Lần hẹn tiếp theo của Đồn Đắk Rôm khi nào?", "Lần hẹn tiếp theo của Đồn Huổi Pâng khi nào?"),
        ),
        (
            "Trường Trạm Lũng ra đời sau trường Đồi Thông mấy năm?",
            ("Trường Trạm Lũng ra đời khi nào?", "trường Đồi Thông ra đời khi nào?"),
        ),
        (
            "Hiến pháp của Vĩnh Sơn được ban hành sau khi vua Hải Vân lên ngôi bao lâu?",
            ("Hiến pháp của Vĩnh Sơn được ban hành khi nào?", "vua Hải Vân lên ngôi khi nào?"),
        ),
        (
            "Một khóa ở Đồi Thông kéo dài hơn một khóa ở Vĩnh Cừ mấy tháng?",
            ("Một khóa ở Đồi Thông kéo dài mấy tháng?", "một khóa ở Vĩnh Cừ kéo dài mấy tháng?"),
        ),
        (
            "Mặt đường tránh Phố Mới rộng hay hẹp hơn mặt đường Đồng Vông?",
            ("Mặt đường tránh Phố Mới rộng bao nhiêu?", "mặt đường Đồng Vông rộng bao nhiêu?"),
        ),
        (
            "Tập đoàn Sông Biếc giúp nhiều hơn hay ít hơn tổ chức Bàn Tay Xanh?",
            ("Tập đoàn Sông Biếc giúp bao nhiêu?", "tổ chức Bàn Tay Xanh giúp bao nhiêu?"),
        ),
        (
            "Kinh phí đèn ở Nậm Khum thấp hơn kinh phí nước sạch ở Kon Jri chứ?",
            ("Kinh phí đèn ở Nậm Khum là bao nhiêu?", "kinh phí nước sạch ở Kon Jri là bao nhiêu?"),
        ),
        (
            "Năm 2016, đồn Mù Sán tuần tra ít hơn năm 2017 bao nhiêu chuyến?",
            (
                "Năm 2016, đồn Mù Sán tuần tra bao nhiêu chuyến?",
                "năm 2017, đồn Mù Sán tuần tra bao nhiêu chuyến?",
            ),
        ),
        (
            "Thẻ xe kéo có hạn ngắn hơn đăng ký thuyền máy phải không, mỗi thứ mấy năm?",
            ("Thẻ xe kéo có hạn mấy năm?", "đăng ký thuyền máy có hạn mấy năm?"),
        ),
        (
            "Một suất học bổng ở Trường Lộc kém một suất ở Phú Ninh bao nhiêu?",
            ("Một suất học bổng ở Trường Lộc bao nhiêu?", "một suất ở Phú Ninh bao nhiêu?"),
        ),
        (
            "Số tin của dân Phú Xương gấp đôi số tin của ngư dân Vĩnh Hạ phải không?",
            ("Số tin của dân Phú Xương bao nhiêu?", "số tin của ngư dân Vĩnh Hạ bao nhiêu?"),
        ),
        (
            "Lớp Sa Lông Mới học bao lâu, ngắn hơn lớp Bok Rẫy không?",
            ("Lớp Sa Lông Mới học bao lâu?", "lớp Bok Rẫy học bao lâu?"),
        ),
        (
            "Năm 2021 Mường Tống có bao nhiêu chiến sĩ thi đua, nhiều hơn năm 2020 không?",
            (
                "Năm 2021 Mường Tống có bao nhiêu chiến sĩ thi đua?",
                "năm 2020 Mường Tống có bao nhiêu chiến sĩ thi đua?",
            ),
        ),
        (
            "Ngày hội ở Quỳnh Tân có trùng với ngày hội ở Quỳnh Văn không?",
            ("Ngày hội ở Quỳnh Tân là ngày nào?", "ngày hội ở Quỳnh Văn là ngày nào?"),
        ),
        (
            "Luật Cảng và Luật Biển có hiệu lực cùng năm với nhau không?",
            ("Luật Cảng có hiệu lực năm nào?", "Luật Biển có hiệu lực năm nào?"),
        ),
        (
            "Suất quà ở Hạnh Dịch và tiền đỡ đầu ở Na Ngoi có bằng nhau không?",
            ("Suất quà ở Hạnh Dịch bao nhiêu?", "tiền đỡ đầu ở Na Ngoi bao nhiêu?"),
        ),
        (
            "Đông Lĩnh hay Nam Tiến có nhiều dân hơn khi ra đời?",
            ("Đông Lĩnh có bao nhiêu dân khi ra đời?", "Nam Tiến có bao nhiêu dân khi ra đời?"),
        ),
        (
            "Giữa nghị định về thuyền năm 2017 và nghị định về bè năm 2019, văn bản nào dài hơn?",
            ("nghị định về thuyền năm 2017 dài bao nhiêu?", "nghị định về bè năm 2019 dài bao nhiêu?"),
        ),
        ("Đồng dẫn điện tốt hơn than chì bao nhiêu lần?", None),
        ("Ceres nặng hơn Sao Diêm Vương bao nhiêu phần trăm?", None),
        ("Nhà của ông Rơ Lan Hơn ở đâu?", None),
        ("Ghe đứt liên lạc hơn một tuần mà không về bến thì phạt ra sao?", None),
        ("Ông Hạnh sau khi làm phó chủ tịch xã Giao Hòa được trả lương bao nhiêu một tháng?", None),
    ],
)
def test_each_of_two_things_that_are_weighed_is_asked_of(
    question: str, parts: tuple[str, str] | None
) -> None:
    assert split_comparison(question) == parts
