"""Every sentence that a person may read has its Chinese, and every Chinese sentence has its use."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import app
from app.lib import i18n
from app.lib.errors import DomainError
from app.lib.pages import TEMPLATES

CODE = Path(app.__file__).parent
FOLDER = CODE / "locale" / "zh_CN"
PLACE = re.compile(r"\{(\w+)\}")
KEYWORDS = {"_": None, "gettext_noop": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


class Message(NamedTuple):
    where: str
    context: str | None
    msgid: str
    plural: str


class Entry(NamedTuple):
    file: str
    context: str | None
    msgid: str
    plural: str
    text: str


def _read(path: Path, method: str) -> Iterator[Message]:
    options = {"silent": "false", "trimmed": "false"} if method == "jinja2" else {}
    with path.open("rb") as file:
        for line, found, _comments, context in extract(method, file, KEYWORDS, (), options):
            many = found if isinstance(found, tuple | list) else (found,)
            where = f"{path.relative_to(CODE.parent)}:{line}"
            yield Message(where, context, many[0], many[1] if len(many) > 1 else "")


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _sentences() -> Iterator[Message]:
    """Sentences that stand in a class (a warning's text, a refusal's) are shown to people, marked or not."""
    for path, tree in _trees():
        for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            for line in kind.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    value = line.value.value
                    if isinstance(value, str) and re.search(r" .*[.?]$", value):
                        yield Message(f"{path.relative_to(CODE.parent)}:{line.lineno}", None, value, "")


def _spoken() -> Iterator[Message]:
    """``gettext("...")`` with a sentence. Babel would also take words out of ``gettext(kept["text"])``."""
    for path, tree in _trees():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            first = call.args[0]
            if name == "gettext" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Message(f"{path.relative_to(CODE.parent)}:{call.lineno}", None, first.value, "")


@cache
def recorded() -> set[str]:
    """Verbs of the record of acts, as code names them (``consultation:open`` or only ``open``)."""
    calls = (node for _path, tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Call))
    verbs = set()
    for call in calls:
        if getattr(call.func, "id", "") in ("record", "_record") and len(call.args) > 1:
            verbs |= {
                node.value
                for node in ast.walk(call.args[1])
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return verbs


@cache
def used() -> list[Message]:
    """Every msgid that code or templates mention, and the sentences of the refusals."""
    found = [m for path in sorted(CODE.rglob("*.py")) for m in _read(path, "python")]
    found += [m for path in sorted(TEMPLATES.rglob("*.html")) for m in _read(path, "jinja2")]
    found += [m for path in sorted(TEMPLATES.rglob("*.txt")) for m in _read(path, "jinja2")]
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found += [*_sentences(), *_spoken()]
    waiting = [DomainError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("app."):
            found.append(Message(f"{kind.__module__}.{kind.__name__}", None, kind.message, ""))
    return [m for m in found if m.msgid]


@cache
def translated() -> list[Entry]:
    entries = []
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            catalog: Catalog = read_po(file, abort_invalid=True)
        for m in catalog:
            ids = m.id if isinstance(m.id, tuple | list) else (m.id, "")
            text = m.string[0] if isinstance(m.string, tuple | list) else m.string
            if ids[0]:
                entries.append(Entry(path.name, m.context, ids[0], ids[1], text or ""))
                assert not m.fuzzy, f"{path.name}: {ids[0]!r} is marked fuzzy"
    return entries


def test_every_msgid_has_its_chinese() -> None:
    known = {(e.context, e.msgid) for e in translated() if e.text}
    missing = sorted({f"{m.msgid!r} ({m.where})" for m in used() if (m.context, m.msgid) not in known})
    assert not missing, f"{len(missing)} without Chinese:\n" + "\n".join(missing)


def test_no_chinese_is_left_over() -> None:
    wanted = {(m.context, m.msgid) for m in used()}
    services = {n.name for _path, tree in _trees() for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef)}
    verbs = services | {verb.rpartition(":")[2] for verb in recorded()}
    unused = [
        e
        for e in translated()
        if (e.context, e.msgid) not in wanted and not (e.context == "verb" and e.msgid.partition(":")[2] in verbs)
    ]
    assert not unused, "unused:\n" + "\n".join(f"{e.file}: {e.msgid!r}" for e in unused)


def test_every_act_upon_a_consultation_has_its_chinese() -> None:
    known = {e.msgid for e in translated() if e.context == "verb"}
    of_consultations = {verb for verb in recorded() if verb.startswith("consultation:") and len(verb) > 13}
    assert of_consultations <= known


def test_each_msgid_stands_in_one_file_once() -> None:
    places: dict[tuple[str | None, str], list[str]] = {}
    for path in sorted(FOLDER.glob("*.po")):
        seen = re.findall(r'^(?:msgctxt "(.*)"\n)?msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
        for context, msgid in seen:
            places.setdefault((context or None, msgid), []).append(path.name)
    twice = {key: files for key, files in places.items() if len(files) > 1}
    assert not twice


def test_places_to_fill_agree() -> None:
    wrong = []
    for e in translated():
        wanted = set(PLACE.findall(e.msgid)) | set(PLACE.findall(e.plural))
        if set(PLACE.findall(e.text)) != wanted:
            wrong.append(f"{e.file}: {e.msgid!r} -> {e.text!r}")
    assert not wrong, "\n".join(wrong)


def test_every_text_can_be_filled() -> None:
    """A lone brace would be a fault at the moment when somebody reads the sentence."""
    for text in [t for e in translated() for t in (e.msgid, e.plural, e.text)] + [m.msgid for m in used()]:
        names = PLACE.findall(text)
        text.format(**dict.fromkeys(names, 1))


def test_a_plural_is_the_same_everywhere() -> None:
    """One Chinese form serves singular and plural, so a singular may stand with one plural only."""
    forms = Counter((m.msgid, m.plural) for m in used() if m.plural)
    singulars = Counter(msgid for msgid, _plural in forms)
    assert {msgid for msgid, n in singulars.items() if n > 1} == set()


def test_chinese_sentences_use_chinese_marks() -> None:
    wrong = [
        f"{e.file}: {e.text!r}" for e in translated() if re.search(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]\.$", e.text)
    ]
    assert not wrong, "\n".join(wrong)


def test_english_has_words_for_codes_only() -> None:
    """The msgid is the English text, but for the acts of the record: their msgids are codes."""
    acts = {("verb", e.msgid) for e in translated() if e.context == "verb"}
    assert set(i18n.translations("en")) == acts


def test_text_follows_the_language() -> None:
    msgid = "At most {max} characters; you have written {n}."
    with i18n.in_locale("en"):
        assert i18n.gettext(msgid, max=8, n=9) == "At most 8 characters; you have written 9."
    with i18n.in_locale("zh-CN"):
        assert "8" in i18n.gettext(msgid, max=8, n=9)
        assert i18n.gettext(msgid, max=8, n=9) != msgid.format(max=8, n=9)


def test_plural_follows_the_number_in_english() -> None:
    with i18n.in_locale("en"):
        assert i18n.ngettext("{n} apple", "{n} apples", 1) == "1 apple"
        assert i18n.ngettext("{n} apple", "{n} apples", 0) == "0 apples"


def test_an_unknown_language_falls_back_to_chinese() -> None:
    before = i18n.current_locale()
    i18n.set_locale("xx")
    assert i18n.current_locale() == "zh-CN"
    i18n.set_locale(before)
