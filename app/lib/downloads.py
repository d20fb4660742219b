"""What the house itself made, as a download: known by its digest, so that nobody fetches it twice."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response

Asked = Request[Any, Any, Any]
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")  # East Asian spreadsheets take the wide ones too


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def answer_file(
    request: Asked, content: bytes, *, media_type: str, name: str, digest: str, link: str = ""
) -> Response[bytes]:
    """The file, or 304 where the browser has it. It is asked for again each time: words in it may be withheld."""
    headers = {"etag": f'"{digest}"', "cache-control": "no-cache"}
    if link:
        headers["link"] = link
    if f'"{digest}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers | {"content-disposition": attachment(name)})


def attachment(name: str) -> str:
    """Content-Disposition with the name as RFC 5987 writes it, and a plain one for old programs."""
    plain = name if name.isascii() else f"file.{name.rpartition('.')[2]}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
