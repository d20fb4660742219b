"""Pages of consultations: for the public, and for the staff."""

from litestar import Router

from app.consultations.routes import attachments, drafts, notices, steps
from app.consultations.routes.public import public
from app.lib.guards import signed_in

__all__ = ["public", "staff"]

staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[*notices.handlers, *drafts.handlers, *attachments.handlers, *steps.handlers],
)
