"""What a Vietnamese syllable may look like: onset, rime and tone."""

import re
import unicodedata

from bp_qa.vietnamese.forms import nfc

# Combining grave, acute, tilde, hook above, dot below.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHARP, _HEAVY = "\u0301", "\u0323"
_ONSET = re.compile("ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]|")
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu
o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uôc uôi uôm uôn uông uôt uơ
uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y
"""
# "qu" leaves what would follow "o" or "u" elsewhere: "quan", "quyên", "quốc".
_AFTER_QU = """
a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eng eo et ê ên êch ênh êt
i it ich in inh ôc ơ ơi ơn ơt y ych yên yêt ynh yt yu
"""
_SYLLABLE_RIMES, _QU_RIMES = frozenset(_RIMES.split()), frozenset(_AFTER_QU.split())
_STOPPED = re.compile("(?:c|ch|p|t)$")


def is_syllable(word: str) -> bool:
    """Whether `word` is spelt as a Vietnamese syllable may be, whether there is such a word or not.

    What the letters allow: an onset, written as it is before that vowel ("nghệ", not "ngệ"), a rime that
    occurs, one tone at most, and after a final "c", "ch", "p" or "t" the sharp or the heavy
    one ("suất" but not "suât").
    """
    tones: list[str] = []
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones.append(char)
        else:
            kept.append(char)
    letters = nfc("".join(kept))
    if len(tones) > 1:
        return False
    rime = _rime(letters)
    if rime is None:
        return False
    return not _STOPPED.search(rime) or tones in ([_SHARP], [_HEAVY])


def _rime(letters: str) -> str | None:
    """What follows the onset, if it is a rime that may follow it."""
    onset = _ONSET.match(letters)
    first = onset.group() if onset else ""
    rest = letters[len(first) :]
    front = rest[:1] in {"e", "ê", "i"}
    if (first in {"c", "g", "ng"} and front) or (first in {"gh", "ngh"} and not front):
        return None
    if first == "qu":
        return rest if rest in _QU_RIMES else None
    if first == "gi" and rest not in _SYLLABLE_RIMES:  # "gì", "giếng": the "i" belongs to the rime too
        rest = f"i{rest}"
    return rest if rest in _SYLLABLE_RIMES else None
