"""Pages of the catalogue: for everybody, as data, and at the desk."""

from litestar import Router

from app.disclosures.routes import acts, data, desk, guide
from app.disclosures.routes import public as catalogue
from app.lib.guards import signed_in

public = Router(path="/", route_handlers=[*catalogue.handlers, *data.handlers, *guide.public_handlers])
staff = Router(
    path="/staff", guards=[signed_in], route_handlers=[*desk.handlers, *acts.handlers, *guide.staff_handlers]
)
