"""What each of our processes does at its start, and a process beside the server that lives as long as the server."""

import gc
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any

log = logging.getLogger("daylight.processes")

PAUSE_SECONDS = 2.0
"""Between the death of a process and the next try: a fault at the start must not turn into a fast loop."""


def set_up_log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for noisy in ("httpx", "dbos", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def settle() -> None:
    """A full collection looks through all that was loaded: pages would stand still for a tenth of a second."""
    gc.collect()
    gc.freeze()


@contextmanager
def beside(target: Callable[..., None], *args: Any) -> Iterator[None]:
    """Keep `target(*args)` running in a process of its own until the block ends.

    `target` must end when told by SIGTERM. When this process dies, however it does, the other ends too.
    """
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(over, target, args), name="keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(over: threading.Event, target: Callable[..., None], args: tuple[Any, ...]) -> None:
    context = multiprocessing.get_context("spawn")
    while not over.is_set():
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(theirs, target, args), name="worker", daemon=True)
        process.start()
        theirs.close()
        while process.is_alive() and not over.is_set():
            wait([process.sentinel], timeout=0.2)
        if over.is_set():
            process.terminate()
        process.join(30)
        ours.close()
        if not over.is_set():
            log.error("the process beside the server ended with %s; it is started again", process.exitcode)
            over.wait(PAUSE_SECONDS)


def _run(lifeline: Connection, target: Callable[..., None], args: tuple[Any, ...]) -> None:
    """In the other process. The pipe has an end only in the first: it breaks when that one is gone."""

    def watch() -> None:
        try:
            lifeline.recv()
        except EOFError:
            os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
    target(*args)
