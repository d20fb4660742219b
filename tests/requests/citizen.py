"""What a citizen types into the application."""

from typing import Any

from tests.make_requests import ID_NUMBER

TOKEN = "form token of a test"


def application(**changes: Any) -> dict[str, Any]:
    """A whole application as the form sends it."""
    return {
        "description": "2025年度灵活就业人员社会保险补贴发放标准",
        "doc_no": "沪人社规[2021]5号",
        "applicant_kind": "natural_person",
        "name": "王小明",
        "id_kind": "resident_id",
        "id_number": ID_NUMBER,
        "phone": "13800001234",
        "email": "wang@example.com",
        "form_wanted": "electronic",
        "way_wanted": "online",
        "form_token": TOKEN,
        **changes,
    }
