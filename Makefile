# The commands of the project. `make` alone lists them.

SHELL := /bin/sh
export PATH := $(PATH):$(HOME)/.cargo/bin
# The demo starts soonest when it is built without the optimiser; DEMO_PROFILE=release shows the real speed.
DEMO_PROFILE ?= dev

.PHONY: help demo run pages test test-pages check soak format lint doc migrations-sums

help: ## Lists the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: ## Installs what is missing, starts a private mail server with a sample mailbox, syncs it, opens the panel.
	@scripts/need rust node
	@scripts/install-deps demo
	@scripts/pages
	@cargo build --profile $(DEMO_PROFILE) -p crmweb-cli
	@cargo run --quiet --profile $(DEMO_PROFILE) -p crmweb-cli -- demo $(ARGS)

run: ## Starts the agent for your own mailbox, on SQLite; no server to install.
	@scripts/need rust node
	@scripts/pages
	@cargo run --release -p crmweb-cli -- serve $(ARGS)

pages: ## Builds the panel, which the agent serves; `cargo build` takes it into the program.
	@scripts/pages

test: ## Installs what the tests need and runs all of them, with formatting, lints and documentation.
	@scripts/need rust node
	@scripts/install-deps test
	@scripts/pages
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-pages
	@scripts/run-tests
	@$(MAKE) --no-print-directory doc

test-pages: # Types, lints, stories, sizes and pictures of the panel; its flows with a real agent are among the tests of the program.
	@scripts/pages
	@cd addin && npm run --silent check && npm run --silent test && npm run --silent budget && npm run --silent e2e:visual && npm run --silent perf

check: lint ## Formatting, lints and the tests that need no server: a minute or two.
	@cargo test --quiet -p crmweb-model -p crmweb-mail -p crmweb-tests --lib --test tidy

soak: ## Every crash point, fuzzer and big table, then the benches; takes hours.
	@scripts/need rust
	@scripts/install-deps test
	@scripts/run-tests --soak
	@cargo bench --workspace --benches

format: ## Formats the code.
	@cargo fmt --all

lint: # Formatting and clippy, without a single warning.
	@scripts/need rust
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

doc: # The documentation builds without a single warning.
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --quiet

migrations-sums: ## Notes the checksums of new migrations.
	@scripts/migrations-sums
