#!/bin/sh
# Installs what package-lock.json names and builds dist/. Takes the machine's Node 20+, or the one in ../.venv.
set -eu
cd "$(dirname "$0")"
if ! node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null || ! command -v npm >/dev/null; then
  PATH="$(pwd)/../.venv/bin:$PATH"
fi
# Nothing of ours needs install scripts: esbuild's program comes as a package of its own.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node build.mjs
