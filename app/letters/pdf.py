"""A letter as an accessible PDF (PDF/UA-1), set by Typst."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.lib.clock import SHANGHAI
from app.lib.typesetting import typeset


def write_pdf(data: Mapping[str, Any]) -> bytes:
    """`data`: {paper, fonts}. Raises CannotMake where the machine has no Chinese font."""
    paper = data["paper"]
    made_at = datetime.fromisoformat(paper["dated_on"]).replace(tzinfo=SHANGHAI)
    return typeset("print/letter.typ", paper, made_at=made_at, fonts=data["fonts"])
