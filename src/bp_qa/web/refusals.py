"""Why a file was not imported, in the reader's language: the importer's reasons are in English."""

import re

from bp_qa.web.texts import Language

# A part of the importer's reason, and what a Vietnamese reader is told.
_VIETNAMESE = (
    ("is larger than", "tệp lớn hơn mức cho phép"),
    (
        "this kind of file cannot be imported",
        "không nhận loại tệp này; hãy dùng txt, md, html, docx, pdf, jsonl, zip",
    ),
    ("the file is empty", "tệp rỗng"),
    ("old Office file", "tệp Word cũ (.doc); hãy lưu lại thành .docx"),
    ("RTF", "tệp RTF; hãy lưu lại thành .docx"),
    ("is a picture", "đây là ảnh, không phải văn bản"),
    ("is a program", "đây là chương trình, không phải văn bản"),
    ("holds no text, only pictures", "PDF chỉ có ảnh (bản quét); hãy dán phần chữ của bài"),
    ("PDF needs a password", "PDF có mật khẩu; hãy lưu bản không có mật khẩu"),
    ("PDF is damaged", "PDF bị hỏng hoặc bị khóa; hãy in lại thành PDF mới"),
    ("Word document is damaged", "tệp Word bị hỏng; hãy mở ra và lưu lại thành .docx"),
    ("Word document holds no text", "tệp Word không có chữ"),
    ("zip archive is damaged", "tệp zip bị hỏng"),
    ("damaged in the zip archive", "bị hỏng trong tệp zip"),
    ("zip archive holds more than", "tệp zip có quá nhiều tệp"),
    ("expands to more than", "giải nén ra lớn hơn mức cho phép"),
    ("expands to far more", "giải nén ra lớn hơn mức cho phép"),
    ("needs a password", "có mật khẩu; hãy lưu bản không có mật khẩu"),
    ("but the content is something else", "nội dung không đúng với đuôi tệp"),
    ("under another name", "nội dung không đúng với đuôi tệp"),
    ("NUL bytes", "không phải tệp văn bản"),
    ("encoding is not clear", "không rõ bảng mã chữ; hãy lưu thành UTF-8"),
    ("damaged at byte", "bảng mã chữ bị lỗi; hãy lưu thành UTF-8"),
    ("no headline", "không thấy tiêu đề; hãy để tiêu đề ở dòng đầu"),
    ("no text was found below", "không thấy nội dung dưới tiêu đề"),
    ("page holds no text", "không có chữ nào"),
    ("no article text was found", "không thấy bài báo trong trang HTML; hãy dán phần chữ của bài"),
    ("HTML page is damaged", "trang HTML bị hỏng; hãy lưu lại hoặc dán phần chữ của bài"),
    ("not valid JSON", "JSON không hợp lệ"),
    ("more than", "quá nhiều tệp trong một lần; hãy thêm phần còn lại sau"),
    ("front matter", "phần đầu tệp (front matter) chưa đúng; dòng đầu phải là ---"),
)
_NAME = re.compile(r"[^/\\:]+$")


def reason_for(reason: str, language: Language, otherwise: str) -> str:
    """The importer's `reason` as it is told to a person; `otherwise` where there are no words for it."""
    if language == "en":
        return reason
    return next((words for part, words in _VIETNAMESE if part in reason), otherwise)


def name_of(label: str) -> str:
    """The last part of where a file came from: folders of this machine are nobody's business."""
    found = _NAME.search(label.rstrip("/"))
    return found.group() if found else label
