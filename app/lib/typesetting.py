"""Typst: a template of ours and data become an accessible PDF (PDF/UA-1). Letters and printed reports are set by it.

What people wrote is only ever data: the template reads it as JSON, so that no `#` or `$` of theirs is an instruction.
Call it through `lib.apart.run_apart`: it works for seconds, and another process is forgotten with its memory.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from app.lib.apart import CannotMake
from app.lib.fonts import Coverage, read_coverage
from app.lib.i18n import gettext_noop as _

TEMPLATES = Path(__file__).parents[2] / "templates"

FACES = {
    "body": ("FangSong", "FangSong_GB2312", "STFangsong", "FZFangSong-Z02S"),
    "title": ("FZXiaoBiaoSong-B05S", "STZhongsong"),
    "heading": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei"),
    "page": ("SimSun", "NSimSun", "STSong"),
}
"""What GB/T 9704 asks for: 仿宋 for the text, 小标宋 for titles, 黑体 for headings, 宋体 for page numbers."""
ANY = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "Noto Sans CJK SC", "Source Han Sans SC",
    "Noto Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN", "AR PL UKai CN",
)  # fmt: skip
"""What stands in for them, in this order."""
NO_FONT = _("The PDF cannot be made: no Chinese font is installed on the server. The web page says the same.")
MISSING = "〓"
"""Stands for a character that no font draws, as printers put it (缺字)."""
LONG = 24
_RUN = re.compile(rf"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{{{LONG + 1},}}")


def typeset(template: str, data: Mapping[str, Any], *, made_at: datetime, fonts: str = "") -> bytes:
    """The PDF that `templates/TEMPLATE` makes of the data. `fonts` is a folder of fonts beside the system's.

    The same data, the same moment and the same fonts make the same bytes. Raises CannotMake without a Chinese font.
    """
    book = _fonts(fonts)
    faces = choose_faces(book.families())
    covered = _coverage(fonts)
    handed = {"faces": faces, **data}
    compiler = typst.Compiler(
        input=TEMPLATES / template,
        root=TEMPLATES,
        font_paths=book,
        sys_inputs={"data": json.dumps(printable(handed, covered), ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(made_at.timestamp()))
    assert isinstance(made, bytes)
    return made


def choose_faces(families: list[str]) -> dict[str, list[str]]:
    """For each use the installed faces, the best first. Raises CannotMake where nothing draws Chinese."""
    there = set(families)
    chosen = {use: [name for name in dict.fromkeys((*wanted, *ANY)) if name in there] for use, wanted in FACES.items()}
    if not chosen["body"]:
        raise CannotMake(NO_FONT)
    return chosen


def printable(value: Any, covered: Coverage) -> Any:
    """The same data with every text as paper can hold it: see `printable_text`."""
    if isinstance(value, str):
        return printable_text(value, covered)
    if isinstance(value, Mapping):
        return {name: printable(one, covered) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one, covered) for one in value]
    return value


def printable_text(text: str, covered: Coverage) -> str:
    """What no font draws becomes 〓; signs without a shape go; a word longer than a line may break."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(_drawn(character, covered) for character in text)
    return _RUN.sub(lambda run: "\u200b".join(run[0][n : n + LONG] for n in range(0, len(run[0]), LONG)), kept)


def _drawn(character: str, covered: Coverage) -> str:
    if character in "\n\t ":
        return " " if character == "\t" else character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"):
        return "\n" if character in "\u2028\u2029" else ""
    if character in covered:
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Mn" else MISSING if MISSING in covered else "?"


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(font_paths=[folder] if folder else [])


@cache
def _coverage(folder: str) -> Coverage:
    return read_coverage(str(font.path) for font in _fonts(folder).fonts() if font.path)
