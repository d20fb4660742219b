"""The words of the reply letter (答复文书), from what the draft says. Pure, and always Chinese: an official paper.

Patterns after the letters of municipal bureaus; every substantive letter names its article to the clause and item, and
the remedies that the law opens for this kind of reply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.letters.rules import remedy_a, remedy_b
from app.replies.facts import ReplyContent, as_day
from app.replies.rules import BASES, KINDS, Basis, Remedy, ReplyKind, Resolution, remedies_for

LAW = "《中华人民共和国政府信息公开条例》"
FEE_LAW = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"

TITLES: Mapping[ReplyKind, str] = {
    ReplyKind.PARTIAL: "政府信息部分公开决定书",
    ReplyKind.DENIED: "政府信息不予公开决定书",
    ReplyKind.NOT_EXIST: "政府信息不存在告知书",
    ReplyKind.NOT_OUR_AGENCY: "非本机关政府信息告知书",
    ReplyKind.REPEAT: "不予重复处理告知书",
    ReplyKind.SPECIAL_LAW: "依照专门规定办理告知书",
    ReplyKind.NEEDS_PROCESSING: "政府信息不予提供告知书",
    ReplyKind.STILL_UNCLEAR: "政府信息无法提供告知书",
    ReplyKind.PETITION: "不作为政府信息公开申请处理告知书",
    ReplyKind.PUBLICATION: "公开出版物获取途径告知书",
    ReplyKind.ABUSIVE: "不予处理告知书",
    ReplyKind.RECONFIRM: "不予处理告知书",
    ReplyKind.NOT_CORRECTED: "不再处理告知书",
    ReplyKind.FEE_UNPAID: "不再处理告知书",
    ReplyKind.WITHDRAWN: "终止办理告知书",
}
ANY_TITLE = "政府信息公开申请答复书"
YOU = "您"
EMPTY = "（未填写）"
"""What a preview shows where nothing is written yet; no such letter passes `check_content`."""


@dataclass(frozen=True)
class Wording:
    """The letter without its frame: what the letters' room sets between addressee and signature."""

    title: str
    paragraphs: tuple[str, ...]
    """What was found, and why."""
    legal_basis: tuple[str, ...]
    decision: str
    remedy: str | None


@dataclass(frozen=True)
class Courts:
    """Where the applicant may turn to (救济机关); both change by notice, so they are no part of the text."""

    organ: str = "上海市人民政府"
    court: str = "有管辖权的人民法院"


def make_wording(
    content: ReplyContent, *, you: str = YOU, courts: Courts = Courts(), published: Resolution | None = None
) -> Wording:
    """The words of the letter. An edited body stands in the place of what the facts make; the remedies never do."""
    found, decision = _edited(content.body) if content.body else (_FOUND[content.kind](content), _decide(content))
    if published is not None:
        decision += f"该信息已同时主动公开，索引号：{published.index_no}，网址：{published.url}。"
    title = TITLES.get(content.kind, ANY_TITLE)
    paragraphs = tuple(line.replace(YOU, you) for line in found)
    remedy = remedy_text(content.kind, title, courts)
    return Wording(title, paragraphs, basis_of(content), decision.replace(YOU, you), remedy)


def suggest_body(content: ReplyContent) -> str:
    """The text that the facts make, for whoever wants to edit it: paragraphs, and last the decision."""
    return "\n".join([*_FOUND[content.kind](content), _decide(content)])


def _edited(body: str) -> tuple[list[str], str]:
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return lines[:-1], lines[-1]


def basis_of(content: ReplyContent) -> tuple[str, ...]:
    """Every provision that the decision rests on, to the clause and item."""
    article = KINDS[content.kind].article
    own = [f"{LAW}{article}"] if article else []
    own += dict.fromkeys(BASES[basis].article for basis in content.bases)  # of the same law: its name stands before
    if content.kind is ReplyKind.FEE_UNPAID:
        own.append(FEE_LAW)
    if content.fact("law"):
        own.append(content.fact("law"))
    return tuple(own)


def remedy_text(kind: ReplyKind, title: str = ANY_TITLE, courts: Courts = Courts()) -> str | None:
    """The paragraph of remedies (救济途径告知): variant A, B, both for a partial disclosure, or none."""
    paper = f"本{title[-3:]}"
    first = remedy_a(courts.organ, courts.court, paper=paper)
    choice = remedy_b(courts.organ, courts.court, paper=paper)
    due = remedies_for(kind)
    if len(due) > 1:
        return f"对不予公开的部分：{first}对其余部分：{choice}"
    return {Remedy.FIRST: first, Remedy.CHOICE: choice}[due[0]] if due else None


