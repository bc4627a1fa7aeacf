#!/usr/bin/env bash
# Drives the built binary in Chromium: a demo city in a directory of its own, served on a free loopback port.
#
#   scripts/e2e.sh            the browser tests
#   scripts/e2e.sh --shots    screenshots of every page into test-results/
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/need.sh rust cc node browser
cargo build --release --locked -p haitang

work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
  console.log(s.address().port); s.close(); })')
target/release/haitang demo --data "$work/data" --port "$port" >"$work/server.log" 2>&1 &
server=$!

# The demo writes its city before it listens.
url=http://127.0.0.1:$port
for _ in $(seq 300); do
  if node -e "fetch('$url/').then(() => process.exit(0), () => process.exit(1))"; then ready=yes; break; fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
if [ "${ready:-no}" != yes ]; then
  cat "$work/server.log" >&2
  echo "e2e.sh: the demo did not come up on $url" >&2
  exit 1
fi

if ! HAITANG_URL=$url node web/e2e/run.mjs "$@"; then
  tail -n 50 "$work/server.log" >&2
  exit 1
fi
