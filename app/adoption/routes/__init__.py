"""Pages of answers and reports: the report for the public, answering and the report's desk for the staff."""

from litestar import Router

from app.adoption.routes import answers, desk, rest, review
from app.adoption.routes.public import public
from app.lib.guards import signed_in

handlers = [*answers.handlers, *rest.handlers, *review.handlers, *desk.handlers]
staff = Router(path="/staff", guards=[signed_in], route_handlers=handlers)

__all__ = ["public", "staff"]
