"""Changing bytes at random, from a seed: for machines and runs without a fuzzer that watches the code."""

import random
from collections.abc import Iterator, Sequence

_INTERESTING = (
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    "\u202e".encode(),
    "\u200b".encode(),
    "\u2028".encode(),
    "\u0301".encode() * 20,
    "\U000e0001".encode(),
    b"\xed\xa0\x80",
    b"---\n",
    b"!!python/object:os.system",
    b"&a [*a, *a]",
    b"<![CDATA[",
    b"<!--",
    b"&#0;&#x110000;&bogus;",
    b"<p>" * 50,
    b"[" * 200,
    b"{" * 200,
    b'"' * 50,
    b"%PDF-",
    b"PK\x03\x04",
    b"\r\n\r\n",
    b"9" * 400,
    b"01/01/0001",
    b"99:99, 31/12/9999",
    b"2024-13-45T99:99:99+99:99",
    b"1e999999",
    b"\\ud800",
    b"(GMT+99)",
    b"../../../etc/passwd",
)


def mutations(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """`count` files made from `seeds`, the same ones each time."""
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice([1, 1, 2, 4, 16])):
            _change(data, seeds, chance)
        yield bytes(data)


def _change(data: bytearray, seeds: Sequence[bytes], chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice([1, 2, 8, 64, 1024]))
    action = chance.randrange(8)
    if action == 0 and data:
        data[min(start, len(data) - 1)] ^= 1 << chance.randrange(8)
    elif action == 1:
        del data[start:end]
    elif action == 2:
        data[start:end] = chance.randbytes(end - start)
    elif action == 3:
        data[start:start] = chance.choice(_INTERESTING)
    elif action == 4:
        data[start:start] = data[start:end] * chance.choice([1, 10, 200])
    elif action == 5:
        other = chance.choice(seeds)
        cut = chance.randrange(len(other) + 1)
        data[start:] = other[cut:]
    elif action == 6:
        del data[start:]
    else:
        data[start:end] = chance.choice(_INTERESTING)
