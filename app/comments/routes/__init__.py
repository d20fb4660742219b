"""Pages of comments: for the public, and for the staff who enter what was said elsewhere (`moderation` checks)."""

from app.comments.routes.heard import staff as heard
from app.comments.routes.public import public

__all__ = ["heard", "public"]
