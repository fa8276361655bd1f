# Two commands matter: `make run` and `make test`. Each does all its own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help run test bench fmt lint docs fuzz

help: ## what can be asked
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## build and start `ringback dev`, ready for a call (ARGS="--http 127.0.0.1:8080" and so on)
	@scripts/set-up run
	cargo run --quiet --package server -- dev $(ARGS)

test: ## install what the tests need and pass all of them
	@scripts/set-up test
	@scripts/test

bench: ## run the benchmarks and print their figures (about ten minutes)
	@scripts/set-up test
	@scripts/bench

fmt: ## rewrite the code in the house's format
	cargo fmt --all

lint: ## what CI checks before the tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings

fuzz: ## give every parser arbitrary bytes, TIME=60 seconds each
	scripts/fuzz

docs: ## build the API documentation, warnings are errors
	RUSTDOCFLAGS="--deny warnings --allow rustdoc::private-intra-doc-links" cargo doc --workspace --no-deps --document-private-items
