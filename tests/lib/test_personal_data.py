"""Personal data is found; what only looks like it is left alone. All numbers are made up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.personal_data import MASK, Kind, is_bank_card, is_id_number, mask, scan

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
    ("卡号6222021234567890128，谢谢", Kind.BANK_CARD, "6222021234567890128"),
    ("我的卡 6222 0212 3456 7890 128", Kind.BANK_CARD, "6222 0212 3456 7890 128"),
    ("4111-1111-1111-1111", Kind.BANK_CARD, "4111-1111-1111-1111"),
    ("工资卡账号：3100 6638 0018 0100 123", Kind.BANK_CARD, "3100 6638 0018 0100 123"),
    ("护照号码E12345678", Kind.TRAVEL_DOCUMENT, "E12345678"),
    ("回乡证H1234567890", Kind.TRAVEL_DOCUMENT, "H1234567890"),
    ("台胞证：12345678", Kind.TRAVEL_DOCUMENT, "12345678"),
    ("社保卡号A12345678用不了", Kind.SOCIAL_CARD, "A12345678"),
    ("车牌沪A12345一直停着", Kind.PLATE, "沪A12345"),
    ("沪ＡＤ１２３４５", Kind.PLATE, "沪ＡＤ１２３４５"),
    ("苏E·1A2B3", Kind.PLATE, "苏E·1A2B3"),
    ("粤B12345D", Kind.PLATE, "粤B12345D"),
    ("京a88888", Kind.PLATE, "京a88888"),
    ("加我微信号：wang_xm88", Kind.CHAT_ID, "wang_xm88"),
    ("微信:zhaoliu01", Kind.CHAT_ID, "zhaoliu01"),
    ("联系QQ：151292844。", Kind.CHAT_ID, "151292844"),
    ("我住在浦东新区张杨路1234弄56号701室，", Kind.ADDRESS, "浦东新区张杨路1234弄56号701室"),
    ("家住上海市黄浦区某某路九十九号", Kind.ADDRESS, "上海市黄浦区某某路九十九号"),
    ("阳光花园3号楼1201室的住户", Kind.ADDRESS, "阳光花园3号楼1201室"),
    ("住在某某路88弄6号501室，窗口三次都说系统故障", Kind.ADDRESS, "某某路88弄6号501室"),
    ("住在3栋2单元501", Kind.ADDRESS, "3栋2单元501"),
    ("大渡河路1668号", Kind.ADDRESS, "大渡河路1668号"),
    ("我叫王小明，缴了十年", Kind.NAME, "王小明"),
    ("本人张三，男", Kind.NAME, "张三"),
    ("联系人：李四 ", Kind.NAME, "李四"),
    ("申请人：欧阳娜娜", Kind.NAME, "欧阳娜娜"),
    ("姓名：陈静\n", Kind.NAME, "陈静"),
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
        "沪人社规〔2024〕12号",
        "国发〔2015〕33号文件第5条第2款",
        "住在浦东新区，常去南京西路",
        "上海市黄浦区人民大道",
        "地铁9号线和71路公交",
        "第3号令、2024年第15号公告",
        "路边15号地块，9月15号以前",
        "一栋十五层的楼，共966户",
        "201会议室，第3组，5号选手",
        "补贴6222元，共计6222021234567890元",
        "6222021234567890123",  # the check digit is wrong
        "4111111111111111111",  # no such length
        "编号4111111111111112",
        "护照办理需要20260910前提交",
        "社保卡每月1500元，社保缴费基数36549元",
        "新A级景区，京B类",
        "微信公众号和微信小程序，QQ群里有人说",
        "我叫不出名字，本人方便时再来，本人申请退费",
        "联系人：王女士",
        "姓名、身份证号和住址应当保密",
        "本人和家人，本人于今年1月参保，本人周一有空",
        "我是上海市民，联系人电话没人接",
        "增长3.5%，比2023年多12.5个百分点",
        "办理时限由20日缩短到5日，第十五条第（三）项",
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


@given(st.from_regex(r"62[0-9]{13,16}", fullmatch=True))
def test_exactly_one_check_digit_fits_a_bank_card(first: str) -> None:
    assert sum(is_bank_card(first + digit) for digit in "0123456789") == 1


@given(
    st.sampled_from("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"),
    st.from_regex(r"[A-HJ-NP-Z]([0-9]{5}|[A-HJ-NP-Z][0-9]{4}|D[0-9]{5}|[0-9]{5}F)", fullmatch=True),
    st.sampled_from(["", "，", "车牌", "（"]),
)
def test_every_number_plate_is_found(province: str, number: str, before: str) -> None:
    assert mask(before + province + number, scan(before + province + number)) == before + MASK


@given(st.integers(1, 9999), st.integers(1, 300), st.integers(1, 2999), st.sampled_from(["，", "。", "的邻居"]))
def test_a_lane_a_house_and_a_room_are_an_address(lane: int, house: int, room: int, after: str) -> None:
    text = f"我住在张杨路{lane}弄{house}号{room}室{after}"
    assert mask(text, scan(text)) == f"我住在{MASK}{after}"


@given(st.integers(1, 99_999_999), st.sampled_from(["元", "万元", "%", "人", "户", "件", "年", "条", "款", "项", "日"]))
def test_what_is_counted_is_nobodys(n: int, unit: str) -> None:
    assert scan(f"共{n}{unit}，约{n:,}{unit}") == ()


@given(st.integers(1949, 2099), st.integers(1, 9999), st.sampled_from(["沪人社规", "国发", "沪府办"]))
def test_the_number_of_a_document_is_nobodys(year: int, number: int, office: str) -> None:
    for left, right in ("〔〕", "[]", "()", "（）"):
        assert scan(f"按照{office}{left}{year}{right}{number}号文件") == ()


@given(st.text(alphabet="我叫本人姓名联系人王小明路弄号室栋单元沪A12345:：，微信QQ@. -", max_size=60))
def test_nothing_is_left_where_something_was_found(text: str) -> None:
    """Masked once, the same places hold nothing: what a person cleared needs no second look."""
    findings = scan(text)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    for found in findings:
        assert text[found.start : found.end].strip()
