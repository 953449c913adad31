"""How each side of a question about two things is asked by itself."""

import re

from bp_qa.answering.comparison_grammar import (
    AGAINST,
    AMOUNT,
    AND,
    AND_WHICH,
    DIFFER,
    FIRST,
    HAS,
    HOW_MUCH,
    IN_TURN,
    IS_WHAT,
    MORE,
    SO_MANY,
    WHICH,
    WHICH_FIRST,
    WHICH_IS_MORE,
    WITH,
    asks,
)


def without_difference(bare: str) -> str:
    """What is asked of each, where a question asks how two differ: "có dung tích khác nhau thế nào"."""
    which = AND_WHICH.search(bare)
    if which is not None and asks(bare[: which.start()]):
        return bare[: which.start()]
    if not asks(bare) and (AGAINST.search(bare) or _is_of_two(bare)):
        return f"{bare} {_what_it_is(bare)}"
    differ = DIFFER.search(bare)
    if differ is None:
        return bare
    rest = bare[: differ.start()].strip(" ,;:")
    if differ["of"]:
        return f"{rest} có {differ['of']} gì"
    if asks(rest):
        return rest
    has = HAS.search(rest)
    if has:
        return f"{rest} {'bao nhiêu' if AMOUNT.match(has['what']) else 'thế nào'}"
    return f"{rest} {_what_it_is(rest)}"


def _is_of_two(bare: str) -> bool:
    """Whether words that but name an amount or a person name two: "Số hộ nghèo ở A và ở B"."""
    named = any(pattern.match(bare) for pattern, _ in IS_WHAT) and not bare.endswith("không")
    return named and (AND.search(bare) or WITH.search(bare)) is not None


def asked_of_one(head: str, thing: str, tail: str) -> str:
    """The question about `thing` alone."""
    # "Xã nào rộng hơn, A hay B": A takes the place of "xã nào"
    if not tail and WHICH.search(head) and (MORE.search(head) or FIRST.match(head)):
        named = WHICH.sub(f" {thing} ", head, count=1).strip()
        return f"{_when_first(how_much(named))}?"
    tail = WHICH_FIRST.sub(r"\g<did> khi nào", SO_MANY.sub("", IN_TURN.sub("", tail))).strip()
    tail = _when_first(tail)
    if MORE.search(tail):
        tail = how_much(WHICH.sub(" ", WHICH_IS_MORE.sub("", tail)).strip())
    if tail.startswith("là "):
        thing = thing.rstrip(",")
    return f"{' '.join(part for part in (head, thing, tail.strip()) if part)}?"


def _what_it_is(thing: str) -> str:
    """What is asked of `thing` where a question but names it: how much an amount is, who a person."""
    return f"là {next((what for pattern, what in IS_WHAT if pattern.match(thing)), 'gì')}"


def _when_first(text: str) -> str:
    """`text` asking when, where it says that something comes first: "ký trước" becomes "ký khi nào"."""
    return text if asks(text) else FIRST.sub(r"\g<did> khi nào", text).strip()


def how_much(text: str) -> str:
    """`text` with "nhiều … hơn" and "rộng hơn" as a question for one amount."""

    def amount(match: re.Match[str]) -> str:
        if match["how"]:
            how = match["how"].lower()
            if how == "dài" and text[: match.start()].rstrip().endswith("kéo"):
                return "dài bao lâu"
            return HOW_MUCH.get(how, f"{match['how']} bao nhiêu")
        if match["crowd"] is not None:
            has = "" if text[: match.start()].rstrip().endswith("có") else "có "
            return f"{has}bao nhiêu{match['crowd'] or ' người'}"
        alone = "" if text[: match.start()].strip() else "có " if match["what"] else "là "
        return f"{alone}bao nhiêu{match['what']}"

    return MORE.sub(amount, text, count=1)
