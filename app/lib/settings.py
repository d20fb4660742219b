"""All settings, read once from the environment. Secrets may also come from a file named by ``NAME_FILE``."""

import base64
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A setting that would be unsafe or unreadable: the start is refused with this sentence."""


@dataclass(frozen=True)
class Settings:
    """One installation. Every field is an environment variable of the same name in capitals."""

    data_dir: Path
    """Folder of the database, the keys and the uploaded files."""
    database_url: str
    """``sqlite:///PATH`` (default: daylight.db in DATA_DIR) or ``postgresql://USER:PASSWORD@HOST/NAME``."""
    secret_key: str
    """Signs cookies and keys the hashes. Default: made once and kept in DATA_DIR/keys.json."""
    encryption_keys: str
    """Key ring ``ID:BASE64[,ID:BASE64]``, newest first, 32 bytes each. Default: as SECRET_KEY."""
    files_url: str = ""
    """Where uploaded files lie: ``file:///FOLDER`` or ``s3://BUCKET/FOLDER``. Empty: the folder files in DATA_DIR."""
    fonts_dir: str = ""
    """Folder with fonts for PDF files, beside those of the system. Without any Chinese font there are no PDF files."""
    most_attachments: int = 20
    """How many files a consultation may have attached."""
    base_url: str = "http://localhost:8000"
    """Public address of the site, used in mails and to judge where a form came from."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8000
    """Port to listen on."""
    site_name: str = "民意征集与信息公开"
    """Name of the site in its header."""
    site_name_en: str = "Comments and Disclosure"
    """The same in English."""
    agency_name: str = ""
    """Name of the public body above the site's name. Empty where several share the site."""
    agency_name_en: str = ""
    """The same in English."""
    site_contact: str = ""
    """One line in the footer: where people without the internet turn to."""
    default_locale: str = "zh-CN"
    """Language of a first visit: ``zh-CN`` or ``en``."""
    smtp_url: str = ""
    """``smtp://[USER:PASSWORD@]HOST:PORT`` or ``smtps://``. Empty: mails wait in the outbox and the desk says so."""
    mail_from: str = "no-reply@localhost"
    """Sender of mails."""
    mailbox_url: str = ""
    """Where answers by mail arrive: ``imaps://USER:PASSWORD@HOST/FOLDER`` or ``maildir:///PATH``. Empty: nowhere."""
    mailbox_agency: str = ""
    """Code of the public body that the mailbox belongs to. Empty: the first one."""
    retention_contact_months: int = 6
    """How long addresses given with comments are kept after the report."""
    retention_request_years: int = 10
    """How long it is kept who asked for information, after the case was closed: the archives ask for 10 to 30 years."""
    retention_log_months: int = 6
    """How long the words of mails are kept after they were sent or set aside: six months at least."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front and may be believed about the client's address."""
    idle_minutes: int = 15
    """A signed-in person who does nothing for so long is signed out."""
    is_demo: bool = False
    """Shows on every page that names, texts and numbers are made up."""
    worker_id: str = "server"
    """Stable name of this process for background work; every process needs its own."""
    has_limits: bool = True
    """Whether one network may do only so much in a minute. Set to 0 in a closed network."""
    has_proof_of_work: bool = True
    """Whether browsers solve a small task before they may comment more freely. It needs https, or localhost."""
    comments_per_minute: int = 120
    """Comments of one network whose browsers solved their task; five times as many at once."""
    plain_comments_per_minute: int = 12
    """The same without the task: no JavaScript, a device that cannot."""
    site_plain_comments_per_minute: int = 120
    """Comments without the task of all networks together."""
    has_worker: bool = True
    """Whether the server itself does background work. Set to 0 where `daylight worker` runs beside it."""

    @property
    def asks_for_work(self) -> bool:
        """Whether browsers are asked for a proof of work: over plain http most have no tools for it."""
        is_local = urlsplit(self.base_url).hostname in ("localhost", "127.0.0.1", "::1")
        return self.has_limits and self.has_proof_of_work and (self.is_secure or is_local)

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")


def _secret(env: Mapping[str, str], name: str) -> str:
    if value := env.get(name):
        return value
    if path := env.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE cannot be read: {error}") from error
    return ""


def _kept_keys(data_dir: Path) -> dict[str, str]:
    """Keys of this installation, made at the first start and readable by its owner only."""
    path = data_dir / "keys.json"
    try:
        if not path.exists():
            _make_keys(path)
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in ("secret_key", "encryption_keys")}
    except OSError as error:
        raise BadSetting(f"DATA_DIR: the keys cannot be read or made: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadSetting(
            f"DATA_DIR: {path} is damaged. Restore it from the backup; without it data is lost."
        ) from error


