"""Pages of groups: for the public, and for the staff."""

from app.opinion_groups.routes.public import public
from app.opinion_groups.routes.staff import staff

__all__ = ["public", "staff"]
