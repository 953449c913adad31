"""Which titles of a data set are kept out of training, so that figures on them count."""

import hashlib

HELD_OUT_TENTHS = 3


def is_held_out(title: str) -> bool:
    """Whether everything under `title` is kept out of training; true of about 30 % of all titles.

    The rule depends on the title alone, so a set can grow without a title changing sides.

    >>> is_held_out("Warsaw") == is_held_out("Warsaw")
    True
    """
    digest = hashlib.sha256(title.encode("utf-8")).hexdigest()
    return int(digest, 16) % 10 < HELD_OUT_TENTHS
