"""Pages of replies for the staff: choosing the kind, writing, reviewing, issuing."""

from litestar import Router

from app.lib.guards import signed_in
from app.replies.routes import desk, files, redact, review

handlers = [*desk.handlers, *review.handlers, *files.handlers, *redact.handlers]
staff = Router(path="/staff", guards=[signed_in], route_handlers=handlers)

__all__ = ["staff"]
