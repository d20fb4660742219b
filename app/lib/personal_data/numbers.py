"""Numbers that belong to one person: of identity, telephones, cards, vehicles, accounts. Pure.

Where a number is no secret by its shape alone (a passport, a card of social security, a chat account), the word before
it decides; an amount, a document number or the number of an article is none of these.
"""

import re
from collections.abc import Iterator
from datetime import date

from app.lib.personal_data.findings import NO_AMOUNT, Detector, Finding, Kind, by

_GAP = r"[ .\-·]{0,2}"
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
# The look-ahead lets a match begin at every digit: "2 310101..." must not hide the number behind the 2.
_ID_18 = re.compile(rf"(?<!\d)(?=((?:\d{_GAP}){{17}}[\dXx])(?![\dA-Za-z]))")
_ID_15 = re.compile(r"(?<!\d)(\d{15})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_NO_PART = r"(?<!\d)(?<!\d\.)(?<![¥$￥第])"
_NO_MORE = r"(?!\d)(?!\.\d)(?!,\d{3}(?!\d))"
MOBILE = re.compile(
    _NO_PART
    + r"(?:\(?(?:\+|00)?86\)?[ \-]{0,2})?0?"
    + r"(?:1[3-9]\d{9}|1[3-9]\d[ .\-·]{1,2}\d{4}[ .\-·]{1,2}\d{4}|1[3-9]\d{2}[ \-]\d{4}[ \-]\d{3}|1 [3-9](?: \d){9})"
    + _NO_MORE
    + NO_AMOUNT
)
LANDLINE = re.compile(
    r"(?<![\d.\-])(?:\(?\+?86\)?[ \-]{0,2}\(?0?|\(?0)(?:10|2\d|[3-9]\d{2})[)\- ]{0,3}[2-9]\d{2,3}[ \-]?\d{4}"
    r"(?:(?:转|-)\d{1,6})?(?!\d)" + NO_AMOUNT
)
LOCAL = re.compile(
    r"(?:电话|座机|手机|致电|热线|联系方式|(?i:tel|phone))[^\d\n]{0,6}([2-9]\d{2,3}[ \-]?\d{4})(?!\d)" + NO_AMOUNT
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?@ ?(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,20}(?![A-Za-z0-9\-])"
)

_CARD = re.compile(rf"{_NO_PART}(?<![A-Za-z])(?=([1-9](?:[ \-]?\d){{14,18}})(?![\dA-Za-z])(?!\.\d))")
# Issuers (GB/T 19584, ISO/IEC 7812): UnionPay, Visa, Mastercard, American Express, JCB, and mainland cards of before.
_ISSUERS = (
    (re.compile(r"6[02]|9[0-9]|8[1-8]"), range(16, 20)),
    (re.compile(r"4"), (16,)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
)
_ACCOUNT = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|借记卡|工资卡|卡号|账号|帐号|银行账户|开户行)[^\d\n]{0,8}(\d(?:[ \-]?\d){11,20})(?!\d)"
    + NO_AMOUNT
)

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Za-hj-np-z][·•. \-]{0,2}"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳试超]|[DFABCEGHJKdfabceghjk][A-HJ-NP-Za-hj-np-z0-9]\d{4}|\d{5}[DFABCEGHJKdfabceghjk])"
    r"(?![A-Za-z0-9])"
)
_PASS = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|(?i:passport))(?:号码?|编号)?[:是为( ]{0,3}([A-Za-z]{0,2}\d{7,10})(?![\dA-Za-z])"
)
_SOCIAL = re.compile(
    r"(?:社保卡|社会保障卡|社保号|社会保障号码?|医保卡|公积金账号|个人编号)(?:卡号|号码?|编号)?[:是为( ]{0,3}"
    r"([A-Za-z]?\d{8,18})(?![\dA-Za-z])" + NO_AMOUNT
)
_WECHAT = re.compile(
    r"(?i:微信(?:账号|帐号|号|id)?|(?:加v|加微|薇信|威信|vx|wechat)号?)[:： 是为\-]{1,3}"
    r"([A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_])"
    r"|(?i:微信(?:账号|帐号|号|id)|加微|vx)[:： 是为]{0,3}([A-Za-z0-9_\-]{6,20})(?![A-Za-z0-9_])"
)
_QQ = re.compile(r"(?i:qq|扣扣|企鹅)(?:账号|帐号|群号?|号码?)?[:： 是为\-]{0,3}([1-9]\d{4,10})(?!\d)" + NO_AMOUNT)


def is_id_number(digits: str) -> bool:
    """Whether 18 or 15 signs are a resident's ID number (GB 11643): province, day of birth and, of 18, the check."""
    if int(digits[:2]) not in _PROVINCES:
        return False
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    try:
        is_old_enough = date(int(born[:4]), int(born[4:6]), int(born[6:])).year >= 1880
    except ValueError:
        return False
    if len(digits) == 15:
        return is_old_enough
    check = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return is_old_enough and digits[17].upper() == "10X98765432"[check]


def is_bank_card(digits: str) -> bool:
    """Whether the digits can be a bank card: an issuer's beginning with its length, and the check digit (Luhn)."""
    if not any(len(digits) in lengths and begins.match(digits) for begins, lengths in _ISSUERS):
        return False
    return len(set(digits)) > 1 and luhn(digits)


def luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 annex B."""
    every = [int(digit) for digit in reversed(digits)]
    return sum(every[::2] + [digit * 2 - 9 * (digit > 4) for digit in every[1::2]]) % 10 == 0


def _id_numbers(text: str) -> Iterator[Finding]:
    for match in _ID_18.finditer(text):
        if is_id_number(re.sub(r"[^\dXx]", "", match[1])):
            yield Finding(Kind.ID_NUMBER, match.start(1), match.end(1))
    for match in _ID_15.finditer(text):
        if is_id_number(match[1]):
            yield Finding(Kind.ID_NUMBER, match.start(1), match.end(1))


def _bank_cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text):
        if is_bank_card(re.sub(r"\D", "", match[1])):
            yield Finding(Kind.BANK_CARD, match.start(1), match.end(1))
    yield from by(_ACCOUNT, Kind.BANK_CARD, 1)(text)


def _plates(text: str) -> Iterator[Finding]:
    for match in _PLATE.finditer(text):
        if sum(sign.isdigit() for sign in match[0]) >= 3:
            yield Finding(Kind.PLATE, match.start(), match.end())


def _chat_ids(text: str) -> Iterator[Finding]:
    for match in _WECHAT.finditer(text):
        group = 1 if match[1] else 2
        yield Finding(Kind.CHAT_ID, match.start(group), match.end(group))
    yield from by(_QQ, Kind.CHAT_ID, 1)(text)


NUMBERS: tuple[Detector, ...] = (
    _id_numbers,
    by(EMAIL, Kind.EMAIL),
    _bank_cards,
    by(_PASS, Kind.TRAVEL_DOCUMENT, 1),
    by(_SOCIAL, Kind.SOCIAL_CARD, 1),
    _chat_ids,
    by(MOBILE, Kind.MOBILE),
    by(LANDLINE, Kind.LANDLINE),
    by(LOCAL, Kind.LANDLINE, 1),
    _plates,
)
