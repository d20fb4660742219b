"""Load over HTTP/1.1: many connections kept open, each sends its next request when the last one is answered."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode
from urllib.request import urlopen

Poster = Callable[[str, dict[str, str]], bytes]
"""Makes the bytes of a form post from address and fields."""


@dataclass
class Load:
    """What came back: answers by status, milliseconds of each, seconds of all."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def a_second(self) -> float:
        return len(self.times) / self.seconds


class Connection:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of one answer."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(head[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        self._writer.close()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def form_poster(port: int) -> Poster:
    """Makes form posts that carry a token which the server gave."""
    with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10) as page:
        cookies = [value.partition(";")[0] for value in page.headers.get_all("set-cookie")]
    token = next(cookie.partition("=")[2] for cookie in cookies if cookie.startswith("daylight_csrf="))

    def post(path: str, form: dict[str, str]) -> bytes:
        body = urlencode(form | {"_csrf_token": token}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {'; '.join(cookies)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return post


async def run(port: int, requests: Iterator[bytes], connections: int, *, pause: float = 0.0) -> Load:
    """Send all requests over so many connections; each waits about `pause` seconds between two."""
    load, r = Load(), random.Random(connections)

    async def one() -> None:
        connection = await Connection.open(port)
        try:
            for request in requests:
                if pause:
                    await asyncio.sleep(pause * r.uniform(0.67, 1.33))
                begun = time.perf_counter()
                status, _ = await connection.ask(request)
                load.times.append(1_000 * (time.perf_counter() - begun))
                load.statuses[status] += 1
        finally:
            connection.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    load.seconds = time.perf_counter() - begun
    return load
