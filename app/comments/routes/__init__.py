"""Pages of comments: for the public, and for the staff."""

from app.comments.routes.public import public
from app.comments.routes.staff import staff

__all__ = ["public", "staff"]
