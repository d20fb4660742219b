"""The shape of the house: floors, templates, settings, sizes, and nothing that belongs to one machine."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.__main__ import main
from app.lib.pages import TEMPLATES, Pages
from app.lib.settings import Settings
from tests.conftest import make_settings

ROOT = Path(__file__).parents[1]
CODE = sorted((ROOT / "app").rglob("*.py"))
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 300, 40, 120
# Over budget, and why. Whoever adds a line here says which noun is missing or why there is none.
LONG_FILES: dict[str, str] = {
    "app/consultations/routes/staff.py": "one short handler for each step to publication",
}
LONG_FUNCTIONS: dict[str, str] = {
    "app/main.py:create_app": "one call with one argument a line: nothing to divide",
    "app/home/desk_queries.py:list_waiting": "one statement for each kind of waiting work",
    "app/home/receipt_queries.py:list_handed_in": "one statement with many columns",
    "app/opinion_groups/membership.py:recount": "two statements with many columns, and one pass over their rows",
}
LONG_TEMPLATES: dict[str, str] = {
    "layout/forms.html": "the macros of all kinds of fields: one small macro a kind",
}


def test_import_contracts_hold() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter, "import-linter is not installed"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


# Templates


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(make_settings(tmp_path_factory.mktemp("pages"), "sqlite://"))


@pytest.mark.parametrize("name", PAGES)
def test_every_template_compiles(pages: Pages, name: str) -> None:
    pages.env.undeclared_variables_in_str((TEMPLATES / name).read_text(encoding="utf-8"))


def test_a_template_with_a_fault_would_be_noticed(pages: Pages) -> None:
    with pytest.raises(Exception, match="syntax"):
        pages.env.undeclared_variables_in_str("{% if %}")


def test_a_name_that_a_page_was_not_given_is_a_fault(pages: Pages) -> None:
    with pytest.raises(Exception, match="undefined"):
        pages.env.render_str("{{ nowhere }}")


FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b"),
    "js: values": re.compile(r"""["']\s*js:"""),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    ),
    "unescaped output": re.compile(r"(?<!['\"])\s*\|\s*safe\b|autoescape\s+false"),  # safe may follow a literal
}


@pytest.mark.parametrize("name", PAGES)
def test_templates_keep_to_the_content_security_policy(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    found = {what: rule.search(text) for what, rule in FORBIDDEN.items()}
    assert {what: hit[0] for what, hit in found.items() if hit} == {}


FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_writes_carries_its_token(name: str) -> None:
    for form in FORM.findall((TEMPLATES / name).read_text(encoding="utf-8")):
        assert "csrf" in form, form[:200]


# Settings


@pytest.mark.parametrize("name", [field.name.upper() for field in fields(Settings)])
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_only_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(r"\bos\.environ\b|\bos\.getenv\b", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["app/lib/settings.py"]


def test_only_routes_jobs_and_commands_read_the_clock() -> None:
    clock = re.compile(r"\bdatetime\.now\(|\bdate\.today\(|\butcnow\(")
    readers = {str(path.relative_to(ROOT)) for path in CODE if clock.search(path.read_text(encoding="utf-8"))}
    assert readers == {"app/lib/clock.py"}


# Sizes


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    name, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    if name not in LONG_FILES:
        assert len(text.splitlines()) <= MAX_FILE, f"{name}: a noun is missing"
    for function in _functions(ast.parse(text)):
        length = _length(function)
        if f"{name}:{function.name}" not in LONG_FUNCTIONS:
            assert length <= MAX_FUNCTION, f"{name}:{function.name} has {length} lines"


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the docstring: a signature with one argument a line is no fault."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", PAGES)
def test_templates_stay_small(name: str) -> None:
    if name not in LONG_TEMPLATES:
        assert len((TEMPLATES / name).read_text(encoding="utf-8").splitlines()) <= MAX_TEMPLATE


def test_every_package_says_what_it_is() -> None:
    for path in (ROOT / "app").glob("*/__init__.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        assert len(tree.body) == 1, f"{path} holds code"


# What is committed

SOURCES = {".py", ".html", ".toml", ".md", ".sh", ".mjs", ".js", ".scss", ".po", ".conf", ".service", ".txt", ".json"}
# Spelt in pieces, so that this file does not find itself.
MACHINE = re.compile("/" + "work/|/" + "tmp/|/" + "root/|/" + r"home/[a-z]+/")
REGISTRY = re.compile(r"index-" + r"url|registry\.[a-z]+\.[a-z]+|files\.pythonhosted|\"resolved\":")


def committed() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no repository here")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed():
        if path.suffix in SOURCES or path.name in ("Makefile", "run"):
            text = path.read_text(encoding="utf-8")
            found += [
                f"{path.relative_to(ROOT)}: {hit[0]}" for rule in (MACHINE, REGISTRY) if (hit := rule.search(text))
            ]
    assert found == []


def test_nothing_that_was_built_is_committed() -> None:
    built = re.compile(r"(^|/)(dist|node_modules|__pycache__|\.venv)/|\.(pyc|db|sqlite3?|mo)$")
    assert [path for path in committed() if built.search(path.relative_to(ROOT).as_posix())] == []


def test_every_command_is_in_the_readme() -> None:
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(main.commands) <= listed


def test_the_path_of_one_comment_names_what_exists() -> None:
    """A reader follows these names into the code: each must be there."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    path = text[text.index("The path of one comment") : text.index("Every arrow")]
    functions = {node.name for file in CODE for node in _functions(ast.parse(file.read_text(encoding="utf-8")))}
    for name in re.findall(r"\b(?:\w+\.)*([a-z]+_[a-z_]+)`", path):
        assert name in functions, name
    for file in re.findall(r"`([a-z_/]+\.py):", path):
        assert (ROOT / "app" / file).is_file(), file