def _make_keys(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "secret_key": secrets.token_urlsafe(48),
        "encryption_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    # Written whole under another name first: a process that starts at the same moment never reads half a file.
    draft = path.with_name(f"keys.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(fresh, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process of this installation was first; its keys are the keys
    finally:
        draft.unlink()


def read_key_ring(encryption_keys: str) -> dict[str, bytes]:
    """Keys by id, newest first. Raises BadSetting."""
    ring: dict[str, bytes] = {}
    for part in encryption_keys.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise BadSetting(f"ENCRYPTION_KEYS: key {key_id!r} is not base64.") from error
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key_id) or len(key) != 32:
            raise BadSetting("ENCRYPTION_KEYS: every key is ID:BASE64 of 32 bytes.")
        if key_id in ring:
            raise BadSetting(f"ENCRYPTION_KEYS: there are two keys {key_id!r}.")
        ring[key_id] = key
    return ring


def _number(env: Mapping[str, str], name: str, default: int, *, low: int = 0, high: int = 100_000) -> int:
    try:
        value = int(env.get(name, default))
    except ValueError as error:
        raise BadSetting(f"{name} must be a whole number, not {env[name]!r}.") from error
    if not low <= value <= high:
        raise BadSetting(f"{name} must be from {low} to {high}, not {value}.")
    return value


def _flag(env: Mapping[str, str], name: str, default: str) -> bool:
    value = env.get(name, default)
    if value not in ("", "0", "1"):
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")
    return value == "1"


def _url(name: str, value: str, *schemes: str) -> str:
    if value.partition("://")[0].partition("+")[0] not in schemes or "://" not in value:
        raise BadSetting(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return value


def _limits(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "has_limits": _flag(env, "HAS_LIMITS", "1"),
        "has_proof_of_work": _flag(env, "HAS_PROOF_OF_WORK", "1"),
        "comments_per_minute": _number(env, "COMMENTS_PER_MINUTE", 120, low=1),
        "plain_comments_per_minute": _number(env, "PLAIN_COMMENTS_PER_MINUTE", 12, low=1),
        "site_plain_comments_per_minute": _number(env, "SITE_PLAIN_COMMENTS_PER_MINUTE", 120, low=1),
    }


def _mailbox(env: Mapping[str, str]) -> dict[str, Any]:
    url = _secret(env, "MAILBOX_URL")
    return {
        "mailbox_url": _url("MAILBOX_URL", url, "imaps", "imap", "maildir") if url else "",
        "mailbox_agency": env.get("MAILBOX_AGENCY", ""),
    }


def _retention(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "retention_contact_months": _number(env, "RETENTION_CONTACT_MONTHS", 6, low=1, high=12),
        "retention_request_years": _number(env, "RETENTION_REQUEST_YEARS", 10, low=10, high=30),
        "retention_log_months": _number(env, "RETENTION_LOG_MONTHS", 6, low=6, high=60),
    }


def _keys(env: Mapping[str, str], data_dir: Path) -> tuple[str, str]:
    """The signing secret and the key ring: as they are set, else those of this installation."""
    secret_key, encryption_keys = _secret(env, "SECRET_KEY"), _secret(env, "ENCRYPTION_KEYS")
    if not secret_key or not encryption_keys:
        kept = _kept_keys(data_dir)
        secret_key = secret_key or kept["secret_key"]
        encryption_keys = encryption_keys or kept["encryption_keys"]
    if len(secret_key) < 32:
        raise BadSetting("SECRET_KEY must have at least 32 characters.")
    read_key_ring(encryption_keys)
    return secret_key, encryption_keys


def language() -> str:
    """DEFAULT_LOCALE alone, for commands that need no installation."""
    return os.environ.get("DEFAULT_LOCALE", Settings.default_locale)


def find_database() -> str:
    """Address of the installation's database, or "" where there is none. Makes nothing and needs no keys.

    Raises OSError where a file that is named cannot be read.
    """
    env = os.environ
    address = env.get("DATABASE_URL", "")
    if not address and (path := env.get("DATABASE_URL_FILE")):
        address = Path(path).read_text(encoding="utf-8").strip()
    own = Path(env.get("DATA_DIR", "data")).absolute() / "daylight.db"
    if not address and own.is_file():
        address = f"sqlite:///{own}"
    return address


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises BadSetting with a sentence that names the variable."""
    env = os.environ if env is None else env
    data_dir = Path(env.get("DATA_DIR", "data")).absolute()
    secret_key, encryption_keys = _keys(env, data_dir)
    port = _number(env, "PORT", 8000, low=1, high=65535)
    database_url = _secret(env, "DATABASE_URL") or f"sqlite:///{data_dir / 'daylight.db'}"
    base_url = env.get("BASE_URL", f"http://localhost:{port}").rstrip("/")
    smtp_url = _secret(env, "SMTP_URL")
    files_url = env.get("FILES_URL", "")
    locale = env.get("DEFAULT_LOCALE", "zh-CN")
    if locale not in ("zh-CN", "en"):
        raise BadSetting("DEFAULT_LOCALE must be zh-CN or en.")
    return Settings(
        data_dir=data_dir,
        database_url=_url("DATABASE_URL", database_url, "sqlite", "postgresql", "postgres"),
        secret_key=secret_key,
        encryption_keys=encryption_keys,
        most_attachments=_number(env, "MOST_ATTACHMENTS", Settings.most_attachments, low=0, high=200),
        files_url=_url("FILES_URL", files_url, "file", "s3") if files_url else "",
        fonts_dir=env.get("FONTS_DIR", ""),
        base_url=_url("BASE_URL", base_url, "https", "http"),
        host=env.get("HOST", "127.0.0.1"),
        port=port,
        site_name=env.get("SITE_NAME", Settings.site_name),
        site_name_en=env.get("SITE_NAME_EN", Settings.site_name_en),
        agency_name=env.get("AGENCY_NAME", ""),
        agency_name_en=env.get("AGENCY_NAME_EN", env.get("AGENCY_NAME", "")),
        site_contact=env.get("SITE_CONTACT", ""),
        default_locale=locale,
        smtp_url=_url("SMTP_URL", smtp_url, "smtp", "smtps") if smtp_url else "",
        mail_from=env.get("MAIL_FROM", Settings.mail_from),
        **_mailbox(env),
        **_retention(env),
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0, high=10),
        idle_minutes=_number(env, "IDLE_MINUTES", 15, low=1, high=1440),
        is_demo=_flag(env, "IS_DEMO", "0"),
        worker_id=env.get("WORKER_ID", "server"),
        **_limits(env),
        has_worker=_flag(env, "HAS_WORKER", "1"),
    )
