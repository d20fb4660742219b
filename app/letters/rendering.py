"""Letters as files. The work is done in a process of its own; the same letter makes the same bytes."""

from app.letters.docx import write_docx
from app.letters.paper import compose
from app.letters.pdf import write_pdf
from app.letters.rules import FrozenLetter
from app.lib.apart import run_apart


async def render_pdf(letter: FrozenLetter, *, fonts: str = "") -> bytes:
    """PDF/UA-1. `fonts` is a folder beside the system's. Raises CannotMake where no font draws Chinese."""
    return await run_apart(write_pdf, {"paper": compose(letter), "fonts": fonts})


async def render_docx(letter: FrozenLetter) -> bytes:
    """A Word document with the same content."""
    return await run_apart(write_docx, {"paper": compose(letter)})
