"""A page made of every macro, rendered by an environment as strict as the application's, without the application."""

import json
from collections.abc import Callable
from pathlib import Path

import minijinja
import pytest

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "static" / "dist" / "manifest.json"


class Viewer:
    name = "周某"
    division = "法规处"

    def has(self, *roles: str) -> bool:
        return "sysadmin" in roles


def gettext(msgid: str, /, **params: object) -> str:
    return msgid.format(**params) if params else msgid


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    return gettext(one if n == 1 else many, **params)


def environment(files: dict[str, str]) -> minijinja.Environment:
    disk = minijinja.load_from_path([str(ROOT / "templates"), str(Path(__file__).parent)])

    def load(name: str) -> str | None:
        return f"{{% block {name[1:]} %}}{{% endblock %}}" if name.startswith("#") else disk(name)

    env = minijinja.Environment(
        loader=load,
        undefined_behavior="strict",
        debug=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda name: "html",
        finalizer=lambda value: "" if value is None else value,
    )
    env.add_function("_", gettext)
    env.add_function("ngettext", ngettext)
    env.add_function("static", lambda name: f"/static/{files[name]}")
    env.add_filter("words", lambda text: [text[i : i + 2] for i in range(0, len(text), 2)])
    env.add_filter("number", lambda n: f"{n:,}")
    return env


ERRORS = [
    {"field": "text", "message": "请写下您的意见 & 理由"},
    {"field": "stance", "message": "请选择态度"},
    {"field": "phone", "message": "请输入 11 位手机号码"},
    {"field": "password", "message": "密码不对"},
    {"field": "methods", "message": "至少选一种"},
    {"field": "draft", "message": "请选择文件"},
]


def context(**changes: object) -> dict[str, object]:
    """What lib.pages gives to every page."""
    return {
        "layout": "layout/page.html",
        "site": {
            "name": "民意征集",
            "agency_name": "某市公园管理局",
            "contact": "可拨打 000。",
            "is_demo": True,
            "base_url": "https://example.gov.cn",
        },
        "viewer": None,
        "locale": "zh-CN",
        "is_large": False,
        "theme": "light",
        "path": "/consultations/1",
        "csrf_token": "t0ken",
        "flash": {"kind": "success", "text": "已保存"},
        "errors": [],
        "typed": {},
        "is_staff_page": False,
        "daily": [{"day": f"11-{d}", "n": (d * 37) % 109} for d in range(3, 31)],
        "clauses": [
            {"label": f"{k} 条", "heading": "开放时间", "n": n, "href": f"#a{k}"}
            for k, n in enumerate([4, 121, 0, 55, 131, 25, 149, 63, 174], start=1)
        ],
        **changes,
    }


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    if not MANIFEST.is_file():
        pytest.fail("static/dist is not built: run `make setup`")
    return json.loads(MANIFEST.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def gallery(files: dict[str, str]) -> Callable[..., str]:
    """Renders the page of all macros; keywords change the context."""
    env = environment(files)
    return lambda **changes: env.render_template("gallery.html", **context(**changes))
