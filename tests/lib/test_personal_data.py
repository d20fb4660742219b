"""Personal data is found; what only looks like it is left alone. All numbers are made up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.personal_data import MASK, Kind, is_id_number, mask, scan

ID = "310101199001010012"

FOUND = [
    (f"我的身份证号是{ID}，请查。", Kind.ID_NUMBER, ID),
    ("11010519491231002X", Kind.ID_NUMBER, "11010519491231002X"),
    ("ID11010519491231002x。", Kind.ID_NUMBER, "11010519491231002x"),
    ("身份证３１０１０１１９９００１０１００１２", Kind.ID_NUMBER, "３１０１０１１９９００１０１００１２"),
    ("号码310101 19900101 0012", Kind.ID_NUMBER, "310101 19900101 0012"),
    ("第2 310101-1990-0101-0012", Kind.ID_NUMBER, "310101-1990-0101-0012"),
    ("老身份证 310101900101001 还能用吗", Kind.ID_NUMBER, "310101900101001"),
    ("电话13800138000", Kind.MOBILE, "13800138000"),
    ("tel13800138000.", Kind.MOBILE, "13800138000"),
    ("请打138-0013-8000谢谢", Kind.MOBILE, "138-0013-8000"),
    ("请打138 0013 8000谢谢", Kind.MOBILE, "138 0013 8000"),
    ("１３８　００１３　８０００", Kind.MOBILE, "１３８　００１３　８０００"),
    ("1 3 8 0 0 1 3 8 0 0 0", Kind.MOBILE, "1 3 8 0 0 1 3 8 0 0 0"),
    ("+86 13800138000", Kind.MOBILE, "+86 13800138000"),
    ("(+86)138 0013 8000", Kind.MOBILE, "(+86)138 0013 8000"),
    ("座机021-62345678转801", Kind.LANDLINE, "021-62345678转801"),
    ("（021）62345678", Kind.LANDLINE, "（021）62345678"),
    ("0512 6234 5678", Kind.LANDLINE, "0512 6234 5678"),
    ("联系电话：62345678", Kind.LANDLINE, "62345678"),
    ("写信到 wang.li+a@mail.example.com 。", Kind.EMAIL, "wang.li+a@mail.example.com"),
    ("邮箱ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind.EMAIL, "ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
]


@pytest.mark.parametrize(("text", "kind", "what"), FOUND)
def test_found(text: str, kind: Kind, what: str) -> None:
    assert [(f.kind, text[f.start : f.end]) for f in scan(text)] == [(kind, what)]


@pytest.mark.parametrize(
    "text",
    [
        "第九条第二款第三项",
        "《条例》第13条、第15条和第1389条",
        "总投资13800138000元",
        "共 15012345678 人次",
        "¥13800138000",
        "第13800138000号",
        "13,800,138,000",
        "3.13800138000",
        "订单号 2024138001380001234",
        "138001380001",
        "请拨打12345或者12333热线",
        "2026年9月10日至2026年10月20日",
        "沪人社规〔2021〕13号",
        "每月1500元，2000元，300元",
        "110105194912310021",  # wrong check digit
        "310101199013010014",  # no such month
        "缴费基数 7310 元至 36549 元，0.5 个百分点",
        "编号310101199001010012345",
        "user@localhost",
        "@市民服务",
        "2021-01-05 20:30",
    ],
)
def test_left_alone(text: str) -> None:
    assert scan(text) == ()


def test_several_in_one_text_do_not_overlap() -> None:
    text = f"我叫李某，{ID}，13800138000，li@example.com"
    findings = scan(text)
    assert [f.kind for f in findings] == [Kind.ID_NUMBER, Kind.MOBILE, Kind.EMAIL]
    assert mask(text, findings) == f"我叫李某，{MASK}，{MASK}，{MASK}"


def test_two_phones_beside_each_other() -> None:
    assert len(scan("13800138000,13900139000")) == 2


@given(st.text())
def test_any_text_can_be_scanned_and_masked(text: str) -> None:
    findings = scan(text)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert mask(text, ()) == text


@given(st.text(alphabet="我们的意见，。 "), st.text(alphabet="我们的意见，。"))
def test_an_id_number_is_found_wherever_it_stands(before: str, after: str) -> None:
    text = before + ID + after
    assert ID not in mask(text, scan(text))


@given(st.from_regex(r"31010119[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_exactly_one_check_sign_fits(first: str) -> None:
    assert sum(is_id_number(first + sign) for sign in "0123456789X") == 1
