"""Who acts, as far as the record needs to know: people are a floor above, so they are described, not imported."""

from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """What an act needs of the one who did it; `app.accounts.rules.Actor` has it."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> UUID | None: ...

    @property
    def name(self) -> str: ...

    @property
    def agency_id(self) -> UUID | None: ...
