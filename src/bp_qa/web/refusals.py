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
    ("encoding is not clear", "không rõ bảng mã ký tự; hãy lưu lại dưới dạng UTF-8"),
    ("damaged at byte", "bảng mã ký tự bị lỗi; hãy lưu lại dưới dạng UTF-8"),
    ("is not UTF-8", "bảng mã ký tự bị lỗi; hãy lưu lại dưới dạng UTF-8"),
    ("no headline", "không thấy tiêu đề; hãy để tiêu đề ở dòng đầu"),
    ("no text was found below", "không thấy nội dung dưới tiêu đề"),
    ("page holds no text", "không có chữ nào"),
    ("no article text was found", "không thấy bài báo trong trang HTML; hãy dán phần chữ của bài"),
    ("HTML page is damaged", "trang HTML bị hỏng; hãy lưu lại hoặc dán phần chữ của bài"),
    ("elements, too many for an article", "trang HTML quá lớn so với một bài báo; hãy dán phần chữ của bài"),
    ("far more text than an article", "PDF dài hơn nhiều so với một bài báo; hãy tách riêng bài cần thêm"),
    ("gzip file is damaged", "tệp gzip bị hỏng"),
    ("the file holds no articles", "tệp không có bài nào"),
    ("not valid JSON", "JSON không hợp lệ"),
    ("not a JSON object", "mỗi dòng phải là một đối tượng JSON có `title` và `text`"),
    ("must be text", "có trường không phải là chuỗi ký tự"),
    (
        "must be one line of text",
        "có trường ở phần đầu tệp không phải một dòng chữ; hãy đặt trong dấu ngoặc kép",
    ),
    ("expected a date", "ngày đăng ở phần đầu tệp chưa đúng; hãy viết như 2024-02-27"),
    ("must be a list of addresses", "mục `sources` phải là danh sách, mỗi nguồn một dòng sau dấu “- ”"),
    ("`title` is missing", "thiếu tiêu đề; hãy thêm dòng “title: …” vào phần đầu tệp"),
    ("no text below the front matter", "không có nội dung dưới phần đầu tệp"),
    ("front matter is longer", "phần đầu tệp (front matter) quá dài"),
    ("nested too deeply", "phần đầu tệp (front matter) lồng nhau quá nhiều tầng"),
    ("YAML tags", "phần đầu tệp không được dùng thẻ YAML"),
    ("YAML anchors", "phần đầu tệp không được dùng neo YAML (&, *)"),
    ("not from within another file", "tệp zip nằm trong tệp khác; hãy tải lên riêng"),
    ("files; import the rest separately", "quá nhiều tệp trong một lần; hãy thêm phần còn lại sau"),
    ("a link that leads out", "đây là liên kết dẫn ra ngoài thư mục"),
    ("not a regular file", "đây không phải tệp thường"),
    ("no such file", "không còn tệp này"),
    ("cannot be read", "không đọc được tệp"),
    ("folder cannot be listed", "không đọc được thư mục"),
    ("time zone", "múi giờ đặt cho kho bài không đúng"),
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
