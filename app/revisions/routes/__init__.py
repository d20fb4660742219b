"""Pages of comparisons: for the public, and for the staff."""

from litestar import Router

from app.lib.guards import signed_in
from app.revisions.routes import desk, pairs, texts
from app.revisions.routes.public import public

__all__ = ["public", "staff"]

staff = Router(path="/staff", guards=[signed_in], route_handlers=[*desk.handlers, *texts.handlers, *pairs.handlers])
