"""`daylight group FILE`: a table in, its groups out; the same answer every time; a sentence for each broken file."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from app.__main__ import main

ROWS = [
    ("m1", "夜间施工", "小区南侧工地夜里十二点还在打桩，老人孩子都睡不好，请尽快处理。"),
    ("m2", "停车难", "菜场门口的车位被商家长期占用，居民回家找不到地方停车。"),
    ("m3", "工地噪声", "小区南侧工地夜里十二点还在打桩,老人小孩都睡不好，请尽快处理！"),
    ("m4", "夜间施工", "小区南侧工地夜里十二点还在打桩，老人孩子都睡不好，请尽快处理。"),
    ("m5", "公交末班", "地铁口的公交末班车太早，晚上八点以后就没有车了。"),
    ("m6", "夜间施工扰民", "工地夜间打桩噪音太大，小区居民投诉多次无人管，希望限制夜间施工时间。"),
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["group", *map(str, arguments)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "said.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("编号", "标题", "内容"), *ROWS])
    return path


def read(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_what_says_the_same_is_one_group(table: Path) -> None:
    done = run(table, "--text", "内容", "--title", "标题", "--id", "编号")
    assert done.exit_code == 0, done.output
    rows = read(table.with_name("said-groups.csv"))
    assert list(rows) == [one[0] for one in ROWS]
    assert rows["m1"]["group"] == rows["m3"]["group"] == rows["m4"]["group"] == "1"
    assert len({rows[n]["group"] for n in ("m1", "m2", "m5", "m6")}) == 4
    assert rows["m6"]["topic"] == rows["m1"]["topic"] != rows["m2"]["topic"]
    assert [n for n in rows if rows[n]["representative"] == "1"] == ["m1", "m2", "m5", "m6"]
    assert (rows["m4"]["score"], rows["m1"]["score"]) == ("100.0", "100.0")
    assert float(rows["m3"]["score"]) >= 70


def test_the_page_shows_what_differs_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    hostile = "<script>alert(1)</script>请把公交末班车延长到晚上十一点，下班的人多"
    path.write_text(f"t\n{hostile}\n{hostile.replace('下班', '下夜班')}\n", encoding="utf-8")
    assert run(path, "--text", "t").exit_code == 0
    page = path.with_name("said-groups.html").read_text("utf-8")
    assert "<script" not in page
    assert "<mark>" in page
    assert "http" not in page  # it travels alone


def test_the_same_file_gives_the_same_answer(table: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        assert run(table, "--text", "内容", "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("kind", ["tsv", "jsonl", "xlsx", "gb18030"])
def test_every_kind_of_file_gives_the_same_groups(table: Path, tmp_path: Path, kind: str) -> None:
    source = tmp_path / f"said2.{'csv' if kind == 'gb18030' else kind}"
    lines = [("编号", "标题", "内容"), *ROWS]
    if kind == "xlsx":
        with xlsxwriter.Workbook(str(source)) as book:
            sheet = book.add_worksheet()
            for n, row in enumerate(lines):
                sheet.write_row(n, 0, row)
    elif kind == "jsonl":
        text = "\n".join(json.dumps(dict(zip(lines[0], row, strict=True))) for row in ROWS)
        source.write_text(text, encoding="utf-8")
    else:
        with source.open("w", encoding="gb18030" if kind == "gb18030" else "utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if kind == "tsv" else ",").writerows(lines)
    out = tmp_path / "out.jsonl"
    assert run(source, "--text", "内容", "--id", "编号", "--out", out).exit_code == 0
    assert run(table, "--text", "内容", "--id", "编号", "--out", tmp_path / "out.csv").exit_code == 0
    found = {row["id"]: str(row["group"]) for row in map(json.loads, out.read_text("utf-8").splitlines())}
    assert found == {n: row["group"] for n, row in read(tmp_path / "out.csv").items()}


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    path, out = tmp_path / "said.csv", tmp_path / "out.xlsx"
    path.write_text('id,t\n"=1+1",路灯不亮请维修\n', encoding="utf-8")
    assert run(path, "--text", "t", "--id", "id", "--out", out).exit_code == 0
    cell = openpyxl.load_workbook(out).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("name", "content", "arguments", "says"),
    [
        ("a.csv", b"x,y\n1,2\n", ["--text", "内容"], "a.csv 中没有“内容”这一列；现有的列：x, y"),
        ("a.jsonl", b'{"x": "1"}\n', ["--text", "内容"], "没有“内容”这一列；现有的列：x"),
        ("a.pdf", b"%PDF-1.7", ["--text", "x"], "只能读取 CSV、TSV、JSONL 和 XLSX"),
        ("a.xlsx", b"PK\x03\x04 broken", ["--text", "x"], "不是 XLSX 文件，或者文件已损坏"),
        ("a.csv", b"x\n1\n", ["--text", "x", "--out", "a.csv"], "请换一个名称"),
        ("a.csv", b"x\n1\n", ["--text", "x", "--out", "b.doc"], "只能写成 .csv"),
        ("a.csv", b"x\n1\n", ["--text", "x", "--out", "no/b.csv"], "没有文件夹"),
    ],
)
def test_what_cannot_be_used_is_said(
    name: str, content: bytes, arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    done = run(name, *arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_lines_that_cannot_be_read_are_left_out_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("t,n\n路灯不亮请维修,1\n,2\n".encode() + b"\xff\xfe\xfa,3\n" + "垃圾清运太慢,4\n".encode())
    done = run(path, "--text", "t", "--id", "n")
    assert done.exit_code == 3
    assert list(read(tmp_path / "a-groups.csv")) == ["1", "4"]
    assert "第 3 行" in done.output
    assert "第 4 行" in done.output


def test_a_file_without_any_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("t\n", encoding="utf-8")
    done = run(path, "--text", "t")
    assert done.exit_code == 4
    assert not (tmp_path / "a-groups.csv").exists()
