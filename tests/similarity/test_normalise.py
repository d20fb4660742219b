"""What a key keeps and what it drops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.similarity.normalise import flat, key_hash, make_key

SAME = [
    ("建议在人民路增设路灯。", "建议在人民路增设路灯"),
    ("建議在人民路增設路燈", "建议在人民路增设路灯"),
    ("建议把期限改为３０日！！", "建议把期限改为30日"),
    ("建议把期限改为三十日", "建议把期限改为30日"),
    ("二〇二六年一月一日起施行", "2026年1月1日起施行"),
    ("缴费比例由百分之二十降到百分之十六", "缴费比例由20%降到16%"),
    ("补贴每月1,500元太少", "补贴每月1500元太少"),
    ("请 在 路 口 加 装 红 绿 灯", "请在路口加装红绿灯"),
    ("尊敬的领导：您好！希望延长图书馆开放时间。", "希望延长图书馆开放时间"),
    ("希望延长图书馆开放时间。\n此致\n敬礼\n周小明\n2026年9月1日", "希望延长图书馆开放时间"),
    ("希望延长图书馆开放时间，谢谢！热心市民李女士", "希望延长图书馆开放时间"),
    ("我是一名外卖骑手，希望平台给我们缴工伤保险。", "希望平台给我们缴工伤保险"),
    ("作为一名两个孩子的母亲，我建议延长产假到半年。", "我建议延长产假到半年"),
    ("请领导重视！建议尽快修好三号电梯，盼复。", "建议尽快修好三号电梯"),
    ("Dear Sir or Madam,\nPlease keep the library open on Sundays.\nKind regards,\nJane Miller",
     "Please keep the library open on Sundays"),
    ("As a mother of two, I want safer crossings near the school.", "I want safer crossings near the school"),
    ("I don't want a toll.", "i dont want a TOLL"),
    ("第三人民医院挂号难", "第3人民医院挂号难"),
    ("自2026-03-01起停水", "自2026年3月1日起停水"),
    ("感谢您抽空看我的来信。我天天从这里经过，路灯全都不亮。静候佳音！", "路灯全都不亮"),
    ("评审老师们好，菜场太吵。我儿子今年上二年级。跪求解决！", "菜场太吵"),
    ("桥面裂了很久。\n联系电话：13900001234\n孙志明 敬上", "桥面裂了很久"),
    ("我们一家五口，菜场半夜就开始卸货。这是我的真实感受。", "菜场半夜就开始卸货"),
]  # fmt: skip

DIFFERENT = [
    ("建议期限改为30日", "建议期限改为20日"),
    ("2025年的补贴标准是多少", "2026年的补贴标准是多少"),
    ("支持", "反对"),
    ("同意", "不同意"),
    ("👍", "👎"),
    ("比例为3.5%", "比例为35%"),
    ("第12条和第3条", "第1条和第23条"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words_have_one_key(one: str, other: str) -> None:
    assert flat(make_key(one)) == flat(make_key(other))
    assert key_hash(make_key(one)) == key_hash(make_key(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_have_another_key(one: str, other: str) -> None:
    assert key_hash(make_key(one)) != key_hash(make_key(other))


@pytest.mark.parametrize(
    "text",
    [
        "我是坚决反对这条的",
        "我们小区没有电梯，老人上下楼困难",
        "谢谢",
        "王小明",
        "作为老师",
        "感谢政府修了这条路但是路灯一直不亮",
        "希望有关部门管一管夜间施工",
        "我家门口的路灯坏了",
        "我买的房子漏水",
    ],
)
def test_what_says_something_is_not_cut(text: str) -> None:
    assert flat(make_key(text)) == text.replace("，", "")


def test_clauses_are_kept_apart_in_the_key_only() -> None:
    key = make_key("晚上太黑，希望增设路灯")
    assert key == "晚上太黑\n希望增设路灯"
    assert flat(key) == "晚上太黑希望增设路灯"


def test_proper_nouns_keep_their_capital_in_the_key_only() -> None:
    key = make_key("Please Fix the road in Riverton")
    assert key == "please Fix the road in Riverton"
    assert flat(key) == "please fix the road in riverton"
    assert flat(make_key("FIX THE ROAD IN RIVERTON")) == "fix the road in riverton"


@given(st.text(max_size=300))
def test_any_text_has_a_key_and_every_key_is_stable(text: str) -> None:
    key = make_key(text)
    assert key == make_key(text)
    assert -(2**63) <= key_hash(key) < 2**63
    assert "\n\n" not in key
