"""Pages of conversions: for everybody, and for the staff."""

from litestar import Router

from app.conversions.routes import desk, feeds, pages, suggesting
from app.lib.guards import signed_in

public = Router(path="/", route_handlers=[pages.converted, *feeds.handlers])
staff = Router(path="/staff", guards=[signed_in], route_handlers=[*desk.handlers, *suggesting.handlers])

__all__ = ["public", "staff"]
