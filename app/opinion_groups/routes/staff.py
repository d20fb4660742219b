"""All pages of groups under /staff."""

from litestar import Router

from app.lib.guards import signed_in
from app.opinion_groups.routes import anew, changes, matters, pages

staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[*pages.handlers, *changes.handlers, *matters.handlers, *anew.handlers],
)
