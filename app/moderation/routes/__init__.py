"""Pages of moderation for the staff."""

from litestar import Router

from app.lib.guards import signed_in
from app.moderation.routes import pages, verbs

staff = Router(path="/staff", guards=[signed_in], route_handlers=[*pages.handlers, *verbs.handlers])
