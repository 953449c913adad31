"""Archives of any size, as a corpus folder: seeded articles in the words of the project's, or real ones."""

import math
import os
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from bp_qa.corpus import Article, CorpusFolder
from bp_qa.corpus.markdown import format_article
from bp_qa.evaluation.archive import read_archive
from bp_qa.evaluation.texts import article_from_text
from bp_qa.vietnamese.sentences import sentence_spans

ZONE = "Asia/Ho_Chi_Minh"
# As measured on a real archive of Vietnamese news: lengths are log-normal around these medians.
_MEDIAN_CHARS, _SPREAD_CHARS = 2_350, 0.5
_MEDIAN_PARAGRAPH, _SPREAD_PARAGRAPH = 225, 0.7
# The files' time of change: long ago, so that a sync may trust it.
_WRITTEN = 1_700_000_000
_FIRST_DAY = datetime(2013, 1, 1, 7, tzinfo=ZoneInfo(ZONE))
_SECTIONS = ("Quốc phòng", "Thời sự", "Kinh tế", "Xã hội", "Giáo dục", "Sức khỏe", "Thể thao", "Văn hóa")
_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Lô",
    "Vi",
    "Lương",
    "Cao",
    "Thái",
    "Đinh",
]
_MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Thanh",
    "Quốc",
    "Xuân",
    "Ngọc",
    "Công",
    "Đình",
    "Bá",
    "Như",
    "Thu",
    "Hải",
    "Trọng",
]
_GIVEN = [
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Giang",
    "Hà",
    "Hùng",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phong",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Tú",
]
_ONSETS = [
    "B",
    "C",
    "D",
    "Đ",
    "H",
    "K",
    "L",
    "M",
    "N",
    "Ph",
    "Q",
    "S",
    "T",
    "Th",
    "Tr",
    "V",
    "X",
    "Nh",
    "Ng",
    "Kh",
    "Ch",
    "G",
]
_RIMES = [
    "a",
    "ai",
    "am",
    "an",
    "anh",
    "ao",
    "at",
    "au",
    "e",
    "en",
    "eo",
    "ê",
    "ên",
    "êu",
    "i",
    "ich",
    "iên",
    "in",
    "inh",
    "o",
    "oa",
    "oc",
    "on",
    "ong",
    "ô",
    "ôc",
    "ôn",
    "ơ",
    "ơn",
    "u",
    "uân",
    "ung",
    "ưng",
]
_ROLES = ("Ông", "Bà", "Đại tá", "Thượng tá", "Chủ tịch", "Phó Giám đốc", "Bác sĩ", "Thầy giáo", "Trưởng bản")
_VERBS = ("cho biết", "khẳng định", "đề nghị", "nhấn mạnh", "chia sẻ", "thông tin")
_PLACES = ("xã", "phường", "huyện", "thị trấn", "bản", "thôn")
_UNITS = ("người", "hộ dân", "triệu đồng", "tỷ đồng", "ha", "tấn", "học sinh", "km", "suất quà")
_SYLLABLE = re.compile(r"[^\W\d_]+")


