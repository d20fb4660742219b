"""The words of the letters (文书用语) that procedural steps issue. Pure; Chinese only, as letters are."""

from dataclasses import dataclass
from datetime import date

from app.clocks.law import Law
from app.letters.paper import show_day
from app.letters.rules import TITLES, LetterContent, LetterKind, remedy_b
from app.proceedings.fees import ARTICLES, SOURCE, FeeBasis
from app.proceedings.rules import Charged

FULL_NAME = "《中华人民共和国政府信息公开条例》"
REGULATION = {
    30: f"{FULL_NAME}第三十条",
    32: f"{FULL_NAME}第三十二条",
    33: f"{FULL_NAME}第三十三条",
    34: f"{FULL_NAME}第三十四条",
    35: f"{FULL_NAME}第三十五条",
    42: f"{FULL_NAME}第四十二条",
}


@dataclass(frozen=True)
class Case:
    """What every letter of a request says."""

    addressee: str
    you: str
    received_on: date | None
    request_no: str
    quoted: str
    contact: str
    today: date
    organ: str
    court: str


def _to_applicant(
    case: Case, kind: LetterKind, articles: tuple[int, ...], decision: str, paragraphs: tuple[str, ...] = ()
) -> LetterContent:
    return LetterContent(
        title=TITLES[kind],
        addressee=case.addressee,
        received_on=case.received_on,
        request_no=case.request_no,
        quoted_request=case.quoted,
        paragraphs=paragraphs,
        legal_basis=tuple(REGULATION[one] for one in articles),
        decision=decision,
        remedy=None,
        attachments=(),
        contact=case.contact,
        dated_on=case.today,
        you=case.you,
    )


def _to_other(
    case: Case,
    other: str,
    kind: LetterKind,
    paragraphs: tuple[str, ...],
    article: int,
    decision: str,
    remedy: str | None,
) -> LetterContent:
    """Never who applied, nor in which words: only that there is an application, and what information it is about."""
    return LetterContent(
        title=TITLES[kind],
        addressee=other,
        received_on=case.received_on,
        request_no="",
        quoted_request="",
        paragraphs=paragraphs,
        legal_basis=(REGULATION[article],),
        decision=decision,
        remedy=remedy,
        attachments=(),
        contact=case.contact,
        dated_on=case.today,
        you="你单位",
    )


def correction(case: Case, items: str, workdays: int) -> LetterContent:
    """补正告知书: all that is to be corrected, once, with a reasonable period (art. 30)."""
    decision = (
        f"请{case.you}自收到本告知书之日起{workdays}个工作日内，对下列事项作出补正：\n{items}\n"
        f"本机关自收到补正后的申请之日起计算答复期限。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。"
    )
    return _to_applicant(case, LetterKind.CORRECTION, (30,), decision)


def extension(case: Case, workdays: int, new_due: date, reason: str) -> LetterContent:
    """延期答复告知书 (art. 33(2))."""
    why = f"因{reason.rstrip('。')}，" if reason else ""
    consent = "经本机关政府信息公开工作机构负责人同意"
    decision = f"{why}{consent}，延长答复期限{workdays}个工作日，至{show_day(new_due)}届满。"
    return _to_applicant(case, LetterKind.EXTENSION, (33,), decision)


def third_party(case: Case, other: str, information: str, law: Law) -> LetterContent:
    """征求意见书(第三方): written, fifteen working days, what silence means (art. 32)."""
    n = law.third_party.workdays
    paragraphs = (
        f"申请公开的信息涉及你单位（你）：{information}",
        "本机关认为公开上述信息可能损害你单位（你）的合法权益，现书面征求意见。",
    )
    decision = (
        f"请自收到本征求意见书之日起{n}个工作日内，就是否同意公开提出书面意见；不同意公开的，请说明合理理由。"
        "逾期未提出意见的，由本机关依照条例的规定决定是否公开。"
    )
    return _to_other(case, other, LetterKind.THIRD_PARTY, paragraphs, 32, decision, None)


def joint_maker(case: Case, other: str, information: str, law: Law) -> LetterContent:
    """征求意见函(共同制作机关): silence is consent (art. 34)."""
    n = law.joint_maker.workdays
    paragraphs = (f"申请公开的信息由本机关牵头与你单位共同制作：{information}",)
    decision = f"请自收到本函之日起{n}个工作日内提出意见。逾期未提出意见的，视为同意公开。"
    return _to_other(case, other, LetterKind.JOINT_MAKER, paragraphs, 34, decision, None)


def applicant_notice(case: Case, is_joint: bool) -> LetterContent:
    """征求意见情况告知书: that others are asked and that the time does not count; not who they are (art. 33(3))."""
    who = "其他共同制作机关" if is_joint else "第三方"
    decision = f"{case.you}申请公开的信息需要征求{who}意见。征求意见所需时间不计算在答复期限内。"
    return _to_applicant(case, LetterKind.APPLICANT_NOTICE, (34 if is_joint else 32, 33), decision)


def override_notice(case: Case, other: str, information: str, reason: str) -> LetterContent:
    """决定告知书(第三方): what is disclosed against its objection, and why (art. 32)."""
    paragraphs = (f"关于申请公开下列信息，你单位（你）提出了不同意公开的意见：{information}",)
    decision = (
        f"本机关认为不公开可能对公共利益造成重大影响，决定予以公开，现将决定公开的内容和理由书面告知。理由：{reason}"
    )
    remedy = remedy_b(case.organ, case.court, paper="本告知书").replace("本答复", "本决定")
    return _to_other(case, other, LetterKind.THIRD_PARTY_NOTICE, paragraphs, 32, decision, remedy)


def reasons(case: Case, facts: str, workdays: int) -> LetterContent:
    """说明理由告知书 (art. 35)."""
    decision = (
        f"{case.you}申请公开政府信息的数量、频次明显超过合理范围：{facts}\n"
        f"请{case.you}自收到本告知书之日起{workdays}个工作日内说明理由。理由不合理的，本机关不予处理；"
        "理由合理但无法在规定期限内答复的，本机关将确定延迟答复的合理期限并告知。"
    )
    return _to_applicant(case, LetterKind.REASONS, (35,), decision)


def fee(case: Case, charged: Charged, reason: str, law: Law) -> LetterContent:
    """收费通知书: basis, standard, amount, how to pay, and what follows when it is not paid (art. 42)."""
    if charged.basis is FeeBasis.PER_ITEM:
        how = f"按件计收，本件为{case.you}本自然月内第{charged.count}件申请"
    else:
        how = f"按量计收，共{charged.count:,}页"
    decision = (
        f"{reason.rstrip('。')}。依照{SOURCE}{ARTICLES[charged.basis.value]}，{how}，应缴信息处理费{charged.amount:,}元。\n"
        f"请{case.you}自收到本通知书次日起{law.payment.workdays}个工作日内缴纳，缴款方式请与本机关联系。"
        "逾期未缴纳的，视为放弃申请，本机关不再处理该申请；自缴纳次日起重新计算答复期限。"
    )
    return _to_applicant(case, LetterKind.FEE, (42,), decision)
