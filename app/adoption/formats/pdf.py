"""The report as an accessible PDF (PDF/UA-1), set by Typst."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.adoption.formats.paper import build_paper
from app.lib.i18n import in_locale
from app.lib.typesetting import typeset


def write_pdf(data: Mapping[str, Any]) -> bytes:
    """Raises CannotMake where the machine has no Chinese font. `data` also holds `fonts`, a folder or empty."""
    with in_locale("zh-CN"):
        paper = build_paper(data)
    made_at = datetime.fromisoformat(paper["published_at"])
    return typeset("print/report.typ", paper, made_at=made_at, fonts=data["fonts"])
