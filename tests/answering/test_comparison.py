"""Questions in two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp_qa.answering.comparison import may_compare, split_comparison


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Sản lượng cá qua cảng A năm 2017 và sản lượng của tỉnh Nghệ An năm 2023 là bao nhiêu?",
            (
                "Sản lượng cá qua cảng A năm 2017 là bao nhiêu?",
                "sản lượng của tỉnh Nghệ An năm 2023 là bao nhiêu?",
            ),
        ),
        (
            "Quà ở Tương Dương có trị giá lớn hơn chương trình ở Tam Hợp không?",
            ("Quà ở Tương Dương có trị giá bao nhiêu?", "chương trình ở Tam Hợp có trị giá bao nhiêu?"),
        ),
        (
            "Đường biên Nghệ An dài hơn đường biên Hà Tĩnh không?",
            ("Đường biên Nghệ An dài bao nhiêu?", "đường biên Hà Tĩnh dài bao nhiêu?"),
        ),
        (
            "Số hộ nghèo năm 2024 có ít hơn năm 2023 không?",
            ("Số hộ nghèo năm 2024 bao nhiêu?", "Số hộ nghèo năm 2023 bao nhiêu?"),
        ),
        (
            "Trong năm 2023 và 2024, Hoàng Mai có bao nhiêu hộ nghèo?",
            (
                "Trong năm 2023, Hoàng Mai có bao nhiêu hộ nghèo?",
                "Trong năm 2024, Hoàng Mai có bao nhiêu hộ nghèo?",
            ),
        ),
        (
            "Quảng Bình có bờ biển dài hơn Nghệ An không?",
            ("Quảng Bình có bờ biển dài bao nhiêu?", "Nghệ An có bờ biển dài bao nhiêu?"),
        ),
        (
            "Lễ ở Vinh diễn ra sớm hơn lễ ở Hoàng Mai không?",
            ("Lễ ở Vinh diễn ra khi nào?", "lễ ở Hoàng Mai khi nào?"),
        ),
        (
            "Đồn Nậm Cắn giúp bao nhiêu em, còn cả tỉnh Nghệ An làm bao nhiêu căn nhà?",
            ("Đồn Nậm Cắn giúp bao nhiêu em?", "cả tỉnh Nghệ An làm bao nhiêu căn nhà?"),
        ),
        (
            "Nhôn Mai (1/2024) và Môn Sơn (3/2026), nơi nào trao nhiều suất quà hơn?",
            (
                "Nhôn Mai (1/2024) trao bao nhiêu suất quà?",
                "Môn Sơn (3/2026) trao bao nhiêu suất quà?",
            ),
        ),
        (
            "Số học viên của lớp tối năm 2020 và năm 2025 lần lượt là bao nhiêu?",
            (
                "Số học viên của lớp tối năm 2020 là bao nhiêu?",
                "Số học viên của lớp tối năm 2025 là bao nhiêu?",
            ),
        ),
        (
            "Cuối năm 2022, huyện nào có tỷ lệ hộ nghèo cao hơn, Mường Pha hay Chiềng Xôm?",
            (
                "Cuối năm 2022, Mường Pha có tỷ lệ hộ nghèo cao bao nhiêu?",
                "Cuối năm 2022, Chiềng Xôm có tỷ lệ hộ nghèo cao bao nhiêu?",
            ),
        ),
        (
            "So sánh kinh phí hội thi ở Bắc Sơn năm 2022 và 2024, năm nào tốn hơn?",
            (
                "kinh phí hội thi ở Bắc Sơn năm 2022 tốn bao nhiêu?",
                "kinh phí hội thi ở Bắc Sơn năm 2024 tốn bao nhiêu?",
            ),
        ),
        (
            "Lúc khởi công và sau điều chỉnh, vốn của tuyến Hải An lần lượt là bao nhiêu?",
            (
                "Lúc khởi công, vốn của tuyến Hải An là bao nhiêu?",
                "sau điều chỉnh, vốn của tuyến Hải An là bao nhiêu?",
            ),
        ),
        (
            "Hồ Hua Sính và hồ Suối Quế có dung tích khác nhau thế nào?",
            ("Hồ Hua Sính có dung tích bao nhiêu?", "hồ Suối Quế có dung tích bao nhiêu?"),
        ),
        (
            "Mức tiền kèm Giấy khen ở Mù Sang năm 2019 và năm 2022 khác nhau ra sao?",
            (
                "Mức tiền kèm Giấy khen ở Mù Sang năm 2019 là bao nhiêu?",
                "Mức tiền kèm Giấy khen ở Mù Sang năm 2022 là bao nhiêu?",
            ),
        ),
        (
            "Cờ thi đua của Mường Phìa và của Bản Lành do nơi nào tặng, khác nhau ra sao?",
            ("Cờ thi đua của Mường Phìa do nơi nào tặng?", "Cờ thi đua của Bản Lành do nơi nào tặng?"),
        ),
        (
            "Nghị quyết 58 và Nghị quyết 11 khác nhau thế nào về nội dung?",
            ("Nghị quyết 58 có nội dung gì?", "Nghị quyết 11 có nội dung gì?"),
        ),
        (
            "Bệnh viện Đông Mạn và bệnh viện Vân Giá có bao nhiêu giường, nơi nào nhiều hơn?",
            ("Bệnh viện Đông Mạn có bao nhiêu giường?", "bệnh viện Vân Giá có bao nhiêu giường?"),
        ),
        (
            "Quốc lộ 297B và đường Khau Mạ, công trình nào nhiều vốn hơn?",
            ("Quốc lộ 297B, có bao nhiêu vốn?", "đường Khau Mạ, có bao nhiêu vốn?"),
        ),
        (
            "Lúc mới lập, Tiểu đoàn 7 và Hải đội 3, đơn vị nào đông người hơn?",
            ("Lúc mới lập Tiểu đoàn 7 có bao nhiêu người?", "Lúc mới lập Hải đội 3 có bao nhiêu người?"),
        ),
        (
            "Bản ghi nhớ của Báo Tây Khê và bản ghi nhớ của Sở Phú Trà, bản nào ký trước?",
            ("Bản ghi nhớ của Báo Tây Khê ký khi nào?", "bản ghi nhớ của Sở Phú Trà ký khi nào?"),
        ),
        (
            "Đạo diễn của “Sóng gọi tên anh” và “Tiếng cồng giữ mốc” là ai?",
            ("Đạo diễn của “Sóng gọi tên anh” là ai?", "Đạo diễn của “Tiếng cồng giữ mốc” là ai?"),
        ),
        (
            "Chiến dịch ở An Trạch năm 2023 và ở Bình Hạ năm 2021 kéo dài bao lâu?",
            (
                "Chiến dịch ở An Trạch năm 2023 kéo dài bao lâu?",
                "Chiến dịch ở Bình Hạ năm 2021 kéo dài bao lâu?",
            ),
        ),
        (
            "Ai là Trưởng ban Lễ hội năm 2022, ai là Trưởng ban Lễ hội năm 2023?",
            ("Ai là Trưởng ban Lễ hội năm 2022?", "ai là Trưởng ban Lễ hội năm 2023?"),
        ),
        (
            "Ở huyện Sơn Khụ, những đồn nào nhận con nuôi và trường nào được bàn giao nhà bán trú?",
            (
                "Ở huyện Sơn Khụ, những đồn nào nhận con nuôi?",
                "Ở huyện Sơn Khụ, trường nào được bàn giao nhà bán trú?",
            ),
        ),
        (
            "Việc lập lực lượng năm 1959 và việc đổi tên năm 1979 dựa vào hai văn bản nào?",
            (
                "Việc lập lực lượng năm 1959 dựa vào văn bản nào?",
                "việc đổi tên năm 1979 dựa vào văn bản nào?",
            ),
        ),
        (
            "Xã Nhôn Mai và Mai Sơn, nơi nào rộng hơn?",
            ("Xã Nhôn Mai rộng bao nhiêu?", "Mai Sơn rộng bao nhiêu?"),
        ),
    ],
)
def test_two_parts(question: str, parts: tuple[str, str]) -> None:
    assert split_comparison(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Thị xã Cửa Lò và huyện Nghi Lộc họp sơ kết vào ngày nào?",
        "Ai đến dự và huấn thị tại lễ thành lập Công an nhân dân vũ trang năm 1959?",
        "Ở Hạnh Dịch, hộ nghèo nhận bao nhiêu suất quà và mỗi suất bao nhiêu tiền?",
        "Ai phát biểu tại hội nghị?",
        "Hoàng Mai có nhiều hơn 10 phường không?",
        "Có nơi nào cao hơn không?",
        "Việt Nam và Lào ký hiệp định năm nào?",
        "Ông Nguyễn Văn A và bà Trần Thị B kết hôn năm nào?",
        "Ai trao quà (về: Keng Đu và Môn Sơn)?",
        "Điểm số của trận đấu giữa Hoàng Mai và Quỳnh Lưu là bao nhiêu?",
        "Ngoài Lào và Campuchia, Học viện Biên phòng còn hợp tác với nước nào?",
        "Ai đoạt giải Nhất cuộc thi “Chữ và Nước”?",
        "Đồn Nậm Cắn giúp bao nhiêu em, trong đó có bao nhiêu em ở Lào?",
        "Lễ diễn ra ở đâu, ngày nào?",
        "",
    ],
)
def test_one_question(question: str) -> None:
    assert split_comparison(question) is None


@given(st.text(max_size=200))
def test_any_text_is_split_or_left(question: str) -> None:
    parts = split_comparison(question)
    assert parts is None or all(part.endswith("?") and len(part) > 1 for part in parts)


@pytest.mark.parametrize(
    "question",
    [
        "Lễ thành lập có cùng ngày với nghị định không?",
        "Đền Cờn hay đền Cuông có trước?",
        "Đơn vị nào có trước: Đồn Nậm Cắn hay Đồn Keng Đu?",
        "Số suất quà ở Mỹ Lý so với ở Nhôn Mai?",
        "Lễ hội được khôi phục năm nào rồi thành di sản năm nào?",
        "Lượng cá năm 2017 với kế hoạch cả năm là bao nhiêu?",
        "Xã nào rộng hơn, Môn Sơn hay Keng Đu?",
    ],
)
def test_a_question_that_may_be_about_two_things(question: str) -> None:
    assert may_compare(question)


@pytest.mark.parametrize(
    "question",
    [
        "Ai làm việc với Học viện Biên phòng?",
        "Có bao nhiêu hộ nghèo ở Keng Đu?",
        "Lễ hội có diễn ra ở Quỳnh Phương không?",
        "Bộ đội Biên phòng và chính quyền trao những gì?",
    ],
)
def test_a_question_about_one_thing(question: str) -> None:
    assert not may_compare(question)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Lực lượng làm lễ thành lập ngày nào, còn Biên phòng Nghệ An được lập ngày nào?",
            ("Lực lượng làm lễ thành lập ngày nào?", "Biên phòng Nghệ An được lập ngày nào?"),
        ),
        (
            "Trường Sĩ quan lục quân và Đồn Keng Đu được lập theo quyết định số mấy?",
            (
                "Trường Sĩ quan lục quân được lập theo quyết định số mấy?",
                "Đồn Keng Đu được lập theo quyết định số mấy?",
            ),
        ),
        ("Giám đốc Sở Thông tin và Truyền thông Hà Sơn là ai?", None),
    ],
)
def test_what_is_set_against_the_first_and_bodies_named_side_by_side(
    question: str, parts: tuple[str, str] | None
) -> None:
    assert split_comparison(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Đền Cờn được khôi phục năm nào rồi vào danh mục di sản quốc gia năm nào?",
            ("Đền Cờn được khôi phục năm nào?", "Đền Cờn vào danh mục di sản quốc gia năm nào?"),
        ),
        (
            "Quỹ Hạ Sơn xây bao nhiêu căn nhà và Nhà đồng đội giúp bao nhiêu người?",
            ("Quỹ Hạ Sơn xây bao nhiêu căn nhà?", "Nhà đồng đội giúp bao nhiêu người?"),
        ),
        (
            "Huyện thưởng đội K21 bao nhiêu và K22 bao nhiêu?",
            ("Huyện thưởng đội K21 bao nhiêu?", "Huyện thưởng đội K22 bao nhiêu?"),
        ),
        (
            "Số suất quà ở Tam Hợp so với Hạnh Dịch?",
            ("Số suất quà ở Tam Hợp là bao nhiêu?", "Số suất quà ở Hạnh Dịch là bao nhiêu?"),
        ),
        (
            "Lễ cầu ngư ở đền Cờn hay ngày hội ở Keng Đu diễn ra trước?",
            ("Lễ cầu ngư ở đền Cờn diễn ra khi nào?", "ngày hội ở Keng Đu diễn ra khi nào?"),
        ),
        (
            "Trường Sĩ quan Lục quân và Khoa Biên phòng được lập theo quyết định số mấy?",
            (
                "Trường Sĩ quan Lục quân được lập theo quyết định số mấy?",
                "Khoa Biên phòng được lập theo quyết định số mấy?",
            ),
        ),
        (
            "Tiền phạt ở Hải An: cả năm 2023 với 4 tháng đầu năm 2024, mỗi giai đoạn bao nhiêu?",
            (
                "Tiền phạt ở Hải An: cả năm 2023 bao nhiêu?",
                "Tiền phạt ở Hải An: cả 4 tháng đầu năm 2024 bao nhiêu?",
            ),
        ),
        (
            "Ở đại hội năm 2020 và năm 2025, huyện Thạch Bàn cử bao nhiêu người?",
            (
                "Ở đại hội năm 2020, huyện Thạch Bàn cử bao nhiêu người?",
                "Ở đại hội năm 2025, huyện Thạch Bàn cử bao nhiêu người?",
            ),
        ),
        (
            "Mỗi hộ ở chợ Cồn Vạc và ở chợ Gò Sim được huyện Trà Ông cho bao nhiêu tiền?",
            (
                "Mỗi hộ ở chợ Cồn Vạc được huyện Trà Ông cho bao nhiêu tiền?",
                "Mỗi hộ ở chợ Gò Sim được huyện Trà Ông cho bao nhiêu tiền?",
            ),
        ),
        (
            "Quyết định số 302-TC và Nghị định số 57-NĐ/YT ra ngày nào?",
            ("Quyết định số 302-TC ra ngày nào?", "Nghị định số 57-NĐ/YT ra ngày nào?"),
        ),
        (
            "Anh Lý Văn A bán máy giá bao nhiêu, còn cô Hà Thị B làm găng tốn bao nhiêu?",
            ("Anh Lý Văn A bán máy giá bao nhiêu?", "cô Hà Thị B làm găng tốn bao nhiêu?"),
        ),
        (
            "Nhà lưu niệm Trần Khiết khởi công với kinh phí bao nhiêu và khánh thành năm nào?",
            (
                "Nhà lưu niệm Trần Khiết khởi công với kinh phí bao nhiêu?",
                "Nhà lưu niệm Trần Khiết khánh thành năm nào?",
            ),
        ),
        (
            "Giám đốc Sở Công Thương Hà Lương năm 2021 là ai, và năm sau ai ngồi ghế ấy?",
            (
                "Giám đốc Sở Công Thương Hà Lương năm 2021 là ai?",
                "Giám đốc Sở Công Thương Hà Lương năm sau ai ngồi ghế ấy?",
            ),
        ),
        (
            "Trung đoàn trưởng đầu tiên của 862 là ai, của 874 là ai?",
            ("Trung đoàn trưởng đầu tiên của 862 là ai?", "Trung đoàn trưởng đầu tiên của 874 là ai?"),
        ),
        (
            "Đêm nhạc ở Quảng Điềm với đêm diễn ở Pơ Lang, cuộc nào kéo dài hơn?",
            ("Đêm nhạc ở Quảng Điềm kéo dài bao lâu?", "đêm diễn ở Pơ Lang kéo dài bao lâu?"),
        ),
        (
            "Con tàu Thiên Phú chở hàng gì và nặng bao nhiêu?",
            None,
        ),
        ("Vì sao giá muối Vĩnh Sa năm 2023 giảm so với năm 2021?", None),
        ("Đồn Cửa Lò phối hợp với phường Nghi Thủy làm những gì?", None),
        ("Chị Và Y Dở giữ chức gì?", None),
    ],
)
def test_two_deeds_of_one_and_names_that_end_small(question: str, parts: tuple[str, str] | None) -> None:
    assert split_comparison(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Tân Lợi có bao nhiêu hộ nghèo, Tân Hưng có bao nhiêu hộ nghèo?",
            ("Tân Lợi có bao nhiêu hộ nghèo?", "Tân Hưng có bao nhiêu hộ nghèo?"),
        ),
        (
            "Trước đây xã Đắk Ơ tên gì, bây giờ tên gì?",
            ("Trước đây xã Đắk Ơ tên gì?", "xã Đắk Ơ bây giờ tên gì?"),
        ),
        ("Vợ chồng anh Tâm và chị Hằng có mấy người con?", None),
        ("Lễ hội nào được tổ chức vào ngày 14 và 15 tháng giêng?", None),
        ("Trong 2 năm 2021 và 2022, toàn tỉnh có tổng cộng bao nhiêu ca ma túy?", None),
        ("Tỉnh Bình Phước và tỉnh Đồng Nai sáp nhập ngày nào?", None),
    ],
)
def test_what_is_of_both_together_and_what_ends_alike(question: str, parts: tuple[str, str] | None) -> None:
    assert split_comparison(question) == parts
