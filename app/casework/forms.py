"""Forms of casework."""

from typing import Annotated, Literal

from app.lib.forms import Form, Meta


class FullRegisterForm(Form, frozen=True):
    """Why the register is needed with everything that names people."""

    reason: Annotated[str, Meta(max_length=500)] = ""
    year: Annotated[str, Meta(max_length=4)] = ""
    kind: Literal["xlsx", "csv"] = "xlsx"
