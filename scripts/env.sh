# Sourced by the other scripts, from the root of the checkout.

# Tools that need.sh fetched come first, then Rust where rustup puts it.
export PATH="$PWD/target/tools/bin:$HOME/.cargo/bin:$PATH"

# Node brings its own list of certificate authorities; a machine behind a proxy has its authority in the system's list.
system_authorities=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$system_authorities" ]; then
  export NODE_EXTRA_CA_CERTS=$system_authorities
fi
