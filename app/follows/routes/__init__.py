"""Pages of followers: asking, the links of the mails, feeds."""

from litestar import Router

from app.follows.routes import by_link, feeds
from app.follows.routes import public as asking

public = Router(path="/", route_handlers=[*asking.handlers, *by_link.handlers, *feeds.handlers])
