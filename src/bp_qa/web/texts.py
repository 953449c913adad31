"""What the page says to a reader, in Vietnamese and in English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of the reader's side in one language; braces are filled in with ``str.format``."""

    code: Language
    title: str
    subtitle: str
    tab_ask: str
    tab_archive: str
    skip: str
    # asking
    question: str
    ask_placeholder: str
    ask: str
    conversation: str
    failed: str
    # what is not let in
    too_many: str
    too_busy: str
    closing: str
    too_many_requests: str
    request_large: str
    request_slow: str
    # before the first question
    holds: str
    no_articles: str
    newest: str
    sections: str
    try_asking: str
    kinds: tuple[str, str, str]
    # answers
    answer: str
    sources: str
    open_article: str
    also_in: str
    understood: str
    edit: str
    sure: tuple[str, str, str]
    why: str
    why_intro: str
    score: str
    read_times: str
    follow_ups: str
    copy_answer: str
    refusal_within: str
    refusal_looked_for: str
    refusal_nearest: str
    refusal_help: str
    refusal_tips: tuple[str, ...]
    # article panel
    article: str
    close: str
    copy_quote: str
    copied: str
    caption: str
    quoted: str
    named: str
    mention_kinds: tuple[str, str, str, str]
    ask_about: str
    related: str
    alike: str
    as_of: str
    origins: str
    gone: str
    no_date: str
    # filters
    filters: str
    from_day: str
    to_day: str
    day_hint: str
    section: str
    article_filter: str
    all_: str
    only_this: str
    only_section: str
    clear_filters: str
    bad_day: str
    bad_period: str
    # conversations
    history: str
    new_conversation: str
    forget: str
    forget_all: str
    forget_all_sure: str
    export_markdown: str
    export_page: str
    exported: str
    # feedback
    comment: str
    comment_hint: str
    send: str
    thanks: str


VIETNAMESE = Texts(
    code="vi",
    title="Kho báo Biên phòng",
    subtitle="Câu trả lời nào cũng dẫn nguồn, chỉ rõ đoạn báo làm căn cứ.",
    tab_ask="Hỏi đáp",
    tab_archive="Kho bài",
    skip="Tới ô nhập câu hỏi",
    question="Câu hỏi của bạn",
    ask_placeholder="Nhập câu hỏi, không dấu cũng được…",
    ask="Hỏi",
    conversation="Cuộc trò chuyện",
    failed="Có lỗi khi trả lời: {reason} Bạn thử hỏi lại sau ít phút.",
    too_many="Mỗi phút chỉ hỏi được {most} câu. Bạn chờ {seconds} giây rồi hỏi tiếp nhé.",
    too_busy="Đang có nhiều người hỏi cùng lúc. Bạn thử lại sau ít phút nhé.",
    closing="Trang đang dừng để bảo trì nên chưa nhận câu hỏi mới. Bạn quay lại sau nhé.",
    too_many_requests="Máy của bạn gửi quá {most} yêu cầu mỗi phút. Xin thử lại sau {seconds} giây.",
    request_large="Nội dung gửi lên vượt quá {most} MB. Hãy gửi ít hơn, hoặc chia thành nhiều lần.",
    request_slow="Sau {seconds} giây vẫn chưa nhận đủ nội dung. Hãy kiểm tra đường truyền rồi gửi lại.",
    holds="Kho đang có {articles} bài, đăng từ {first} đến {last}.",
    no_articles="Kho chưa có bài nào. Hãy thêm bài ở thẻ “Kho bài” rồi hỏi.",
    newest="Bài mới nhất",
    sections="Chuyên mục",
    try_asking="Thử hỏi",
    kinds=("Sự kiện", "Khen thưởng", "Nhiệm vụ"),
    answer="Trả lời",
    sources="Nguồn trích dẫn",
    open_article="Mở bài",
    also_in="Cũng đăng trong",
    understood="Đã hiểu là",
    edit="Sửa",
    sure=("Chắc chắn", "Khá chắc", "Cần kiểm tra"),
    why="Vì sao?",
    why_intro="Ước tính xác suất đúng: {percent}%. Các đoạn đã đọc, điểm cao đứng trước:",
    score="điểm",
    read_times="Trả lời trong {seconds} giây.",
    follow_ups="Hỏi tiếp",
    copy_answer="Sao chép câu trả lời",
    refusal_within="Trong phạm vi đã lọc ({words}), kho lưu trữ không có thông tin này.",
    refusal_looked_for="Đã tìm",
    refusal_nearest="Các bài liên quan nhất",
    refusal_help="Bạn có thể thử",
    refusal_tips=(
        "nêu tên riêng, địa danh hoặc số văn bản có trong bài báo;",
        "mỗi câu chỉ hỏi một ý;",
        "bỏ bớt bộ lọc, hoặc nới rộng khoảng ngày đăng.",
    ),
    article="Bài báo",
    close="Đóng",
    copy_quote="Sao chép trích dẫn",
    copied="Đã sao chép",
    caption="Chú thích ảnh",
    quoted="Đoạn được trích",
    named="Được nhắc trong bài",
    mention_kinds=("Người", "Địa danh", "Văn bản", "Ngày tháng"),
    ask_about="Hỏi kho về “{name}”",
    related="Bài liên quan",
    alike="Bài có nội dung gần giống nhau",
    as_of="Thông tin tính đến {month}",
    origins="Nguồn của bài",
    gone="Bài này không còn trong kho.",
    no_date="chưa rõ ngày đăng",
    filters="Lọc theo ngày đăng, chuyên mục, bài",
    from_day="Đăng từ",
    to_day="đến",
    day_hint="vd. 1/3/2024, 3/2024 hoặc 2024",
    section="Chuyên mục",
    article_filter="Trong bài",
    all_="Tất cả",
    only_this="Chỉ hỏi bài này",
    only_section="Chỉ hỏi trong mục {section}",
    clear_filters="Bỏ lọc",
    bad_period="Khoảng ngày bị ngược: {first} sau {last}. Hãy sửa lại ô “Đăng từ” hoặc “đến”.",
    bad_day="Không hiểu ngày “{day}”. Hãy viết như 1/3/2024, 3/2024 hoặc 2024.",
    history="Các cuộc trò chuyện",
    new_conversation="Cuộc trò chuyện mới",
    forget="Xóa cuộc trò chuyện này",
    forget_all="Xóa hết lịch sử",
    forget_all_sure="Xóa mọi cuộc trò chuyện lưu trong trình duyệt này? Không lấy lại được.",
    export_markdown="Tải về (Markdown)",
    export_page="Trang để in",
    exported="Bản lưu cuộc trò chuyện, kèm nguồn",
    comment="Góp ý thêm (không bắt buộc)",
    comment_hint="Điều gì đúng, điều gì chưa đúng?",
    send="Gửi góp ý",
    thanks="Cảm ơn bạn. Góp ý đã được lưu cùng câu hỏi và câu trả lời trên máy chủ của trang này.",
)

