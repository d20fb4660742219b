"""Pages of consultations: for the public, and for the staff."""

from app.consultations.routes.public import public
from app.consultations.routes.staff import staff

__all__ = ["public", "staff"]
