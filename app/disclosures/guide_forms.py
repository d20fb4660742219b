"""The guide to disclosure, as the staff write it: the fields of 条例 art. 12, and a little more."""

from typing import Annotated

from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

Long = Annotated[str, Meta(min_length=2, max_length=10_000)]
Short = Annotated[str, Meta(min_length=2, max_length=300)]


class GuideForm(Form, frozen=True):
    """「政府信息的分类、编排体系、获取方式和政府信息公开工作机构的名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式等内容」."""

    classification: Long
    arrangement: Long
    ways: Long
    office: Short
    address: Short
    hours: Short
    phone: Short
    contact: Short
    fax: Annotated[str, Meta(max_length=300)] = ""
    requests: Annotated[str, Meta(max_length=10_000)] = ""
    supervision: Annotated[str, Meta(max_length=10_000)] = ""


TEXTS = {
    "classification": _("How the information is classified"),
    "arrangement": _("How it is arranged"),
    "ways": _("How to get it"),
    "requests": _("How to ask for what is not published"),
    "supervision": _("Supervision and remedies"),
}
OFFICE = {
    "office": _("Office for disclosure"),
    "address": _("Address of the office"),
    "hours": _("Office hours"),
    "phone": _("Telephone"),
    "fax": _("Fax"),
    "contact": _("Contact on the internet"),
}
