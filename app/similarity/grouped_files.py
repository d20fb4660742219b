"""A table of texts in, the same lines with their groups out, and a page that sums them up. Files, no database."""

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import minijinja
import xlsxwriter

from app.lib import i18n
from app.lib.i18n import gettext_noop as _
from app.lib.tables import Line, Refusal, Unreadable, read_lines
from app.similarity.batch import Batch, Told, group_texts
from app.similarity.wording import segments

COLUMNS = ("id", "group", "topic", "score", "representative")
OUTPUTS = (".csv", ".tsv", ".jsonl", ".xlsx")
GROUPS_SHOWN, TOPICS_SHOWN, MEMBERS_SHOWN, MOST_WORDS = 40, 20, 3, 600
SIZES = (1, 2, 5, 10, 50, 100, 1_000)
TEMPLATES = Path(__file__).parents[2] / "templates"
STYLE = Path(__file__).parent / "data" / "summary.css"


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns; an empty one is not there. Without `id` the number of the line is the identity."""

    text: str
    title: str = ""
    id: str = ""

    @property
    def wanted(self) -> list[str]:
        return [name for name in (self.text, self.title, self.id) if name]


@dataclass(frozen=True, slots=True)
class Said:
    """One line that was read."""

    id: str
    title: str
    text: str


class Rows(Protocol):
    """What takes rows: a table of one kind or another."""

    def write(self, row: Iterable[Any]) -> None: ...


def read_texts(path: Path, columns: Columns, *, told: Told = lambda _step, _share: None) -> Iterator[Said | Refusal]:
    """The lines of a file, in order. Raises Unreadable where the file, or a column of it, cannot be used."""
    for line in read_lines(path, columns.wanted, progress=lambda share: told("read", share)):
        yield line if isinstance(line, Refusal) else _said(path, line, columns)


def _said(path: Path, line: Line, columns: Columns) -> Said | Refusal:
    if columns.text not in line.cells:  # JSONL has no heading: its lines say which columns there are
        names = ", ".join(line.cells)
        raise Unreadable(
            _("{name} has no column {missing}; it has: {names}"), name=path.name, missing=columns.text, names=names
        )
    cells = [line.cells.get(name, "") for name in (columns.text, columns.title, columns.id)]
    if any("\udc80" <= sign <= "\udcff" for cell in cells for sign in cell):
        return Refusal(line.number, _("It holds signs that cannot be read in the encoding of the file."))
    text, title, identity = cells
    if not text.strip() and not title.strip():
        return Refusal(line.number, _("It has no text."))
    return Said(identity.strip() or str(line.number), title.strip(), text.strip())


def group_file(path: Path, columns: Columns, *, processes: int = 1, told: Told) -> tuple[Batch, list[Refusal]]:
    """Group the texts of a file. Raises Unreadable."""
    refused: list[Refusal] = []

    def messages() -> Iterator[tuple[str, str]]:
        for said in read_texts(path, columns, told=told):
            if isinstance(said, Refusal):
                refused.append(said)
            else:
                yield said.title, said.text

    return group_texts(messages(), processes=processes, told=told), refused


def write_groups(path: Path, columns: Columns, batch: Batch, out: Path) -> dict[int, Said]:
    """Write a row for each text, in the order of the file, read again; answers the texts that the summary shows.

    `representative` is 1 for the text that stands for its group, 0 for the others.
    """
    shown = _shown(batch)
    leaders, kept = set(batch.leaders), dict[int, Said]()
    texts = (said for said in read_texts(path, columns) if isinstance(said, Said))
    with _open_table(out) as rows:
        rows.write(COLUMNS)
        for place, said in enumerate(texts):
            group = batch.group[place]
            score = round(batch.score[place], 1)
            rows.write((said.id, group, batch.topic[group - 1], score, int(place in leaders)))
            if place in shown:
                kept[place] = said
    return kept


def write_summary(source: str, batch: Batch, kept: dict[int, Said], refused: int, out: Path) -> None:
    """One HTML page that needs nothing beside it: how many, how large, the largest groups with what differs in them."""
    env = minijinja.Environment(
        loader=minijinja.load_from_path(str(TEMPLATES)),
        undefined_behavior="strict",
        auto_escape_callback=lambda _name: "html",
    )
    env.add_function("_", i18n.gettext)
    env.add_filter("number", lambda n: f"{n:,}")
    page = env.render_template(
        "similarity/summary.html",
        locale=i18n.current_locale(),
        style=minijinja.safe(f"<style>{STYLE.read_text('utf-8')}</style>"),  # the page travels alone, by mail or disk
        source=source,
        texts=len(batch),
        refused=refused,
        groups=len(batch.sizes),
        uncompared=len(batch.sizes) - batch.compared,
        repeated=sum(size for size in batch.sizes if size > 1),
        sizes=list(_sizes(batch.sizes)),
        largest=[_group(batch, kept, n) for n in range(_count(batch))],
        topics=list(_topics(batch, kept)),
    )
    out.write_text(page, encoding="utf-8")


def _count(batch: Batch) -> int:
    return sum(size > 1 for size in islice(batch.sizes, GROUPS_SHOWN))


def _shown(batch: Batch) -> set[int]:
    """Places of the texts that the summary shows."""
    places = {m for n in range(_count(batch)) for m in (batch.leaders[n], *batch.members[n][:MEMBERS_SHOWN])}
    for groups in _largest_topics(batch):
        places.update(batch.leaders[n] for n in groups[:MEMBERS_SHOWN])
    return places


def _largest_topics(batch: Batch) -> list[list[int]]:
    """Groups of the largest topics that have more than one."""
    found: dict[int, list[int]] = {}
    for n, topic in enumerate(batch.topic):
        found.setdefault(topic, []).append(n)
    return [found[topic] for topic in sorted(found) if len(found[topic]) > 1][:TOPICS_SHOWN]


def _group(batch: Batch, kept: dict[int, Said], n: int) -> dict[str, Any]:
    one = kept[batch.leaders[n]]
    words = one.text[:MOST_WORDS]
    differing = [kept[m] for m in batch.members[n][:MEMBERS_SHOWN]]
    return {
        "number": n + 1,
        "size": batch.sizes[n],
        "title": one.title,
        "text": words,
        "is_cut": len(one.text) > MOST_WORDS,
        "differing": [{"id": said.id, "pieces": segments(said.text[:MOST_WORDS], words)} for said in differing],
    }


def _topics(batch: Batch, kept: dict[int, Said]) -> Iterator[dict[str, Any]]:
    for groups in _largest_topics(batch):
        said = [kept[batch.leaders[n]] for n in groups[:MEMBERS_SHOWN]]
        yield {
            "number": batch.topic[groups[0]],
            "size": sum(batch.sizes[n] for n in groups),
            "groups": len(groups),
            "said": [one.title or one.text[:80] for one in said],
        }


def _sizes(sizes: list[int]) -> Iterator[dict[str, int | None]]:
    """How many groups of each size there are, and the messages in them."""
    for low, high in zip(SIZES, [*SIZES[1:], None], strict=True):
        held = [size for size in sizes if size >= low and (high is None or size < high)]
        if held:
            yield {"low": low, "high": high and high - 1, "groups": len(held), "texts": sum(held)}


@contextmanager
def _open_table(out: Path) -> Iterator[Rows]:
    with ExitStack() as stack:
        if out.suffix == ".xlsx":
            book = stack.enter_context(
                xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False})
            )
            yield _Sheet(book.add_worksheet())
        else:
            encoding = "utf-8" if out.suffix == ".jsonl" else "utf-8-sig"
            file = stack.enter_context(out.open("w", encoding=encoding, newline=""))
            if out.suffix == ".jsonl":
                yield _Objects(file)
            else:
                yield _Cells(csv.writer(file, delimiter="," if out.suffix == ".csv" else "\t"))


class _Cells:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def write(self, row: Iterable[Any]) -> None:
        self._writer.writerow(row)


class _Sheet:
    def __init__(self, sheet: Any) -> None:
        self._sheet, self._next = sheet, 0

    def write(self, row: Iterable[Any]) -> None:
        self._sheet.write_row(self._next, 0, row)
        self._next += 1


class _Objects:
    """One JSON object a line; the first row says the names."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._names: tuple[str, ...] = ()

    def write(self, row: Iterable[Any]) -> None:
        if not self._names:
            self._names = tuple(row)
        else:
            self._file.write(json.dumps(dict(zip(self._names, row, strict=True)), ensure_ascii=False) + "\n")
