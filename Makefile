# What there is to do with this repository. `make` lists it.

TARGET := $(or $(CARGO_TARGET_DIR),target)

.DEFAULT_GOAL := help
.PHONY: help run test test-databases test-sqlite test-external test-browser lint bench dist clean-test

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start Daypass from source on http://localhost:8080, data in ./data
	cargo run

test: ## Install what the tests want, then run all of them
	scripts/install-test-programs postgres node browser
	$(MAKE) test-databases
	$(MAKE) test-external
	$(MAKE) test-browser

test-databases: ## All that needs neither Node nor a browser, on SQLite and PostgreSQL
	scripts/install-test-programs postgres
	cargo test --no-run
	scripts/with-postgres cargo test --no-fail-fast

test-sqlite: ## The same on SQLite alone: needs nothing installed
	env -u DAYPASS_TEST_POSTGRES cargo test --no-fail-fast

test-external: ## A certified relying party in Node against the program, over TLS
	scripts/install-test-programs node
	scripts/fetch-openid-client $(TARGET)/openid-client
	cargo build --package daypass --bin daypass --example relying_party
	DAYPASS_TEST_PROGRAM="$(abspath $(TARGET))/debug/daypass" \
	DAYPASS_TEST_EXTERNAL="$(abspath $(TARGET))/openid-client" \
		cargo test --package daypass-external-tests

test-browser: ## The journeys in Chromium, with pictures and accessibility
	scripts/install-test-programs browser
	scripts/fetch-axe-core $(TARGET)/axe-core
	cargo build --package daypass --bin daypass --example relying_party
	cargo test --package daypass-browser-tests --no-fail-fast
	@echo "Pictures of every page are in $(TARGET)/screenshots"

lint: ## Formatting, lints, and the licences and origin of every crate
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/check-dependencies

bench: ## Print how fast it is as it is shipped, as ratios of what the machine can do
	cargo bench --package daypass --profile dist

dist: ## Build the program as it is shipped
	cargo build --package daypass --bin daypass --profile dist --locked
	@echo "The program is $(TARGET)/dist/daypass"

clean-test: ## Remove what the tests leave: pictures, axe-core, temporary files
	rm -rf $(TARGET)/screenshots $(TARGET)/axe-core $(TARGET)/openid-client $(TARGET)/tmp
