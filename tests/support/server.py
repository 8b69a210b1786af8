"""Serve a WSGI app on a free port of this machine while a browser test runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STOP_SECONDS = 10.0


class _QuietHandler(WSGIRequestHandler):
    """A test run's output has no line per request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


def closing(app: WSGIApplication) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Let what an answer reads from be closed, also where the browser went away in the midst of it.

    The server then looks at the connection first, and an error there keeps it from closing.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        parts = app(environ, start_response)
        try:
            yield from parts
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    return answer


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve `app` and yield its address, with no slash at the end."""
    server = make_server("127.0.0.1", 0, closing(app), threaded=True, request_handler=_QuietHandler)
    # Requests still open in a keep-alive browser must not hold up the end of the test.
    server.daemon_threads = True  # type: ignore[attr-defined] # set by ThreadingMixIn, untyped here
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(STOP_SECONDS)
        server.server_close()
