"""Understanding a question: marks and slips mended, abbreviations, dates, section, language, filters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bp_qa.indexing.catalogue import Catalogue
from bp_qa.indexing.filters import EVERYTHING, ChunkFilter
from bp_qa.retrieval.narrowing import named_section, publication_period
from bp_qa.settings import Settings
from bp_qa.vietnamese.abbreviations import COMMON, Abbreviations
from bp_qa.vietnamese.dates import DateMention, find_dates
from bp_qa.vietnamese.diacritics import looks_english, restore_marks
from bp_qa.vietnamese.english import in_vietnamese
from bp_qa.vietnamese.forms import fold, has_marks, nfc
from bp_qa.vietnamese.spelling import mend_spelling
from bp_qa.vietnamese.thesaurus import Thesaurus
from bp_qa.vietnamese.tokens import words
from bp_qa.vietnamese.units import is_unit, unit_spellings, with_symbols

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
# Words that ask, without marks: none of them is another word of the passage.
_ASKING = frozenset(
    words("ai gi nao dau may bao nhieu gio lau khi luc sao the la co khong bi duoc cua nhung cac")
)
# What a person is told of how the question was read: in Vietnamese, and of a question in English.
_NOTES = {
    False: {
        "cut": "Câu hỏi dài quá {} ký tự nên chỉ đọc phần đầu.",
        "section": "Chỉ tìm trong mục {}.",
        "period": "Chỉ tìm bài đăng {}.",
    },
    True: {
        "cut": "The question is longer than {} characters; only its beginning was read.",
        "section": "Only the section {} was searched.",
        "period": "Only articles published {} were searched.",
    },
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search understands it.

    Attributes:
        typed: as the person typed it, in NFC, white space tidied.
        text: what is searched for: `typed` with its marks restored where it had none, and slips mended.
        expanded: `text`, or an English question in Vietnamese words, with abbreviations written out and units
            as their symbols.
        embedded: the same with everyday and literary words as newspapers say them; what is embedded.
        keyword_texts: texts whose words are searched for in the keyword index.
        synonyms: everyday and literary words in `text`, each with what a newspaper may say instead.
        spellings: abbreviations, long forms and units in `text`, each with another spelling of it.
        dates: dates that the question names.
        only: what the search is narrowed to.
        focus: articles that the conversation is about; they are preferred, others are not left out.
        english: the question is in English.
        notes: what the person should know of how the question was read, in the question's language.
    """

    typed: str
    text: str
    expanded: str
    embedded: str
    keyword_texts: tuple[str, ...]
    synonyms: tuple[tuple[str, str], ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    dates: tuple[DateMention, ...] = ()
    only: ChunkFilter = EVERYTHING
    focus: tuple[str, ...] = ()
    english: bool = False
    notes: tuple[str, ...] = ()

    def worded_for(self, passage: str) -> str:
        """`text` with what `passage` only has in other words, or in its other spelling, put as it is there.

        A reader of a passage that says "MTTQ" is asked for "MTTQ", whatever the person typed; and what was
        typed without marks gets those of the passage ("tho" is "thờ" in one and "thổ" in another).
        """
        text = self.text if self.english or has_marks(self.typed) else _marked_as(passage, self.text)
        return _worded(text, (*self.synonyms, *self.spellings), passage)

    def expanded_for(self, passage: str) -> str:
        """`expanded` in the words of `passage`, where it has other words for the same."""
        return _worded(self.expanded, self.synonyms, passage)


class QueryReader:
    """Reads questions with what the catalogue knows of the archive's language."""

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._catalogue = catalogue
        self._zone = ZoneInfo(settings.timezone)
        self._limit = settings.max_question_chars
        self._thesaurus = Thesaurus(settings.thesaurus)
        self._generation = -1
        self._abbreviations = Abbreviations()
        self._capitals: dict[str, str] = {}
        self._sections: list[str] = []

    def read(self, question: str, only: ChunkFilter | None = None) -> Query:
        """Understands `question`.

        Args:
            only: narrowing that the person has set; it is kept, and what the question says is added to it.
        """
        self._refresh()
        typed = _SPACE.sub(" ", nfc(_printable(question))).strip()
        notes: list[str] = []
        cut = len(typed) > self._limit
        typed = typed[: self._limit]
        english = looks_english(typed)
        if cut:
            notes.append(_NOTES[english]["cut"].format(self._limit))
        text = restored = restore_marks(typed, self._catalogue)
        if not english:
            text = mend_spelling(text, self._catalogue)
            if not has_marks(typed):
                text = self._in_capitals(text)
        vietnamese, besides = in_vietnamese(text, self._catalogue) if english else (text, "")
        expanded = with_symbols(self._abbreviations.expand(vietnamese))
        keyword_texts = [vietnamese]
        if besides:
            keyword_texts.append(besides)
        if fold(restored) != fold(text):  # what was mended may have been meant
            keyword_texts.append(restored)
        if expanded != vietnamese:
            keyword_texts.append(expanded)
        short = self._abbreviations.short_forms(vietnamese)
        if short:
            keyword_texts.append(" ".join(short))
        others = [] if english else self._synonyms(text)
        embedded = self._thesaurus.in_news_words(expanded) if others else expanded
        if embedded != expanded:
            keyword_texts.append(embedded)
        query = Query(
            typed=typed,
            text=text,
            expanded=expanded,
            embedded=embedded,
            keyword_texts=tuple(keyword_texts),
            synonyms=tuple(others),
            spellings=(*self._abbreviations.spellings(text), *unit_spellings(text)),
            dates=tuple(find_dates(vietnamese)),
            only=only or EVERYTHING,
            english=english,
            notes=tuple(notes),
        )
        return self._narrow(query)

    def _synonyms(self, text: str) -> list[tuple[str, str]]:
        """Synonyms of what stands in `text`, also as abbreviations ("lính biên phòng": "BĐBP")."""
        found = []
        for own, other in self._thesaurus.synonyms(text):
            found.append((own, other))
            found += [(own, short) for short in self._abbreviations.short_forms(other)]
        return found

    def _refresh(self) -> None:
        generation = self._catalogue.generation()
        if generation != self._generation:
            learned = self._catalogue.abbreviations()
            self._abbreviations = Abbreviations(learned)
            self._capitals = {fold(short): short for short in {**learned, **COMMON}}
            self._sections = self._catalogue.sections()
            self._generation = generation

    def _narrow(self, query: Query) -> Query:
        only, notes = query.only, list(query.notes)
        if only.section is None:
            # Marks that were restored may be wrong, so what was typed without counts without.
            text = query.text if has_marks(query.typed) else fold(query.text)
            section = named_section(text, self._sections)
            if section is not None:
                only = replace(only, section=section)
                notes.append(_NOTES[query.english]["section"].format(section))
        if only.published_from is None and only.published_to is None:
            period = publication_period(query.text, query.dates)
            if period is not None:
                begin, end = period.seconds(self._zone)
                only = replace(only, published_from=begin, published_to=end)
                notes.append(_NOTES[query.english]["period"].format(period.told(english=query.english)))
        return replace(query, only=only, notes=tuple(notes))

    def _in_capitals(self, text: str) -> str:
        """`text` with the abbreviations in it as the archive writes them ("bdbp" → "BĐBP")."""

        def written(match: re.Match[str]) -> str:
            word = match.group()
            if self._abbreviations.long_form(word) is None:
                return word
            return self._capitals.get(fold(word), word)

        return _WORD.sub(written, text)


def _worded(question: str, pairs: Iterable[tuple[str, str]], passage: str) -> str:
    for own, other in pairs:
        if not _whole(own).search(passage) and _whole(other).search(passage):
            question = other.join(_whole(own).split(question))
    return question


def _marked_as(passage: str, question: str) -> str:
    """`question` with the marks of `passage` on the words that it has with other marks only."""
    present: dict[str, None] = dict.fromkeys(word.lower() for word in _WORD.findall(passage))
    by_letters = {fold(word): word for word in reversed(present)}  # the first of several

    def marked(match: re.Match[str]) -> str:
        word: str = match.group()
        letters = fold(word)
        if word.lower() in present or letters in _ASKING:
            return word
        found = by_letters.get(letters, word)
        return found.capitalize() if word[0].isupper() else found

    return _WORD.sub(marked, question)


def _whole(written: str) -> re.Pattern[str]:
    # "%" stands right behind its number, and so may "km".
    before = r"(?<![^\W\d_])" if is_unit(written) else r"(?<!\w)"
    return re.compile(rf"{before}{re.escape(written)}(?!\w)", re.IGNORECASE)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char.isspace() else " " for char in text)