class SyntheticArchive:
    """Articles numbered from 0, each the same for the same seed, whatever the size of the archive.

    A chain of syllables learned from the project's articles gives the running text its frequencies; people,
    places, dates and numbers are made up anew for each article, so that the vocabulary grows as it does in
    an archive.

    Args:
        own: folder of the project's articles.
        seed: of all that is drawn.
    """

    def __init__(self, own: Path, seed: int = 1) -> None:
        self._own = own
        self._seed = seed

    @cached_property
    def _chain(self) -> tuple[list[str], dict[str, list[str]]]:
        """The syllables that begin sentences, and those that follow each syllable, as often as they do."""
        corpus = CorpusFolder(self._own, timezone=ZONE)
        starts: list[str] = []
        after: dict[str, list[str]] = {}
        for article_id in corpus.ids():
            text = corpus.load(article_id).text
            for span in sentence_spans(text):
                syllables = _SYLLABLE.findall(text[span.start : span.end])
                if len(syllables) > 3:
                    starts.append(syllables[0])
                for first, second in pairwise(syllables):
                    after.setdefault(first, []).append(second)
        return starts, after

    def article(self, number: int) -> Article:
        """The article of that number."""
        chance = random.Random(f"{self._seed}-{number}")
        cast = _Cast(chance)
        target = _MEDIAN_CHARS * math.exp(chance.gauss(0, _SPREAD_CHARS))
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < target:
            length = _MEDIAN_PARAGRAPH * math.exp(chance.gauss(0, _SPREAD_PARAGRAPH))
            sentences: list[str] = []
            while sum(map(len, sentences)) < length:
                sentences.append(self._sentence(chance, cast))
            paragraphs.append(" ".join(sentences))
        published = datetime(2013, 1, 1, 7, tzinfo=ZoneInfo(ZONE)) + timedelta(
            minutes=chance.randrange(6_800_000)
        )
        title = " ".join([*self._words(chance, chance.randint(5, 9)), "ở", cast.place()])
        return article_from_text(
            f"{published:%Y-%m-%d}-tin-{number:06d}",
            title[0].upper() + title[1:],
            "\n".join(paragraphs),
            section=chance.choice(_SECTIONS),
            published=published,
            sources=("bản tin sinh máy",),
        )

    def _words(self, chance: random.Random, length: int) -> list[str]:
        starts, after = self._chain
        word = chance.choice(starts)
        chosen = [word]
        while len(chosen) < length:
            word = chance.choice(after.get(word) or starts)
            chosen.append(word)
        return chosen

    def _sentence(self, chance: random.Random, cast: "_Cast") -> str:
        words = self._words(chance, max(5, int(chance.gauss(22, 8))))
        kind = chance.random()
        if kind < 0.2:
            words = [cast.person(), chance.choice(_VERBS), *words]
        elif kind < 0.4:
            words = ["Tại", cast.place() + ",", *words]
        elif kind < 0.55:
            words = ["Ngày", f"{chance.randint(1, 28)}/{chance.randint(1, 12)},", *words]
        if chance.random() < 0.35:
            number = f"{chance.randint(2, 9_999):,}".replace(",", ".")
            words[-1:] = [words[-1], "với", number, chance.choice(_UNITS)]
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}."


class _Cast:
    """The people and places of one article."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._people = [
            " ".join(chance.choice(names) for names in (_ROLES, _FAMILIES, _MIDDLES, _GIVEN))
            for _ in range(3)
        ]
        self._spots = [f"{chance.choice(_PLACES)} {_invented(chance)} {_invented(chance)}" for _ in range(2)]

    def person(self) -> str:
        return self._chance.choice(self._people)

    def place(self) -> str:
        return self._chance.choice(self._spots)


def _invented(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_RIMES)


def write_corpus(folder: Path, articles: Iterator[Article]) -> int:
    """Writes articles as the corpus `folder`; those that are there stay. Their number.

    Not by :class:`CorpusFolder`, which waits for the disk after each: nothing here would be missed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for article in articles:
        path = folder / f"{article.id}.md"
        if not path.exists():
            path.write_text(format_article(article), encoding="utf-8")
            os.utime(path, (_WRITTEN, _WRITTEN))
        written += 1
    return written


def make_corpus(folder: Path, own: Path, size: int, *, archive: Path | None = None, seed: int = 1) -> int:
    """A corpus of `size` articles: the project's own, then those of `archive`, or synthetic ones.

    The project's questions can be asked of it, since the articles that answer them are always there.

    Returns:
        The number of articles, fewer than `size` if `archive` has fewer.
    """
    mark = folder / f".complete-{size}"
    if mark.exists():
        return int(mark.read_text(encoding="ascii"))
    corpus = CorpusFolder(own, timezone=ZONE)
    ids = corpus.ids()[:size]
    count = write_corpus(folder, (corpus.load(article_id) for article_id in ids))
    if archive is not None:
        count += write_corpus(folder, iter(read_archive(archive, ZONE)[: size - count]))
    else:
        synthetic = SyntheticArchive(own, seed)
        count += write_corpus(folder, (synthetic.article(number) for number in range(size - count)))
    mark.write_text(str(count), encoding="ascii")
    return count
