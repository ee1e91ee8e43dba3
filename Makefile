# The two commands that anybody needs are `make run` and `make test`. Everything else is named in CONTRIBUTING.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

.PHONY: help run test bench corpus soak day closing fmt lint web demo release e2e clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: ## install what is missing, build, start on http://127.0.0.1:8080 with ./data
	@scripts/run.sh $(ARGS)

demo: ## the same with a throw-away company and customers who keep writing
	@scripts/run.sh demo

test: ## everything that must be green: formatter, lints, licences, unit, store, API, real peers, browser
	@scripts/test.sh

bench: ## figures as ratios against floors; writes docs/benchmarks.md
	@scripts/bench.sh

corpus: ## figures over the mail corpus, table by set
	@cargo run --quiet --profile quick -p fairlead-mail --example corpus

soak: ## long loops: kill -9 during traffic, fuzzing; prints its seed
	@scripts/soak.sh

day: ## a working day at ten times speed, six agents at browsers, on one node and on two; counted from outside
	@scripts/day.sh

closing: ## an address of the demo is closed at demo speed; what a lead and its customers saw as pictures in closing-pictures/
	@scripts/closing.sh

web: ## build the console
	@scripts/web.sh

release: web ## the release binary with the console in it
	cargo build --release -p fairlead-server

e2e: ## the browser goals alone
	@scripts/e2e.sh

fmt: ## format
	cargo fmt --all

lint: ## formatter and clippy as CI runs them
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

clean: ## remove build output (never ./data)
	rm -rf target web/apps/*/dist web/node_modules
