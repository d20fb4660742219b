"""The cookie that lets the browser which handed something in see number and code once (decisions.md, Privacy)."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from app.lib.crypto import sign
from app.receipts.services import Issued

RECEIPT_COOKIE = "daylight_receipt"
RECEIPT_LIFE = timedelta(minutes=15)


def receipt_cookie(request: Request[Any, Any, Any], issued: Issued, now: datetime) -> Cookie:
    """Signed, and sent to the pages of receipts only."""
    return Cookie(
        key=RECEIPT_COOKIE,
        value=sign("receipt", f"{issued.number}:{issued.code}", expires_at=(now + RECEIPT_LIFE).timestamp()),
        max_age=int(RECEIPT_LIFE.total_seconds()),
        path="/receipts",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_secure,
    )
