"""Tables of allowances. Both are small and short-lived: what is over is deleted every few minutes."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import Table


class Allowance(Table):
    """How far one network has used up what it may do."""

    __tablename__ = "allowance"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash of day, act and network."""
    used_until: Mapped[int] = mapped_column(BigInteger, index=True)
    """Microseconds since 1970; in the past it says nothing any more."""


class SpentChallenge(Table):
    """A solution that has been used: none counts twice."""

    __tablename__ = "spent_challenge"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[int] = mapped_column(BigInteger, index=True)
    """Microseconds since 1970."""
