"""Filled databases kept from one run to the next: filling a million rows takes minutes, measuring takes seconds.

`BENCH_KEEP=FOLDER` names where; without it every run fills its own and throws it away. What is kept is brought to the
newest schema, but holds what the rules of the day it was filled made of it.
"""

import os
import pickle
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from app.lib.migrations import upgrade
from tests.bench.site import Site, empty, kept_folder

T = TypeVar("T")


async def kept(name: str, fill: Callable[[Site], Awaitable[T]]) -> tuple[Site, T]:
    """The site of that name, with what its filling told: from the folder, or filled now."""
    note = None
    if (folder := kept_folder()) is not None:
        note = folder / f"{name}-{os.environ.get('BENCH_DATABASE', 'sqlite')}.pickle"
        if note.exists():  # our own file, in a folder that whoever measures named
            site, told = pickle.loads(note.read_bytes())
            site = site.at_home()
            upgrade(site.url)
            return site, told
    site = await empty(name)
    told = await fill(site)
    if note is not None:
        _write(note, pickle.dumps((site, told)))
    return site, told


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(".half")
    half.write_bytes(content)
    half.replace(path)