ENGLISH = Texts(
    code="en",
    title="Border Guard news archive",
    subtitle="Every answer shows the passage of the newspaper that says so.",
    tab_ask="Ask",
    tab_archive="Archive",
    skip="Go to the question box",
    question="Your question",
    ask_placeholder="Ask in Vietnamese, with or without marks, or in English…",
    ask="Ask",
    conversation="Conversation",
    failed="The answer failed: {reason} Please try again in a few minutes.",
    too_many="At most {most} questions a minute. Please ask again in {seconds} seconds.",
    too_busy="Many people are asking just now. Please try again in a few minutes.",
    closing="The page is being stopped and takes no new questions. Please come back later.",
    too_many_requests="You sent more than {most} requests a minute. Please try again in {seconds} seconds.",
    request_large="What was sent is larger than {most} MB. Send less, or in several parts.",
    request_slow="What you send was not all here after {seconds} seconds. Check the line and send it again.",
    holds="The archive holds {articles} articles, published from {first} to {last}.",
    no_articles="The archive is empty. Add articles in the “Archive” tab, then ask.",
    newest="Newest articles",
    sections="Sections",
    try_asking="Try asking",
    kinds=("Events", "Awards", "Duties"),
    answer="Answer",
    sources="Sources quoted",
    open_article="Open article",
    also_in="Also published in",
    understood="Understood as",
    edit="Edit",
    sure=("Certain", "Fairly sure", "Please check"),
    why="Why?",
    why_intro="Estimated chance of being right: {percent}%. Passages read, best first:",
    score="score",
    read_times="Answered in {seconds} s.",
    follow_ups="Ask next",
    copy_answer="Copy answer",
    refusal_within="Within what is filtered ({words}), the archive does not say.",
    refusal_looked_for="Looked for",
    refusal_nearest="Nearest articles",
    refusal_help="You could",
    refusal_tips=(
        "name people, places or document numbers as the articles do;",
        "ask one thing at a time;",
        "drop filters or widen the dates.",
    ),
    article="Article",
    close="Close",
    copy_quote="Copy quote",
    copied="Copied",
    caption="Photo caption",
    quoted="Quoted passage",
    named="Named in this article",
    mention_kinds=("People", "Places", "Documents", "Dates"),
    ask_about="Ask the archive about “{name}”",
    related="Related articles",
    alike="Articles with nearly the same text",
    as_of="Facts as of {month}",
    origins="Based on",
    gone="This article is no longer in the archive.",
    no_date="no date",
    filters="Filter by date, section, article",
    from_day="Published from",
    to_day="to",
    day_hint="e.g. 1/3/2024, 3/2024 or 2024 (day first)",
    section="Section",
    article_filter="In the article",
    all_="All",
    only_this="Ask only this article",
    only_section="Ask only in the section {section}",
    clear_filters="Clear filters",
    bad_period="The dates are the wrong way round: {first} is after {last}. Change one of them.",
    bad_day="“{day}” is not a date. Write 1/3/2024 (day first), 3/2024 or 2024.",
    history="Conversations",
    new_conversation="New conversation",
    forget="Delete this one",
    forget_all="Delete all history",
    forget_all_sure="Delete every conversation kept in this browser? They cannot be brought back.",
    export_markdown="Download (Markdown)",
    export_page="Page to print",
    exported="Conversation with its sources",
    comment="Comment (optional)",
    comment_hint="What is right, what is not?",
    send="Send",
    thanks="Thank you. Your feedback is kept, with question and answer, on the server of this page.",
)


def texts_for(language: Language) -> Texts:
    """The words of the reader's side in `language`."""
    return VIETNAMESE if language == "vi" else ENGLISH
