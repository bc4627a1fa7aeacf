#!/usr/bin/env bash
# Makes sure that what a target needs is on this machine, and installs it with apt-get where it is not.
#
#   scripts/need.sh rust cc node browser
#
# Installing wants root or sudo; where neither is there, it says what to install and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

# The oldest Node the web build runs on, and the one fetched where Debian's own is older.
node_least=20.19
node_fetched=22.23.3
tools=$PWD/target/tools

fail() {
  printf 'need.sh: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

apt_updated=no
install() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "please install with root rights, then run this again: $*"
    as_root=(sudo)
  fi
  has apt-get || fail "this machine has no apt-get; please install: $*"
  printf 'Installing %s\n' "$*" >&2
  if [ "$apt_updated" = no ]; then
    "${as_root[@]}" apt-get update -qq || fail "apt-get update failed; is the network there?"
    apt_updated=yes
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || fail "apt-get could not install: $*"
}

# Is version $1 at least version $2?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_rust() {
  has cargo || fail "no cargo found; install Rust first (rustup, or a rustc of the version in Cargo.toml)"
  local least have
  least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  have=$(rustc --version | cut -d ' ' -f 2)
  at_least "$have" "$least" || fail "rustc $have is too old; Haitang needs $least or newer (rustup update)"
}

# rustup's minimal profile leaves these out.
need_rustfmt() { cargo fmt --version >/dev/null 2>&1 || component rustfmt; }
need_clippy() { cargo clippy --version >/dev/null 2>&1 || component clippy; }
component() {
  has rustup || fail "cargo has no $1 here; please install it"
  rustup component add "$1" || fail "rustup could not add $1"
}

# SQLite is compiled from its bundled source.
need_cc() { has cc || install build-essential; }

node_is_new_enough() { has node && has npm && at_least "$(node --version | tr -d v)" "$node_least"; }
need_node() {
  node_is_new_enough && return
  has npm || install nodejs npm
  node_is_new_enough && return
  # Debian 12 has Node 18: its npm fetches a newer node, beside the sources and not into the system.
  local arch
  case "$(uname -m)" in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) fail "please install Node $node_least or newer by hand" ;;
  esac
  printf 'Fetching Node %s\n' "$node_fetched" >&2
  npm install --silent --no-audit --no-fund --prefix "$tools/node" "node-linux-$arch@$node_fetched" >/dev/null \
    || fail "npm could not fetch Node $node_fetched; please install Node $node_least or newer by hand"
  mkdir -p "$tools/bin"
  ln -sf "$tools/node/node_modules/node-linux-$arch/bin/node" "$tools/bin/node"
  node_is_new_enough || fail "Node $(node --version) does not do; please install $node_least or newer by hand"
}

# The pages are tested in Chromium, with a font that has the characters they use.
need_browser() {
  has chromium || install chromium
  [ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ] || install fonts-noto-cjk
}

for need in "$@"; do
  case "$need" in
    rust | rustfmt | clippy | cc | node | browser) "need_$need" ;;
    *) fail "unknown need: $need" ;;
  esac
done
