"""Tables in files, whatever program wrote them."""

from pathlib import Path

import pytest

from app.lib.tables import Line, Unreadable, read_lines


@pytest.mark.parametrize("sign", [",", "\t", ";"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_sign_between_columns_is_found_in_the_heading(
    tmp_path: Path, sign: str, suffix: str, encoding: str
) -> None:
    file = tmp_path / f"来信{suffix}"
    file.write_bytes(f"编号{sign}内容\r\n1{sign}早市几点开始\r\n".encode(encoding))
    assert list(read_lines(file, ["编号", "内容"])) == [Line(2, {"编号": "1", "内容": "早市几点开始"})]


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    file.write_text("id,words\n1,a;b\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="id"):
        list(read_lines(file, ["text"]))
    file.write_bytes(b"")
    with pytest.raises(Unreadable):
        list(read_lines(file, ["text"]))
