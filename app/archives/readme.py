"""The words that an archive brings along: what it is, what is in it, how to check it."""

CHINESE = """{title}
征求意见归档包（{scope}）

截至：{as_of}
公布单位：{agency}　{division}
原网页：{address}

内容
  notice.json        公告：期限、征求意见方式、依据、联系方式、附件清单
  draft/             草案：全文（draft.txt）、逐条（clauses.json）；可公开的原件和附件
  explanation.txt    起草说明和决策依据
  comments.jsonl     意见，一行一条；comments.csv 内容相同，供表格软件使用
  groups.jsonl       意见归并结果和答复，一行一类
  group_events.jsonl 归并的每一次改动
  report/            意见采纳情况报告的各种格式
  occasions.json     座谈会、听证会等活动（如有）
  comparison.json    草案与正式文本的逐条对照（如有）
  history.jsonl      办理过程
  schemas/           数据格式说明
  manifest.json      全部文件的大小和 SHA-256 校验值

意见的字段
  id 编号；clause、clause_label 所针对的条款（空为整份草案）；said_on 提出日期；method 提出方式；is_late 是否逾期
  （逾期意见不计入总数）；supports 支持数；group 所属类别的编号；visibility 状态：public、cleared 公开，
  held 待核，hidden 不公开（hidden_category 为原因类别）；title、text 标题和正文。
{masking}

核验
  daylight verify-archive 本文件
  再将其显示的清单校验值与网页上的核对。也可以用任何工具按 manifest.json 逐个计算 SHA-256。
"""
ENGLISH = """
--------------------------------------------------------------------------------
{title}
Archive of a public consultation ({scope_en})

As of: {as_of}
Address: {address}

notice.json: period, methods, basis, contact, attachments. draft/: the draft as text and by clause, the original and
the attachments where they are public. explanation.txt: explanation and decision basis. comments.jsonl (a line each) and
comments.csv: what people said. groups.jsonl: groups of comments that say the same, with outcome and reason.
group_events.jsonl: every change of groups. report/: the adoption report in every format. occasions.json: where people
were heard besides (if any). comparison.json: the draft against the final text (if any). history.jsonl: the procedure.
schemas/: the form of the data. manifest.json: size and SHA-256 of every file.

A comment: id; clause and clause_label (empty: the whole draft); said_on; method; is_late (not counted); supports;
group; visibility (public and cleared are shown, held waits for a check, hidden is not shown, hidden_category says
why); title, text.
{masking_en}

To check: daylight verify-archive THIS-FILE, then compare the digest of the list with the one on the page above.
"""
MASKED = (
    "  个人信息已遮盖。未公开的意见只列编号和状态，不含文字，因此条数与报告一致。",
    "Personal data is masked. Comments that are not shown are listed without their words, so that the numbers agree.",
)
WHOLE = (
    "  内部材料：含未遮盖的原文和未公开的意见。不得对外提供。领取已记入办理记录。",
    "INTERNAL: texts are not masked and nothing is left out. Not to be passed on. Its fetching is on record.",
)


def write_readme(*, title: str, agency: str, division: str, address: str, as_of: str, is_internal: bool) -> str:
    masking, masking_en = WHOLE if is_internal else MASKED
    scope, scope_en = ("内部版", "internal") if is_internal else ("公开版", "public")
    return (CHINESE + ENGLISH).format(
        title=title, agency=agency, division=division, address=address, as_of=as_of, masking=masking,
        masking_en=masking_en, scope=scope, scope_en=scope_en,
    )  # fmt: skip
