"""What the page says to an editor, in Vietnamese and in English."""

from dataclasses import dataclass

from bp_qa.web.texts import Language


@dataclass(frozen=True, slots=True)
class EditorTexts:
    """The words of the editors' tab in one language; braces are filled in with ``str.format``."""

    key: str
    unlock: str
    wrong_key: str
    listing: str
    adding: str
    said: str
    search: str
    section: str
    all_: str
    columns: tuple[str, str, str, str]
    timeline: str
    timeline_bar: str
    clear: str
    pick: str
    view: str
    title: str
    published: str
    published_hint: str
    byline: str
    body: str
    body_hint: str
    save_changes: str
    delete: str
    deleted: str
    undo: str
    restored: str
    saved: str
    paste: str
    paste_hint: str
    files: str
    preview: str
    read_only_copy: str
    draft: str
    drop_draft: str
    save: str
    nothing: str
    refused: str
    no_reason: str
    drafts_left: str
    bad_date: str
    duplicate: str
    near_duplicate: str
    yours: str
    theirs: str
    indexing: str
    indexed: str
    try_it: str
    feedback_note: str
    export_feedback: str


VIETNAMESE = EditorTexts(
    key="Mật khẩu biên tập",
    unlock="Mở kho bài",
    wrong_key="Mật khẩu chưa đúng.",
    listing="Danh sách bài",
    adding="Thêm bài",
    said="Góp ý của bạn đọc",
    search="Tìm trong tiêu đề",
    section="Chuyên mục",
    all_="Tất cả",
    columns=("Ngày đăng", "Chuyên mục", "Tiêu đề", "Mã bài"),
    timeline="Số bài theo tháng và chuyên mục (bấm một cột để lọc)",
    timeline_bar="{month}, {section}: {count} bài",
    clear="Bỏ lọc",
    pick="Bấm một dòng trong bảng để xem và sửa bài.",
    view="Xem bài",
    title="Tiêu đề",
    published="Ngày đăng",
    published_hint="ngày/tháng/năm giờ:phút, vd. 27/02/2024 17:16",
    byline="Tác giả",
    body="Nội dung",
    body_hint="Các đoạn cách nhau một dòng trống. Chú thích ảnh bắt đầu bằng [Ảnh].",
    save_changes="Lưu thay đổi",
    delete="Xóa bài",
    deleted="Đã chuyển “{title}” vào thùng rác.",
    undo="Hoàn tác xóa",
    restored="Đã khôi phục “{title}”.",
    saved="Đã lưu “{title}”.",
    paste="Dán nguyên văn bài báo",
    paste_hint="Chuyên mục, tiêu đề, ngày giờ rồi đến nội dung, đúng như chép từ trang báo.",
    files="Hoặc thả tệp: .txt .md .html .docx .pdf .jsonl, hay .zip gồm các tệp ấy",
    preview="Xem trước",
    read_only_copy="Bản xem trước",
    draft="Bài đang xem",
    drop_draft="Bỏ bài này",
    save="Lưu vào kho",
    nothing="Chưa có gì để xem trước: hãy dán bài báo hoặc thả tệp.",
    refused="Không đọc được {name}: {reason}",
    no_reason="chưa rõ nguyên nhân",
    drafts_left="Còn {count} bài chờ lưu.",
    bad_date="Ngày đăng “{date}” chưa đúng. Hãy viết như 27/02/2024 17:16.",
    duplicate="Kho đã có bài này, nội dung giống hệt:",
    near_duplicate="Kho có bài rất giống ({percent}% nội dung trùng nhau):",
    yours="Bài đang thêm",
    theirs="Bài trong kho",
    indexing="Đang đưa vào kho tìm kiếm: {done}/{total} bài…",
    indexed="Xong. Bạn có thể hỏi về bài “{title}” ngay.",
    try_it="Xem bài vừa lưu",
    feedback_note="Mỗi dòng là một câu hỏi kèm đánh giá của bạn đọc về câu trả lời, để làm câu hỏi mẫu.",
    export_feedback="Tải góp ý (JSONL)",
)

ENGLISH = EditorTexts(
    key="Editor password",
    unlock="Open the archive",
    wrong_key="That is not the password.",
    listing="Articles",
    adding="Add articles",
    said="Readers' feedback",
    search="Search titles",
    section="Section",
    all_="All",
    columns=("Published", "Section", "Title", "Id"),
    timeline="Articles by month and section (click a bar to filter)",
    timeline_bar="{month}, {section}: {count} articles",
    clear="Clear filters",
    pick="Click a row of the table to view and edit an article.",
    view="View article",
    title="Title",
    published="Published",
    published_hint="day/month/year hour:minute, e.g. 27/02/2024 17:16",
    byline="Byline",
    body="Text",
    body_hint="A blank line between paragraphs. Photo captions begin with [Ảnh].",
    save_changes="Save changes",
    delete="Delete article",
    deleted="“{title}” was moved to the trash.",
    undo="Undo delete",
    restored="“{title}” is back.",
    saved="“{title}” was saved.",
    paste="Paste an article as copied",
    paste_hint="Section, headline, date and time, then the text, as copied from the newspaper's page.",
    files="Or drop files: .txt .md .html .docx .pdf .jsonl, or a .zip of those",
    preview="Preview",
    read_only_copy="Preview",
    draft="Article shown",
    drop_draft="Leave this one out",
    save="Save to archive",
    nothing="Nothing to preview: paste an article or drop files.",
    refused="{name} cannot be read: {reason}",
    no_reason="unreadable file",
    drafts_left="{count} more to save.",
    bad_date="“{date}” is not a date. Write it like 27/02/2024 17:16 (day first).",
    duplicate="The archive has this very text already:",
    near_duplicate="The archive has a very similar article ({percent}% the same):",
    yours="Being added",
    theirs="In the archive",
    indexing="Indexing: {done} of {total} articles…",
    indexed="Done. “{title}” can be asked about now.",
    try_it="View the saved article",
    feedback_note="Each line is a question that a reader liked or disliked the answer of.",
    export_feedback="Download feedback (JSONL)",
)


def editor_texts_for(language: Language) -> EditorTexts:
    """The words of the editors' tab in `language`."""
    return VIETNAMESE if language == "vi" else ENGLISH
