"""Where mails come from: an IMAP inbox or a Maildir. What was taken in is marked as seen, never deleted."""

import asyncio
import imaplib
import os
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from app.lib.settings import BadSetting
from app.mailbox.rules import LARGEST_HEAD, LARGEST_MAIL

TIMEOUT = 30  # seconds for each answer of the server
LOCAL = ("localhost", "127.0.0.1", "::1")


class Fetched(NamedTuple):
    """One mail of the inbox. `is_cut`: it is too large, and only its head was fetched."""

    key: str
    raw: bytes
    is_cut: bool


class Source(Protocol):
    """An inbox, opened for one run."""

    async def fetch(self, most: int) -> list[Fetched]: ...

    async def mark_seen(self, keys: Sequence[str]) -> None: ...

    async def close(self) -> None: ...


def open_source(url: str, *, largest: int = LARGEST_MAIL) -> Source:
    """The inbox at `imaps://USER:PASSWORD@HOST/FOLDER` or `maildir:///PATH`. Connects at the first fetch.

    Of a mail with more bytes than `largest` only the head is fetched.
    """
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return Maildir(Path(unquote(parts.path)), largest)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise BadSetting("MAILBOX_URL must be imaps://USER:PASSWORD@HOST/FOLDER or maildir:///PATH.")
    return Imap(url, largest)


class Maildir:
    """A folder with new/ and cur/, as every mail server on the machine itself can deliver to."""

    def __init__(self, path: Path, largest: int) -> None:
        self._path, self._largest = path, largest

    async def fetch(self, most: int) -> list[Fetched]:
        return await asyncio.to_thread(self._fetch, most)

    def _fetch(self, most: int) -> list[Fetched]:
        there = sorted(entry.name for entry in os.scandir(self._path / "new") if entry.is_file(follow_symlinks=False))
        found = []
        for name in there[:most]:
            with (self._path / "new" / name).open("rb") as file:
                raw = file.read(self._largest + 1)
            is_cut = len(raw) > self._largest
            found.append(Fetched(name, _head_of(raw) if is_cut else raw, is_cut))
        return found

    async def mark_seen(self, keys: Sequence[str]) -> None:
        await asyncio.to_thread(self._mark_seen, keys)

    def _mark_seen(self, keys: Sequence[str]) -> None:
        (self._path / "cur").mkdir(exist_ok=True)
        for name in keys:
            os.replace(self._path / "new" / name, self._path / "cur" / f"{name.partition(':')[0]}:2,S")

    async def close(self) -> None:
        """Nothing is held open."""


class Imap:
    """A folder on an IMAP server; certificates are checked. Without TLS only to this machine itself."""

    def __init__(self, url: str, largest: int) -> None:
        self._url, self._largest = urlsplit(url), largest
        self._server: imaplib.IMAP4 | None = None

    async def fetch(self, most: int) -> list[Fetched]:
        return await asyncio.to_thread(self._fetch, most)

    async def mark_seen(self, keys: Sequence[str]) -> None:
        await asyncio.to_thread(self._mark_seen, keys)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    def _connect(self) -> imaplib.IMAP4:
        url, context = self._url, ssl.create_default_context()
        host = url.hostname or ""
        if url.scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=context, timeout=TIMEOUT)
        else:
            server = imaplib.IMAP4(host, url.port or 143, timeout=TIMEOUT)
            if "STARTTLS" in server.capabilities:
                server.starttls(context)
            elif host not in LOCAL:
                server.shutdown()
                raise imaplib.IMAP4.error("the server offers no TLS")
        self._server = server
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        folder = unquote(url.path.strip("/")) or "INBOX"
        _check(*server.select(f'"{folder}"'))
        return server

    def _fetch(self, most: int) -> list[Fetched]:
        server = self._server or self._connect()
        (found,) = _check(*server.uid("SEARCH", "UNSEEN"))
        return [self._fetch_one(server, uid.decode()) for uid in (found or b"").split()[:most]]

    def _fetch_one(self, server: imaplib.IMAP4, uid: str) -> Fetched:
        answer = _check(*server.uid("FETCH", uid, "(RFC822.SIZE)"))
        size = int(str(answer[0]).rpartition("RFC822.SIZE")[2].strip(" )'").split()[0])
        is_cut = size > self._largest
        wanted = f"(BODY.PEEK[HEADER]<0.{LARGEST_HEAD}>)" if is_cut else "(BODY.PEEK[])"
        answer = _check(*server.uid("FETCH", uid, wanted))
        raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        return Fetched(uid, raw, is_cut)

    def _mark_seen(self, keys: Sequence[str]) -> None:
        if self._server and keys:
            _check(*self._server.uid("STORE", ",".join(keys), "+FLAGS", "(\\Seen)"))

    def _close(self) -> None:
        if self._server:
            try:
                self._server.logout()
            except (imaplib.IMAP4.error, OSError):
                self._server.shutdown()
            self._server = None


def _check(kind: str, data: list[Any]) -> list[Any]:
    if kind != "OK":
        raise imaplib.IMAP4.error("the server refused")
    return data


def _head_of(raw: bytes) -> bytes:
    head, _blank, _rest = raw[:LARGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    return head + b"\n\n"
