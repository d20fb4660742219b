"""What an administrator copies works as it stands: nginx takes its file, systemd its units, a backup can be opened."""

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.lib.settings import Settings, load_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
ONE = DEPLOY / "one-machine"
UNITS = sorted(DEPLOY.glob("*/*.service")) + sorted(DEPLOY.glob("*/*.timer"))


def tool(name: str) -> str:
    """Where a program is; without it the test is skipped, but not in CI, which installs it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        assert name != "nginx" or not os.environ.get("CI"), f"{name} is missing in CI"
        pytest.skip(f"{name} is not installed")
    return found


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "yijian.example.gov.cn")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def check_nginx(folder: Path, site: str) -> subprocess.CompletedProcess[str]:
    nginx = tool("nginx")
    make_certificate(folder)
    site = site.replace("/etc/ssl/daylight/", f"{folder}/").replace("/var/log/nginx/", f"{folder}/")
    (folder / "site.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    command = [nginx, "-t", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_nginx_takes_the_proxy_configuration(tmp_path: Path) -> None:
    done = check_nginx(tmp_path, (ONE / "nginx.conf").read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_a_fault_in_it_would_be_noticed(tmp_path: Path) -> None:
    broken = (ONE / "nginx.conf").read_text(encoding="utf-8").replace("proxy_pass", "proxy_pas", 1)
    assert check_nginx(tmp_path, broken).returncode != 0


def test_proxy_lets_a_whole_draft_through_and_no_old_tls() -> None:
    text = (ONE / "nginx.conf").read_text(encoding="utf-8")
    assert "client_max_body_size 25m;" in text
    assert re.search(r"ssl_protocols TLSv1\.2 TLSv1\.3;", text)
    assert "X-Forwarded-For $remote_addr;" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit.read_text(encoding="utf-8"), flags=re.M)
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    if unit.suffix == ".timer":
        (tmp_path / f"{unit.stem}.service").write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
    about_it = [line for line in done.stderr.splitlines() if unit.name in line or str(copy) in line]
    assert about_it == []


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda unit: unit.name)
def test_no_service_runs_as_root(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("User=daylight", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"):
        assert line in text


def test_example_environment_is_taken(tmp_path: Path) -> None:
    lines = (ONE / "daylight.env.example").read_text(encoding="utf-8").splitlines()
    env = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(env) <= {field.name.upper() for field in fields(Settings)}
    assert load_settings({"DATA_DIR": str(tmp_path), **env}).is_secure


def back_up(data: Path, target: Path) -> Path:
    done = subprocess.run(
        [str(ONE / "backup.sh"), str(data), str(target)],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_backup_made_while_somebody_writes_can_be_opened_and_holds_the_keys(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_settings({"DATA_DIR": str(data)})
    writer = sqlite3.connect(data / "daylight.db", isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE said (text TEXT)")
    writer.execute("INSERT INTO said VALUES ('committed')")
    writer.execute("BEGIN")
    writer.execute("INSERT INTO said VALUES ('not yet')")
    copy = back_up(data, tmp_path / "backup")
    writer.execute("ROLLBACK")
    writer.close()
    with sqlite3.connect(copy / "daylight.db") as restored:
        assert restored.execute("SELECT text FROM said").fetchall() == [("committed",)]
    assert json.loads((copy / "keys.json").read_text()) == json.loads((data / "keys.json").read_text())
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert stat.S_IMODE((copy / "keys.json").stat().st_mode) == 0o600


def test_a_backup_of_nothing_fails_aloud(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [str(ONE / "backup.sh"), str(tmp_path / "data"), str(tmp_path / "backup")],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
