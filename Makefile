# Each target works alone on a fresh Debian machine that has Rust; scripts/need.sh brings the rest.

SHELL := /bin/bash
export PATH := $(CURDIR)/target/tools/bin:$(HOME)/.cargo/bin:$(PATH)

DATA ?= demo-data
# Where the story of the demo stops, local time; the whole of it ends at 2021-12-25T16:00.
UNTIL ?= 2021-12-07T06:00

.PHONY: help demo test bench fmt shots font

help:
	@echo 'make demo    build Haitang and serve a city with an outbreak in it (DATA=$(DATA))'
	@echo 'make test    every check, as continuous integration runs it'
	@echo 'make bench   the benchmarks'
	@echo 'make fmt     format the Rust sources'
	@echo 'make shots   screenshots of every page, to look at'
	@echo 'make font    make the embedded font subset again'

# The built web files are committed, so the demo needs no Node.
demo:
	@scripts/need.sh rust cc
	cargo build --release --locked -p haitang
	target/release/haitang demo --data $(DATA) --until $(UNTIL)

test:
	@scripts/test.sh

bench:
	@scripts/need.sh rust cc
	cargo bench --workspace --locked
	cargo build --release --locked -p haitang
	target/release/haitang bench

fmt:
	@scripts/need.sh rust rustfmt
	cargo fmt --all

shots:
	@scripts/e2e.sh --shots

font:
	@scripts/font-subset.sh
