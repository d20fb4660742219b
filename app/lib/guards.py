"""Who may enter. One guard stands before /staff; roles are checked again in every query."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from app.lib.errors import Forbidden


class SignInNeeded(Exception):
    """The page needs sign-in; the handler in main sends the visitor there and back again."""


class PasswordChangeNeeded(Exception):
    """The person still has the temporary password; the handler in main leads to the page that changes it."""


PASSWORD_PAGE = "/staff/password"  # noqa: S105  (an address)


def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard of every page under /staff."""
    viewer = connection.scope.get("user")
    if viewer is None:
        raise SignInNeeded
    if viewer.must_change_password and connection.scope["path"] != PASSWORD_PAGE:
        raise PasswordChangeNeeded


def requires(*roles: str) -> Guard:
    """Guard for pages of certain roles, on top of `signed_in`."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        signed_in(connection, handler)
        if connection.scope["user"].roles.isdisjoint(roles):
            raise Forbidden

    return guard
