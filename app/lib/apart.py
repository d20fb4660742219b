"""Heavy work in a process of its own: a document is set and written while this process goes on serving pages.

What is made depends on nothing but what is handed over, so that the same data always makes the same bytes.
"""

import asyncio
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.lib.errors import DomainError

ROOT = Path(__file__).parents[2]
SECONDS = 600
CANNOT = 3

Work = Callable[[Mapping[str, Any]], bytes]


class CannotMake(DomainError):
    """This machine cannot make such a file; `message` is an English msgid that says what is missing."""

    code = "E_FILE_CANNOT"


class Broken(Exception):
    """The work failed. Says where, never with which words: those may be a citizen's."""


async def run_apart(work: Work, data: Mapping[str, Any], *, seconds: int = SECONDS) -> bytes:
    """What `work(data)` answers. `work` is a function of a module, `data` JSON. Raises CannotMake, Broken.

    After so many seconds the process is ended.
    """
    order = json.dumps({"module": work.__module__, "name": work.__qualname__, "data": data}).encode()
    # A thread that waits, rather than the loop's own processes: jobs run on loops that watch no children.
    done = await asyncio.to_thread(_run, order, seconds)
    if done.returncode == CANNOT:
        raise CannotMake(done.stderr.decode().strip())
    if done.returncode:
        raise Broken(f"{work.__module__}.{work.__qualname__}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout


def _run(order: bytes, seconds: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "import sys; from app.lib.apart import main; sys.exit(main())"]
    try:
        return subprocess.run(command, input=order, capture_output=True, timeout=seconds, cwd=ROOT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Broken(f"took more than {seconds} s") from error


def main() -> int:
    """The other side: one order in, one file out."""
    order = json.load(sys.stdin.buffer)
    work: Work = getattr(importlib.import_module(order["module"]), order["name"])
    try:
        made = work(order["data"])
    except CannotMake as cannot:
        sys.stderr.write(cannot.message)
        return CANNOT
    except Exception as error:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
        sys.stderr.write(f"{type(error).__name__} at {where}")
        return 1
    sys.stdout.buffer.write(made)
    return 0
