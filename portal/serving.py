"""Serving the portal with granian, for real and for practice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

WORKERS = 2
POLL_SECONDS = 0.05
CONNECT_SECONDS = 0.5


def serve(
    target: str, *, address: str, port: int, workers: int = WORKERS, ready: Callable[[], None]
) -> None:
    """Serve the application factory ``target`` until told to stop.

    ``ready`` is called once, from another thread, when the port answers. One request at a time
    in each worker thread keeps a request's scope its own.
    """
    threading.Thread(target=_tell, args=(address, port, ready), daemon=True).start()
    Granian(
        target,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=2,
        log_enabled=True,
        log_level=LogLevels.warning,
    ).serve()


def port_is_free(address: str, port: int) -> bool:
    """Tell whether nobody listens there yet."""
    with socket.socket() as probe:
        probe.settimeout(CONNECT_SECONDS)
        return probe.connect_ex((address, port)) != 0


def _tell(address: str, port: int, ready: Callable[[], None]) -> None:
    while port_is_free(address, port):
        time.sleep(POLL_SECONDS)
    ready()
