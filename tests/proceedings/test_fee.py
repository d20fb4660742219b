"""``daylight fee`` as somebody runs it."""

import json

import pytest
from click.testing import CliRunner, Result

from app.__main__ import main


def run(line: str) -> Result:
    return CliRunner().invoke(main, ["fee", *line.split()], env={"PORT": "none", "DEFAULT_LOCALE": "zh-CN"})


@pytest.mark.parametrize(("line", "total"), [("--items 45", 5500), ("--pages 101", 720), ("--items 10", 0)])
def test_total(line: str, total: int) -> None:
    told = json.loads(run(f"{line} --json").stdout)
    assert told["total"] == total
    assert f"合计：{total:,}元" in run(line).stdout


def test_each_band_is_told() -> None:
    assert "第31～40件：10件×200元＝2,000元" in run("--items 45").stdout
    assert "第101～101页：1页×20元＝20元" in run("--pages 101").stdout


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--items 12 --pages 40", "不得同时采用"),
        ("", "请填写件数或者页数"),
        ("--items -1", "数量应当在0至1,000,000之间"),
        ("--pages many", "--pages"),
    ],
)
def test_wrong_input_is_refused(line: str, sentence: str) -> None:
    done = run(line)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
