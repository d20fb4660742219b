"""Tables of the public bodies that share this installation, their divisions and the people who work there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun


class Agency(Noun):
    """A public body (行政机关). One installation serves one by default, and several without a change of code."""

    __tablename__ = "agency"
    __table_args__ = (CheckConstraint("code = lower(code)", name="code_is_lower_case"),)

    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(20), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    org_code: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """组织机构代码 or 统一社会信用代码: the head of every index number (索引号). Empty: a stand-in is used."""


class Division(Noun):
    """A part of a public body (处室) that has matters of its own."""

    __tablename__ = "division"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200), default="")


class Person(Noun):
    """Somebody who signs in (用户). People are disabled and never deleted: the record of acts names them."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_is_lower_case"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey("division.id"))
    username: Mapped[str] = mapped_column(String(50), unique=True)
    full_name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_number: Mapped[int] = mapped_column(default=1)
    """Counts the passwords this person has had: a session that began under an earlier one is over."""
    must_change_password: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_tries: Mapped[int] = mapped_column(default=0)
    """Wrong passwords in a row since the last right one or the last lock."""
    locked_until: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
