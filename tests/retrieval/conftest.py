"""A small archive in which dates, sections and abbreviations can be told apart."""

from pathlib import Path

import pytest

from bp_qa.encoder.embeddings import TextEmbeddings
from bp_qa.engine import Engine
from bp_qa.settings import load_settings

ARTICLES = {
    "chao-co": ("Lễ chào cờ tại Quỳnh Phương", "2024-02-27T17:16:00+07:00", "Quốc phòng",
        "Đại tá Lê Như Cương, Chính ủy Bộ đội Biên phòng (BĐBP) tỉnh Nghệ An, "
        "phát biểu tại lễ chào cờ."),
    "so-ket": ("Hội nghị sơ kết Ngày Biên phòng toàn dân", "2024-03-02T08:00:00+07:00", "Chính trị",
        "Ủy ban nhân dân (UBND) thị xã Hoàng Mai trao 12 giấy khen cho tập thể và cá nhân. "
        "Hội nghị diễn ra ngày 26/02/2024."),
    "ky-niem": ("Kỷ niệm 60 năm Bộ đội Biên phòng", "2019-03-03T08:00:00+07:00", "Quốc phòng",
        "Lễ kỷ niệm 60 năm truyền thống có 300 đại biểu. An ninh biên giới (ANBG) được giữ vững."),
    "le-hoi": ("Lễ hội đền Cờn", "2019-02-20T08:00:00+07:00", "Văn hóa",
        "Lễ hội đền Cờn diễn ra tại phường Quỳnh Phương với hoạt động chạy ói."),
    "khong-ngay": ("Bài không ghi ngày", "", "",
        "Bộ đội Biên phòng tuần tra cột mốc và làm hoà giải ở thôn bản."),
}  # fmt: skip


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, embeddings: TextEmbeddings) -> Engine:
    folder = tmp_path_factory.mktemp("archive")
    write_articles(folder / "corpus")
    engine = Engine(load_settings(corpus=folder / "corpus", index=folder / "index"), embeddings=embeddings)
    assert engine.sync().failed == []
    return engine


def write_articles(corpus: Path) -> None:
    corpus.mkdir()
    for name, (title, published, section, text) in ARTICLES.items():
        header = f"title: {title}\n"
        header += f"published: {published}\n" if published else ""
        header += f"section: {section}\n" if section else ""
        (corpus / f"{name}.md").write_text(f"---\n{header}---\n\n{text}\n", encoding="utf-8")
