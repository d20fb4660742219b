"""What people ask for in the demonstration (所需信息): templates of single requests, and groups of the same request."""

from collections.abc import Sequence
from dataclasses import dataclass

PENSION, SKILLS, HOTLINE, OFFICE = "养老保险处", "职业能力建设处", "信息和热线管理处", "办公室"
DISTRICTS = ("浦东新区", "黄浦区", "徐汇区", "静安区", "闵行区", "宝山区", "嘉定区", "松江区")


@dataclass(frozen=True)
class Matter:
    """A matter that somebody asks for: title in the office's words, and the ways in which people put it."""

    division: str
    title: str
    texts: tuple[str, ...]
    doc_no: str = ""


SINGLES: Sequence[Matter] = (
    Matter(PENSION, "{year}年{district}灵活就业人员社会保险补贴发放情况", (
        "申请公开{year}年{district}灵活就业人员社会保险补贴的发放人数和发放总金额。",
        "我想了解{district}{year}年给灵活就业人员发了多少社保补贴，一共多少人领到，请提供统计表。")),
    Matter(PENSION, "{year}年企业退休人员基本养老金调整办法的测算依据", (
        "请公开{year}年企业退休人员基本养老金调整办法形成过程中的测算依据和说明材料。",)),
    Matter(PENSION, "{year}年度企业年金备案单位名单", (
        "申请获取本市{year}年度企业年金方案备案的单位名单（单位名称、备案日期）。",)),
    Matter(PENSION, "{district}社会保险经办窗口{year}年购买服务合同", (
        "请提供{district}社会保险经办窗口{year}年购买社会化服务的合同文本和中标结果。",)),
    Matter(SKILLS, "{year}年职业技能提升补贴各工种标准", (
        "申请公开{year}年度职业技能提升补贴目录及各工种的补贴标准。",
        "请告知{year}年哪些工种可以申请职业技能提升补贴，每个工种补多少钱。")),
    Matter(SKILLS, "{district}{year}年定点培训机构评估结果", (
        "申请公开{district}{year}年职业技能定点培训机构的评估结果和扣分原因。",)),
    Matter(SKILLS, "{year}年民办职业培训学校年检不合格名单", (
        "请公开{year}年民办职业培训学校年度检查不合格的学校名单及处理决定。",)),
    Matter(SKILLS, "{year}年高技能人才培养基地资助资金使用情况", (
        "申请公开{year}年高技能人才培养基地资助资金的分配方案和使用情况报告。",)),
    Matter(HOTLINE, "{year}年12333热线接通率和办结率", (
        "请公开12333热线{year}年各月的接通率、办结率和满意率。",)),
    Matter(HOTLINE, "{year}年人社信息系统运维采购项目的验收报告", (
        "申请公开{year}年人力资源社会保障信息系统运维采购项目的合同、验收报告。",)),
    Matter(HOTLINE, "{district}自助服务一体机{year}年布点清单", (
        "请提供{district}{year}年社保自助服务一体机的布点地址清单。",)),
    Matter(OFFICE, "{year}年局长办公会议题目录", (
        "申请公开{year}年局长办公会议的议题目录。",)),
    Matter(OFFICE, "{year}年部门决算中“三公”经费明细", (
        "申请公开本机关{year}年部门决算中“三公”经费的明细和说明。",)),
    Matter(OFFICE, "{year}年政府信息公开申请收费情况", (
        "请公开本机关{year}年收取政府信息处理费的件数和金额。",)),
)  # fmt: skip

SAME: Sequence[Matter] = (
    Matter(SKILLS, "2025年度职业技能提升补贴资金拨付明细", (
        "申请公开2025年度全市职业技能提升补贴资金的拨付明细（按区、按工种）。",
        "请公开2025年全市职业技能提升补贴的拨付明细，最好分区、分工种。",
        "我要求公开2025年度职业技能提升补贴资金拨付到各区各工种的明细表。",
        "申请获取2025年度本市职业技能提升补贴资金按区、按工种的拨付明细。")),
    Matter(PENSION, "灵活就业人员社会保险缴费补贴实施细则", (
        "申请公开沪人社规〔2025〕3号文件全文及附件。",
        "请提供《灵活就业人员社会保险缴费补贴实施细则》（沪人社规〔2025〕3号）。",
        "申请公开沪人社规[2025]3号。",
        "需要沪人社规〔2025〕3号文件的全文，包括附件申请表。"), doc_no="沪人社规〔2025〕3号"),
    Matter(HOTLINE, "2026年上半年12333热线高频咨询问题清单", (
        "申请公开2026年上半年12333热线市民咨询最多的问题清单。",
        "请公开12333热线2026年上半年高频咨询问题及标准答复口径。",
        "我想要2026年上半年12333热线高频咨询问题的清单。")),
)  # fmt: skip
"""Groups of the same request, each from different people: a seam for more of them."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
GIVEN = (
    *"伟芳娜敏静丽强磊军洋勇艳杰涛明超",
    *("秀兰", "建国", "志远", "雨桐", "思源", "晓东", "文博", "梓涵"),
)
COMPANIES = (
    "上海某某人力资源有限公司",
    "某职业培训学校",
    "某劳动关系研究所",
    "某律师事务所",
    "某社会公益服务中心",
    "某商会",
)
