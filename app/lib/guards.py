"""Who may enter. One guard stands before /staff; roles are checked again in every query."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from app.lib.errors import Forbidden


class SignInNeeded(Exception):
    """The page needs sign-in; the handler in main sends the visitor there and back again."""


def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard of every page under /staff."""
    if connection.scope.get("user") is None:
        raise SignInNeeded


def requires(*roles: str) -> Guard:
    """Guard for pages of certain roles, on top of `signed_in`."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        signed_in(connection, handler)
        if connection.scope["user"].roles.isdisjoint(roles):
            raise Forbidden

    return guard
