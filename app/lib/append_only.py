"""Rows that nobody may change or delete: triggers of the database itself, for migrations."""

from alembic import op


def append_only(table: str) -> None:
    """Refuse UPDATE and DELETE on a table for every role of the application."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def drop_append_only(table: str) -> None:
    """The reverse of `append_only`, before the table itself goes."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(f"DROP FUNCTION {table}_refuse()")


def frozen(table: str, but: str) -> None:
    """Refuse DELETE, and UPDATE of every column but one: an encrypted one is sealed anew when keys are rotated."""
    if op.get_bind().dialect.name == "sqlite":
        names = [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})") if row[1] != but]
        for verb in (f"update OF {', '.join(names)}", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.split()[0]} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{but}' = to_jsonb(OLD) - '{but}' THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def drop_frozen(table: str) -> None:
    """The reverse of `frozen`, before the table itself goes."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    drop_append_only(table)
