"""Pages of occasions: for the public, and for the staff."""

from litestar import Router

from app.lib.guards import signed_in
from app.occasions.routes import desk, hearings
from app.occasions.routes.public import public

__all__ = ["public", "staff"]

staff = Router(path="/staff", guards=[signed_in], route_handlers=[*desk.handlers, *hearings.handlers])
