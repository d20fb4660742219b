"""The published description of the report's data (数据格式说明): JSON Schema 2020-12 made of these types, and CSVW.

Its address never changes: another meaning gets another number. What is not named here may be added; readers skip it.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app.adoption.document import FORMAT, SCHEMA
from app.adoption.formats.csv import COLUMNS
from app.lib.i18n import gettext, in_locale

CSV_PATH = "/schemas/adoption-report-1-csv.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Count = Annotated[int, Meta(ge=0)]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Day in Shanghai. 日期（上海时间）。")]
Outcome = Literal["adopted", "partly_adopted", "not_adopted", "out_of_scope"]


Texts = Annotated[int, Meta(ge=0, description="Different wordings among the comments. 不同文本数。")]
Campaign = Annotated[bool, Meta(description="Many of them share one wording. 多为同一文本。")]


class Consultation(msgspec.Struct):
    """What people were asked about. 征求意见的事项。"""

    id: str
    title: str
    agency: str
    division: str
    opens_on: Day
    closes_on: Annotated[Day, Meta(description="Last day; comments are in time until 24:00. 截止日。")]
    is_past: Annotated[bool, Meta(description="Entered afterwards. 补录。")]
    methods: list[str]


class OutcomeCount(msgspec.Struct):
    """Groups and comments with one outcome. 一种处理结果的类数和条数。"""

    groups: Count
    comments: Count


class Outcomes(msgspec.Struct):
    """The four add up to what was collected. 四项之和等于收集总数。"""

    adopted: OutcomeCount
    partly_adopted: OutcomeCount
    not_adopted: OutcomeCount
    out_of_scope: OutcomeCount


class DayCount(msgspec.Struct):
    """Comments in time of one day. 一天收到的意见。"""

    day: Day
    n: Count


class ClauseCount(msgspec.Struct):
    """Comments on one article or section; an empty ref is the whole draft. 一个条款的意见数；ref 为空指整份草案。"""

    ref: str
    label: str
    heading: str
    n: Count


class Occasion(msgspec.Struct):
    """A symposium, visit or hearing that took place. 听取意见活动。"""

    method: str
    held_on: Day
    place: str
    organiser: str
    participants: Annotated[dict[str, Count], Meta(description="How many came, by category. 参加人数（按类别）。")]
    comments: Annotated[Count, Meta(description="Comments in time that were said there. 会上提出的意见数。")]


class Summary(msgspec.Struct):
    """The numbers. 数字。"""

    collected: Annotated[Count, Meta(description="Comments in time, by every method. 收到意见总数。")]
    late: Annotated[Count, Meta(description="Late ones, not counted above. 逾期意见，未计入。")]
    people: Count
    people_are_estimated: Annotated[bool, Meta(description="Some are known by a browser only. 人数为约数。")]
    supports: Count
    groups: Count
    concentrated_groups: Annotated[Count, Meta(description="Groups that many people said. 较为集中的意见。")]
    changed_clauses: Count
    outcomes: Outcomes
    by_method: dict[str, Count]
    by_day: list[DayCount]
    by_clause: list[ClauseCount]
    changes: Annotated[list[int], Meta(description="Positions of the groups that changed a clause.")]
    occasions: list[Occasion] | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET
    hidden: Annotated[Any, Meta(description="Comments that are not shown, by reason. 未公开的意见。")] | UnsetType = (
        UNSET
    )


class Spread(msgspec.Struct):
    """How many comments of a group are about one clause. 条款分布。"""

    ref: str
    label: str
    n: Count


class Change(msgspec.Struct):
    """A clause before and after. 条款修改前后。"""

    ref: str
    label: str
    old_text: str
    new_text: str


Quoted = Annotated[list[str], Meta(description="Fields that hold a citizen's words. 引用原话的字段。")]
Withheld = Annotated[bool, Meta(description="Quoted words were withheld later. 公布后不再显示原话。")]


class Group(msgspec.Struct):
    """Comments that say the same, and what became of them. 一类意见和处理结果。"""

    position: Annotated[int, Meta(ge=1)]
    number: Annotated[int, Meta(ge=1, description="Number of the group in the consultation. 诉求编号。")]
    title: str
    example: Annotated[str, Meta(description="One of the comments, personal data masked. 意见举例（已遮盖个人信息）。")]
    size: Count
    people: Count
    supports: Count
    is_concentrated: bool
    clause_ref: str
    clauses: list[Spread]
    outcome: Outcome
    reason: str
    change: Change | None
    quoted: Quoted | UnsetType = UNSET
    salt: str | UnsetType = UNSET
    words_digest: str | UnsetType = UNSET
    is_withheld: Withheld | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET
    is_campaign: Campaign | UnsetType = UNSET


class Report(msgspec.Struct):
    """Adoption report of a public consultation. 意见收集和采纳情况的说明。"""

    format: Literal["daylight.adoption-report/1"]
    consultation: Consultation
    preface: str
    next_steps: str
    published_at: Annotated[str, Meta(description="Time of publication, ISO 8601. 公布时间。")]
    summary: Summary
    groups: list[Group]
    schema: str | UnsetType = msgspec.field(name="$schema", default=UNSET)


def json_schema(base_url: str) -> dict[str, Any]:
    """The schema with the address at which it stands."""
    made = msgspec.json.schema(Report)
    return {"$schema": DIALECT, "$id": base_url + SCHEMA, "title": FORMAT, **made}


def csv_metadata(base_url: str) -> dict[str, Any]:
    """The columns of the CSV file, as Tabular Data on the Web (CSVW) describes them."""
    titles = [{"zh": _in("zh-CN", one), "en": one} for one in COLUMNS]
    numbers = {0, 3, 4, 5, 12}
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "@id": base_url + CSV_PATH,
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": title, "datatype": "integer" if n in numbers else "string"}
                for n, (name, title) in enumerate(zip(_NAMES, titles, strict=True))
            ]
        },
    }


_NAMES = (
    "number", "title", "example", "size", "people", "supports", "clauses", "outcome", "reason",
    "changed_clause", "old_text", "new_text", "texts", "is_campaign",
)  # fmt: skip


def _in(locale: str, msgid: str) -> str:
    with in_locale(locale):
        return gettext(msgid)