def as_chinese_day(text: str) -> str:
    """A day as letters write it, in Arabic digits."""
    day = as_day(text)
    return f"{day.year}年{day.month}月{day.day}日" if day else text


def _stop(text: str) -> str:
    """The sentence with its full stop, whether or not it was typed with one."""
    return text if text.endswith(("。", "！", "？", "；")) else f"{text or EMPTY}。"


def _bare(text: str) -> str:
    return text.rstrip("。；，") or EMPTY


def _grounds(bases: Sequence[Basis]) -> str:
    return "；".join(f"{LAW}{BASES[basis].article}规定的“{BASES[basis].words}”" for basis in bases)


def _way_to_get(content: ReplyContent) -> str:
    if how := content.fact("obtain_how"):
        when = content.fact("obtain_when")
        return f"获取方式：{_bare(how)}{f'；时间：{_bare(when)}' if when else ''}。"
    return "上述信息随本文书一并提供，见附件。" if content.files else ""


def _public_way(content: ReplyContent) -> str:
    extra = [f"网址：{content.fact('url')}"] if content.fact("url") else []
    extra += [f"索引号：{content.fact('index_no')}"] if content.fact("index_no") else []
    more = f"（{'，'.join(extra)}）" if extra else ""
    return f"{_bare(content.fact('way'))}{more}"


def _agency(content: ReplyContent) -> str:
    if content.fact("is_agency_unknown"):
        return "经核实，本机关无法确定负责公开该信息的行政机关。"
    return f"请向{_bare(content.fact('agency_name'))}提出申请，联系方式：{_bare(content.fact('agency_contact'))}。"


def _notice(content: ReplyContent, name: str) -> str:
    return f"本机关于{as_chinese_day(content.fact('notice_on'))}向您发出《{name}》（{content.fact('notice_no')}）"


def _given_and_withheld(content: ReplyContent) -> list[str]:
    return [
        "经审查，您申请公开的政府信息中含有不应当公开或者不属于政府信息的内容，但是能够作区分处理。",
        f"一、予以公开的内容：{_stop(content.fact('given'))}{_way_to_get(content)}",
        f"二、不予公开的内容：{_stop(content.fact('withheld'))}",
        f"三、不予公开的依据和理由：上述不予公开的内容属于{_grounds(content.bases)}。{_stop(content.fact('reasons'))}",
    ]


def _withheld(content: ReplyContent) -> list[str]:
    law = f"有关规定：{_stop(content.fact('law'))}" if content.fact("law") else ""
    return [
        f"经审查，您申请公开的政府信息属于{_grounds(content.bases)}。",
        f"事实和理由：{_stop(content.fact('reasons'))}{law}",
    ]


