"""Asks a virus scanner, where one is set up, whether a file is clean, in ClamAV's own way."""

from __future__ import annotations

import socket
from enum import StrEnum
from typing import BinaryIO

from flask import current_app

from portal.settings import Settings

PIECE = 64 * 1024
PATIENCE = 30.0
"""Seconds to wait for an answer."""
LONGEST_ANSWER = 4_096


class Scan(StrEnum):
    """What the scanner said."""

    CLEAN = "clean"
    FOUND = "found"
    NO_ANSWER = "no_answer"
    NOT_SET_UP = "not_set_up"


def scan(file: BinaryIO) -> Scan:
    """Ask the scanner about a file. Never raises: a scanner that is down is an answer too."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    if settings.scanner is None:
        return Scan.NOT_SET_UP
    file.seek(0)
    try:
        with _connected(settings.scanner) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            answer = _answer(line)
    except (OSError, ValueError):
        return Scan.NO_ANSWER
    finally:
        file.seek(0)
    if answer.endswith("FOUND"):
        return Scan.FOUND
    return Scan.CLEAN if answer == "stream: OK" else Scan.NO_ANSWER


def _connected(where: str) -> socket.socket:
    """Return a line to a scanner that listens at a socket's path, or at host:port."""
    if "/" in where:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(line: socket.socket) -> str:
    held = b""
    while len(held) < LONGEST_ANSWER and not held.endswith(b"\0"):
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        held += piece
    return held.rstrip(b"\0\n").decode("utf-8", "replace")
