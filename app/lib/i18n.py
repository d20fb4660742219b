"""Languages: English msgids in code and templates, Chinese in app/locale/zh_CN/*.po (one a feature, all merged)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALES = ("zh-CN", "en")
FOLDER = Path(__file__).parent.parent / "locale"

_locale: ContextVar[str] = ContextVar("locale", default="zh-CN")


def current_locale() -> str:
    return _locale.get()


def set_locale(locale: str) -> None:
    _locale.set(locale if locale in LOCALES else LOCALES[0])


@contextmanager
def in_locale(locale: str) -> Iterator[None]:
    """Speak another language inside the block: mails, exports, tests."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


@cache
def translations(locale: str) -> Mapping[str | tuple[str, str], str]:
    """All msgids of a language, from every .po file of its folder. In English the msgid is the text, but for codes.

    Keys are the msgid, or (context, msgid). A msgid stands in one file; a test sees to it, a site does not stop for it.
    """
    merged: dict[str | tuple[str, str], str] = {}
    for path in sorted((FOLDER / locale.replace("-", "_")).glob("*.po")):
        with path.open("rb") as file:
            catalog: Catalog = read_po(file)
        for message in catalog:
            if not message.id or not message.string:
                continue
            msgid = message.id[0] if isinstance(message.id, tuple | list) else message.id
            text = message.string[0] if isinstance(message.string, tuple | list) else message.string
            key = (message.context, msgid) if message.context else msgid
            merged.setdefault(key, text)
    return merged


def _fill(text: str, params: Mapping[str, object]) -> str:
    return text.format(**params) if params else text


def gettext(msgid: str, /, **params: object) -> str:
    """The text in the current language; ``{name}`` places are filled from the keywords."""
    return _fill(translations(_locale.get()).get(msgid, msgid), params)


def ngettext(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Like gettext, for a number `n` (also offered as ``{n}``, 1,400 with its comma). Chinese has one form."""
    params = {"n": f"{n:,}", **params}
    if (text := translations(_locale.get()).get(singular)) is not None:
        return _fill(text, params)
    return _fill(singular if n == 1 else plural, params)


def pgettext(context: str, msgid: str, /, **params: object) -> str:
    """Like gettext, where one English word needs two Chinese ones."""
    return _fill(translations(_locale.get()).get((context, msgid), msgid), params)


def gettext_noop(msgid: str) -> str:
    """Marks a msgid for extraction; it is translated where it is shown."""
    return msgid