_FOUND = {
    ReplyKind.ALREADY_PUBLIC: lambda c: ["经审查，您申请公开的政府信息已经主动公开。"],
    ReplyKind.GRANTED: lambda c: ["经审查，您申请公开的政府信息可以公开。"],
    ReplyKind.PARTIAL: _given_and_withheld,
    ReplyKind.DENIED: _withheld,
    ReplyKind.SPECIAL_LAW: lambda c: [f"经审查，您申请公开的信息，{_bare(c.fact('law'))}对获取另有特别规定。"],
    ReplyKind.NOT_EXIST: lambda c: [
        f"经检索，本机关未制作、获取或者保存您申请公开的政府信息。检索范围：{_bare(c.fact('search_where'))}；"
        f"检索方式：{_bare(c.fact('search_how'))}；检索结果：未查找到该信息。"
    ],
    ReplyKind.NOT_OUR_AGENCY: lambda c: [
        f"经审查，您申请公开的政府信息不属于本机关负责公开。理由：{_stop(c.fact('reasons'))}"
    ],
    ReplyKind.NEEDS_PROCESSING: lambda c: [
        f"经审查，您申请公开的信息需要本机关对现有政府信息进行加工、分析。{_stop(c.fact('reasons'))}"
    ],
    ReplyKind.STILL_UNCLEAR: lambda c: [
        f"{_notice(c, '补正告知书')}，您已作出补正。经审查，补正后的申请内容仍不明确：{_stop(c.fact('unclear'))}"
    ],
    ReplyKind.PETITION: lambda c: [
        f"经审查，您提交的材料实质上是进行信访、投诉、举报等活动。{_stop(c.fact('reasons'))}"
    ],
    ReplyKind.REPEAT: lambda c: [
        f"经审查，本机关已于{as_chinese_day(c.fact('earlier_on'))}就您申请公开的政府信息作出答复（{c.fact('earlier_no')}），"
        "您现就相同政府信息重复提出申请。"
    ],
    ReplyKind.PUBLICATION: lambda c: [f"经审查，您申请提供的是公开出版物：{_stop(c.fact('publication'))}"],
    ReplyKind.ABUSIVE: lambda c: [
        f"您申请公开政府信息的数量、频次明显超过合理范围，{_notice(c, '说明理由告知书')}，要求您说明理由。"
        f"经审查，您所说明的理由不合理：{_stop(c.fact('reasons'))}"
    ],
    ReplyKind.RECONFIRM: lambda c: [
        f"经审查，您已经获取该政府信息（{_bare(c.fact('earlier_no'))}），现要求本机关予以确认或者重新出具。"
        f"{_stop(c.fact('reasons'))}"
    ],
    ReplyKind.NOT_CORRECTED: lambda c: [
        f"{_notice(c, '补正告知书')}，告知您在{as_chinese_day(c.fact('answer_by'))}前补正。您无正当理由逾期未作补正。"
    ],
    ReplyKind.FEE_UNPAID: lambda c: [
        f"{_notice(c, '收费通知书')}，通知您在{as_chinese_day(c.fact('answer_by'))}前缴纳信息处理费。您逾期未缴纳。"
    ],
    ReplyKind.WITHDRAWN: lambda c: [f"您于{as_chinese_day(c.fact('withdrawn_on'))}书面撤回该申请。"],
    ReplyKind.OTHER: lambda c: [_stop(c.fact("reasons"))],
}

_DECIDED = {
    ReplyKind.ALREADY_PUBLIC: lambda c: f"现将获取该政府信息的方式、途径告知如下：您可以通过{_public_way(c)}查阅。",
    ReplyKind.GRANTED: lambda c: f"本机关决定予以公开：{_stop(c.fact('given'))}{_way_to_get(c)}",
    ReplyKind.PARTIAL: lambda c: "本机关决定向您提供可以公开的内容，对不予公开的内容已作区分处理。",
    ReplyKind.DENIED: lambda c: "本机关决定不予公开。",
    ReplyKind.SPECIAL_LAW: lambda c: f"请您依照该规定办理。办理途径：{_stop(c.fact('where'))}",
    ReplyKind.NOT_EXIST: lambda c: "现告知您该政府信息不存在。",
    ReplyKind.NOT_OUR_AGENCY: lambda c: f"现予告知。{_agency(c)}",
    ReplyKind.NEEDS_PROCESSING: lambda c: "本机关不予提供。",
    ReplyKind.STILL_UNCLEAR: lambda c: "本机关无法向您提供该政府信息。",
    ReplyKind.PETITION: lambda c: f"该事项不作为政府信息公开申请处理，请通过下列渠道提出：{_stop(c.fact('channel'))}",
    ReplyKind.REPEAT: lambda c: "本机关不予重复处理。",
    ReplyKind.PUBLICATION: lambda c: f"现告知您获取的途径：{_stop(c.fact('where'))}",
    ReplyKind.ABUSIVE: lambda c: "本机关不予处理。",
    ReplyKind.RECONFIRM: lambda c: "本机关不予处理。",
    ReplyKind.NOT_CORRECTED: lambda c: "视为您放弃申请，本机关不再处理该政府信息公开申请。",
    ReplyKind.FEE_UNPAID: lambda c: "视为您放弃申请，本机关不再处理该政府信息公开申请。",
    ReplyKind.WITHDRAWN: lambda c: "本机关终止办理该申请。",
    ReplyKind.OTHER: lambda c: _stop(c.fact("decision")),
}


def _decide(content: ReplyContent) -> str:
    note = _stop(content.fact("note")) if content.fact("note") else ""
    return f"{_DECIDED[content.kind](content)}{note}"
