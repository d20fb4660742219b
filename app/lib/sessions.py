"""Sessions of signed-in people and opened receipts: on the server, ids hashed at rest, nothing for anonymous visits.

Litestar's own back end stores a row for every anonymous visit and accepts an id that the client made up
(session fixation); this one does neither, and gives a new id whenever the signed-in person changes.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware.session import SessionMiddleware
from litestar.middleware.session.base import BaseBackendConfig, BaseSessionBackend
from litestar.types import ASGIApp, Empty, Message, Receive, Scope, ScopeSession, Send
from sqlalchemy import LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import Database, DateTimeUTC, Noun

__all__ = ["SessionConfig", "SessionMiddleware", "SessionRow", "ViewerMiddleware", "make_session_middleware"]

PERSON = "person_id"


class SessionRow(Noun):
    """One session; `session_id` is the SHA-256 of what the cookie holds."""

    __tablename__ = "session"
    session_id: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True), index=True)


class SessionConfig(BaseBackendConfig["SessionBackend"]):
    def __init__(self, *, idle_minutes: int, secure: bool) -> None:
        self.key = "daylight_session"
        self.max_age = idle_minutes * 60
        self.scopes = cast(Any, {"http"})
        self.path = "/"
        self.domain = None
        self.secure = secure
        self.httponly = True
        self.samesite = "lax"
        self.exclude = ["^/static/"]
        self.exclude_opt_key = "skip_session"

    _backend_class: Any = None


class SessionBackend(BaseSessionBackend[SessionConfig]):
    def get_session_id(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
        return connection.cookies.get(self.config.key)

    async def load_from_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> dict[str, Any]:
        sid = connection.cookies.get(self.config.key)
        raw = expires_at = None
        if sid:
            database: Database = connection.app.state.database
            async with database.read() as db:
                query = select(SessionRow.data, SessionRow.expires_at).where(SessionRow.session_id == _hash(sid))
                row = (await db.execute(query)).one_or_none()
            if row and row[1] > connection.app.state.clock():
                raw, expires_at = row
        connection.scope["_kept_session"] = (sid if raw is not None else None, raw, expires_at)  # type: ignore[typeddict-unknown-key]
        return self.deserialize_data(raw) if raw is not None else {}

    async def store_in_message(
        self, scope_session: ScopeSession, message: Message, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> None:
        if message["type"] != "http.response.start":
            return
        sid, raw, expires_at = connection.scope.get("_kept_session", (None, None, None))  # type: ignore[misc]
        database: Database = connection.app.state.database
        headers = MutableScopeHeaders.from_message(message)
        if scope_session is Empty or not scope_session:
            if sid:
                async with database.write() as db:
                    await db.execute(delete(SessionRow).where(SessionRow.session_id == _hash(sid)))
                headers.add("Set-Cookie", self._cookie("", 0))
            return
        now: datetime = connection.app.state.clock()
        data = self.serialize_data(scope_session)
        new_expiry = now + timedelta(seconds=self.config.max_age)
        before = self.deserialize_data(raw) if raw else {}
        rotate = sid is None or before.get(PERSON) != cast(dict[str, Any], scope_session).get(PERSON)
        # A page a minute is enough to keep the idle clock honest without a write on every page.
        if not rotate and data == raw and new_expiry - expires_at < timedelta(seconds=60):
            return
        new_sid = secrets.token_urlsafe(32) if rotate else sid
        async with database.write() as db:
            if rotate:
                if sid:
                    await db.execute(delete(SessionRow).where(SessionRow.session_id == _hash(sid)))
                db.add(SessionRow(session_id=_hash(new_sid), data=data, expires_at=new_expiry))
            else:
                await db.execute(
                    update(SessionRow)
                    .where(SessionRow.session_id == _hash(new_sid))
                    .values(data=data, expires_at=new_expiry)
                )
        headers.add("Set-Cookie", self._cookie(new_sid, self.config.max_age))

    def _cookie(self, value: str, max_age: int) -> str:
        config = self.config
        return Cookie(
            key=config.key, value=value, max_age=max_age, path="/", secure=config.secure, httponly=True, samesite="lax"
        ).to_header(header="")


SessionConfig._backend_class = SessionBackend


def make_session_middleware(*, idle_minutes: int, secure: bool) -> Any:
    return SessionConfig(idle_minutes=idle_minutes, secure=secure).middleware


async def delete_expired_sessions(database: Database, *, now: datetime) -> None:
    """Housekeeping; a session that is over is refused whether its row is still there or not."""
    async with database.write() as db:
        await db.execute(delete(SessionRow).where(SessionRow.expires_at < now.astimezone(UTC)))


LoadViewer = Callable[[Database, str], Awaitable[object | None]]


class ViewerMiddleware:
    """Puts the signed-in person into ``scope["user"]``; None for everybody else and for a person since disabled."""

    def __init__(self, app: ASGIApp, load_viewer: LoadViewer) -> None:
        self.app = app
        self.load_viewer = load_viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["user"] = None
        session = scope.get("session")
        if isinstance(session, dict) and (person_id := session.get(PERSON)):
            database: Database = scope["litestar_app"].state.database
            scope["user"] = await self.load_viewer(database, person_id)
            if scope["user"] is None:
                session.clear()
        await self.app(scope, receive, send)


def _hash(sid: str) -> str:
    return hashlib.sha256(sid.encode()).hexdigest()
