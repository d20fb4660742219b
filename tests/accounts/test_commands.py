"""The command line's part of accounts: the code that heads the index numbers of an agency."""

from click.testing import CliRunner
from sqlalchemy import create_engine, text

from app.__main__ import main
from app.lib.migrations import sync_url

AGENCY = ["create-agency", "--code", "rsj", "--name", "某局", "--division", "办公室"]


def test_an_agency_has_its_code_and_may_get_another(database_url: str, tmp_path: object) -> None:
    env = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}

    def run(*words: str) -> int:
        return CliRunner().invoke(main, list(words), env=env).exit_code

    def code() -> str:
        engine = create_engine(sync_url(database_url))
        with engine.connect() as connection:
            found = connection.execute(text("SELECT org_code FROM agency")).scalar_one()
        engine.dispose()
        return str(found)

    assert run(*AGENCY, "--org-code", "mb2f") == 2
    assert run(*AGENCY, "--org-code", "MB2F300040") == 0
    assert code() == "MB2F300040"
    assert run("set-org-code", "11370812004259255B", "--agency", "rsj") == 0
    assert code() == "11370812004259255B"
    assert run("set-org-code", "11370812004259255B", "--agency", "nobody") == 2
    assert run("set-org-code", "沪", "--agency", "rsj") == 2
