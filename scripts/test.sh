#!/usr/bin/env bash
# Every check of the project, in the order in which they fail fastest.
#
# All Rust steps use the release profile: the checks, the documentation, the tests and the binary that the browser
# tests drive share one compiled set of dependencies (docs/decisions/0001-one-profile-and-crates.md).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

step() {
  printf '\n== %s (%d s)\n' "$*" "$SECONDS"
  "$@"
}

web() {
  cd web
  step npm ci
  step npm test
  step npm run build
  # What is committed must be what the sources build; the binary embeds the committed files.
  step git diff --exit-code -- dist
  step test -z "$(git status --porcelain -- dist)"
}

scripts/need.sh rust rustfmt clippy cc node browser
step cargo fmt --all --check
step cargo clippy --release --locked --workspace --all-targets -- -D warnings
RUSTDOCFLAGS='-D warnings' step cargo doc --release --locked --workspace --no-deps
(web)
# The properties draw the same cases in every run of this script; `cargo test` alone draws new ones each time.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20211206}"
step cargo test --release --locked --workspace
step scripts/e2e.sh
printf '\nAll checks passed (%d s).\n' "$SECONDS"
