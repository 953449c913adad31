"""The web page: a chat for readers, the archive's desk for editors, and the HTTP API behind both."""

from bp_qa.web.page import build_app
from bp_qa.web.server import serve

__all__ = ["build_app", "serve"]
