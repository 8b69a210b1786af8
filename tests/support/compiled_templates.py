"""Templates compiled once in a process, however many applications its tests build."""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _InMemory(BytecodeCache):
    """Keeps what a template was compiled to, by its file and what stands in it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept, if anything is."""
        if kept := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled just now."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def compile_once() -> None:
    """Have every application that is built from now on share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _InMemory()}
