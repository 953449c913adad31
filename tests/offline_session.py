"""What the process of test_offline.py runs: a session in which every address that is spoken to is noted.

An audit hook hears of ``connect``, ``connect_ex``, ``create_connection``, ``getaddrinfo``, ``gethostbyname``
and ``sendto`` of every socket, whichever module calls them and however it got hold of them. It is set before
anything of ours is imported, so that imports are heard too. A refusal alone would not do: what is refused may
be passed over in silence, so that every attempt is kept.
"""

import json
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

_BY_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_BY_NAME = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_elsewhere: list[str] = []
_here: list[str] = []


def _is_here(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _BY_NAME:
        host = arguments[0]
    elif event in _BY_ADDRESS:
        connection, address = arguments[:2]
        # A message on a connection names no address: what it is connected to has been heard of.
        if connection.family == socket.AF_UNIX or address is None:
            return
        host = address[0]
    else:
        return
    if _is_here(host):
        _here.append(event)
    else:
        _elsewhere.append(f"{event} {host!r}")
        raise OSError(f"{event} of {host!r} is refused: this must work without a network")


def _try_to_leave() -> None:
    """Tries each way out, as a library that phones home would; each is to be noted."""
    connection = socket.socket()
    ways = (
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: connection.connect(("192.0.2.2", 80)),
        lambda: connection.connect_ex(("192.0.2.3", 80)),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.4", 53)),
    )
    for way in ways:
        try:
            way()
        except OSError:
            continue


def _live(folder: Path) -> dict[str, object]:
    """Opens an archive with the real model, syncs, asks, and serves its page, which is then read."""
    import httpx

    from bp_qa.engine import Engine
    from bp_qa.settings import load_settings
    from bp_qa.web.server import open_service

    engine = Engine(
        load_settings(corpus=folder / "corpus", index=folder / "index", desk=folder / "desk"),
    )
    synced = engine.sync()
    questions = (
        "Ai là Chính ủy Bộ đội Biên phòng tỉnh phát biểu tại hội nghị?",
        "Giá vàng hôm nay bao nhiêu?",
    )
    answers = [engine.ask(question) for question in questions]
    service = open_service(engine)
    try:
        url = str(service.page.local_url).rstrip("/")
        pages = [httpx.get(f"{url}{path}", timeout=60).status_code for path in ("/", "/config", "/health")]
    finally:
        service.close()
    return {
        "added": len(synced.added),
        "abstained": [answer.abstained for answer in answers],
        "pages": pages,
    }


if __name__ == "__main__":
    sys.addaudithook(_listen)
    told: dict[str, object] = {}
    if sys.argv[1] == "--leave":
        _try_to_leave()
    else:
        told = _live(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({**told, "elsewhere": _elsewhere, "here": len(_here)}))
