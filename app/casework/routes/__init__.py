"""Pages of casework, for the staff."""

from litestar import Router

from app.casework.routes import board, calendar, inbox, register
from app.lib.guards import signed_in

__all__ = ["staff"]

staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[
        board.index,
        calendar.month,
        inbox.show,
        register.register,
        register.register_file,
        register.full_register,
    ],
)
