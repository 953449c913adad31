"""What a load balancer or a watchdog asks: is the page up, and what does it hold."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from bp_qa.engine import Engine
from bp_qa.errors import BpQaError
from bp_qa.web.gate import QuestionGate


def health_endpoint(engine: Engine, gate: QuestionGate) -> Callable[[Request], JSONResponse]:
    """An endpoint that says, with status 200, that questions are answered, or with 503 that they are not.

    It gives numbers only: articles, the index's generation, questions under way and waiting.
    """

    def health(_request: Request) -> JSONResponse:
        state: dict[str, object] = {"ready": False, "asking": gate.asking, "waiting": gate.waiting}
        try:
            catalogue = engine.index.catalogue
            state["articles"] = catalogue.overview(newest=0).articles
            state["generation"] = catalogue.generation()
            state["ready"] = engine.index.is_ready() and not gate.closed
        except BpQaError:
            # Its message names folders of this machine.
            state["error"] = "the index cannot be read"
        status = 200 if state["ready"] else 503
        return JSONResponse(state, status, {"Cache-Control": "no-store"})

    return health
