"""The staff's pages of groups of requests."""

from litestar import Router

from app.lib.guards import signed_in
from app.request_groups.routes import changes, matters, pages

staff = Router(
    path="/staff/request-groups",
    guards=[signed_in],
    route_handlers=[*pages.handlers, *changes.handlers, *matters.handlers],
)
