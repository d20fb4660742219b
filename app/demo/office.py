"""The demonstration's office (演示机关): its divisions and staff."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """One member of staff (工作人员). `roles` are those of `accounts`; `division` is one of `DIVISIONS`."""

    username: str
    name: str
    division: str
    roles: tuple[str, ...]


ORG_CODE = "MB0DEMO01"
AGENCY = "上海市人力资源和社会保障局（演示）"
DIVISIONS = ("养老保险处", "职业能力建设处", "信息和热线管理处", "政策法规处", "办公室")

STAFF = (
    Colleague("zhou.min", "周敏", "养老保险处", ("division_clerk",)),
    Colleague("gu.jianping", "顾建平", "养老保险处", ("division_head",)),
    Colleague("chen.yaqin", "陈雅琴", "职业能力建设处", ("division_clerk",)),
    Colleague("xu.weidong", "徐卫东", "职业能力建设处", ("division_head",)),
    Colleague("wu.siyuan", "吴思远", "信息和热线管理处", ("division_clerk",)),
    Colleague("shen.lihua", "沈丽华", "信息和热线管理处", ("division_head",)),
    Colleague("lu.wenjing", "陆文静", "办公室", ("openness_officer",)),
    Colleague("tang.zhiyuan", "唐致远", "办公室", ("openness_chief",)),
    Colleague("bao.wei", "鲍卫", "办公室", ("secrecy_reviewer",)),
    Colleague("he.jing", "何静", "政策法规处", ("legal_reviewer",)),
    Colleague("yan.guohua", "严国华", "办公室", ("bureau_leader",)),
    Colleague("qian.guoqiang", "钱国强", "政策法规处", ("auditor",)),
    Colleague("admin", "系统管理员", "办公室", ("sysadmin",)),
)
