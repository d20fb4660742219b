"""A bad setting refuses the start with a sentence that names it."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.lib.settings import BadSetting, Settings, load_settings

KEY = base64.b64encode(bytes(32)).decode()

BAD = [
    ({"PORT": "http"}, "PORT must be a whole number, not 'http'."),
    ({"PORT": "0"}, "PORT must be from 1 to 65535"),
    ({"PORT": "70000"}, "PORT must be from 1 to 65535"),
    ({"IDLE_MINUTES": "0"}, "IDLE_MINUTES must be from 1 to 1440"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be from 0 to 10"),
    ({"DEFAULT_LOCALE": "fr"}, "DEFAULT_LOCALE must be zh-CN or en."),
    ({"HAS_WORKER": "true"}, "HAS_WORKER must be 1 or 0, not 'true'."),
    ({"IS_DEMO": "yes"}, "IS_DEMO must be 1 or 0, not 'yes'."),
    ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL must begin with sqlite:// or postgresql://"),
    ({"DATABASE_URL": "daylight.db"}, "DATABASE_URL must begin with"),
    ({"BASE_URL": "daylight.example.cn"}, "BASE_URL must begin with https:// or http://."),
    ({"SMTP_URL": "mail.example.cn"}, "SMTP_URL must begin with smtp:// or smtps://."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 32 characters."),
    ({"ENCRYPTION_KEYS": "k1:***"}, "ENCRYPTION_KEYS: key 'k1' is not base64."),
    ({"ENCRYPTION_KEYS": "k1:AAAA"}, "ENCRYPTION_KEYS: every key is ID:BASE64 of 32 bytes."),
    ({"ENCRYPTION_KEYS": f":{KEY}"}, "ENCRYPTION_KEYS: every key is ID:BASE64 of 32 bytes."),
    ({"ENCRYPTION_KEYS": f"k.1:{KEY}"}, "ENCRYPTION_KEYS: every key is ID:BASE64 of 32 bytes."),
    ({"ENCRYPTION_KEYS": f"k1:{KEY},k1:{KEY}"}, "ENCRYPTION_KEYS: there are two keys 'k1'."),
    ({"SECRET_KEY_FILE": "/does/not/exist"}, "SECRET_KEY_FILE cannot be read"),
]


def load(tmp_path: Path, **env: str) -> Settings:
    return load_settings({"DATA_DIR": str(tmp_path / "data"), **env})


@pytest.mark.parametrize(("env", "sentence"), BAD, ids=lambda value: str(value)[:40])
def test_bad_setting_is_refused_with_a_sentence(tmp_path: Path, env: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load(tmp_path, **env)
    assert sentence in str(refused.value)


def test_nothing_set_gives_a_working_installation(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/daylight.db"
    assert settings.host == "127.0.0.1"
    assert not settings.is_demo
    assert settings.has_worker
    assert not settings.is_secure


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SMTP_URL", "ENCRYPTION_KEYS"])
def test_secrets_may_come_from_a_file(tmp_path: Path, name: str) -> None:
    values = {
        "SECRET_KEY": "x" * 40,
        "DATABASE_URL": "postgresql://daylight:secret@db/daylight",
        "SMTP_URL": "smtps://user:secret@mail:465",
        "ENCRYPTION_KEYS": f"k9:{KEY}",
    }
    (tmp_path / "secret").write_text(values[name] + "\n", encoding="utf-8")
    settings = load(tmp_path, **{f"{name}_FILE": str(tmp_path / "secret")})
    assert getattr(settings, name.lower()) == values[name]


def test_keys_are_made_once_and_are_the_owners_only(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert (first.secret_key, first.encryption_keys) == (second.secret_key, second.encryption_keys)
    path = tmp_path / "data" / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in path.parent.iterdir()] == ["keys.json"]


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _n: load(tmp_path).secret_key, range(8)))
    assert len(keys) == 1


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"secret_key": "x"})])
def test_damaged_keys_refuse_the_start_and_are_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "data" / "keys.json"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSetting, match="damaged"):
        load(tmp_path)
    assert path.read_text(encoding="utf-8") == content


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    assert load(tmp_path, BASE_URL="https://yj.example.cn/").is_secure
    assert load(tmp_path, BASE_URL="https://yj.example.cn/").base_url == "https://yj.example.cn"


@pytest.mark.parametrize(
    ("env", "asks"),
    [
        ({}, True),
        ({"BASE_URL": "https://yj.example.cn"}, True),
        ({"BASE_URL": "http://10.1.2.3:8000"}, False),
        ({"HAS_PROOF_OF_WORK": "0"}, False),
        ({"HAS_LIMITS": "0"}, False),
    ],
)
def test_work_is_asked_for_where_browsers_can_do_it(tmp_path: Path, env: dict[str, str], asks: bool) -> None:
    assert load(tmp_path, **env).asks_for_work is asks
