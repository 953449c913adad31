"""How often one address may do something, and whom a request is counted for."""

import time
from ipaddress import IPv6Address, ip_address, ip_network

import gradio as gr
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

# Whoever has one IPv6 address has, as a rule, all those that share its first 64 bits.
_V6_PREFIX = 64
NOBODY = "unknown"


class PerMinute:
    """Counts what addresses do, each within a window of a minute that slides."""

    def __init__(self, most: int) -> None:
        """Allows `most` a minute; 0: any number."""
        self.most = most
        self._item = RateLimitItemPerMinute(most) if most else None
        # Nothing but counters is kept, and those of addresses not seen for two minutes are dropped.
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage()) if most else None

    def wait_for(self, address: str) -> int:
        """Counts once for `address`: 0 if it may go on, else in how many seconds it may try again."""
        if self._item is None or self._limiter is None:
            return 0
        who = counted_as(address)
        if self._limiter.hit(self._item, who):
            return 0
        stats = self._limiter.get_window_stats(self._item, who)
        return max(1, min(60, round(stats.reset_time - time.time())))


def counted_as(address: str) -> str:
    """Whom `address` stands for: itself, or in IPv6 the network that one subscriber has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address or NOBODY
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _V6_PREFIX), strict=False))


def address_of(request: gr.Request | None) -> str:
    """The address that a Gradio event came from."""
    client = getattr(request, "client", None)
    return str(getattr(client, "host", "") or NOBODY)
