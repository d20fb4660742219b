#!/bin/sh
# Copy a running installation: backup.sh DATA_DIR BACKUP_DIR
# The copy is consistent while people write; keys.json belongs to it, or nobody can read the personal data in it.
set -eu
umask 077
data=$1
target=$2/$(date -u +%Y-%m-%dT%H%M%SZ)
here=$(cd "$(dirname "$0")/../.." && pwd)

mkdir -p "$target"
"${PYTHON:-$here/.venv/bin/python}" - "$data/daylight.db" "$target/daylight.db" <<'PYTHON'
import sqlite3
import sys

source, copy = sys.argv[1:]
with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as old, sqlite3.connect(copy) as new:
    old.backup(new)
    [(verdict,)] = new.execute("PRAGMA integrity_check").fetchall()
    new.execute("PRAGMA journal_mode=DELETE")
if verdict != "ok":
    sys.exit(f"the copy is damaged: {verdict}")
PYTHON
if [ -f "$data/keys.json" ]; then cp -p "$data/keys.json" "$target/"; fi
if [ -d "$data/files" ]; then cp -a "$data/files" "$target/"; fi

# Two weeks of nights are kept.
find "$2" -mindepth 1 -maxdepth 1 -type d -name '20*Z' -mtime +14 -exec rm -rf {} +
echo "$target"
