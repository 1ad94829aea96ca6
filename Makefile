# What can be done here. Each target is a line or two over scripts/, which work without make just as well.

.DEFAULT_GOAL := help
.PHONY: help demo demo-once test sanitize fuzz chaos soak broker broker-stop bench build format lint clean

help: ## list the targets
	@grep -hE '^[a-z-]+: *##' $(MAKEFILE_LIST) | awk -F ': *## *' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: ## run a simulated lab through a private broker and two workers, with the status board, until Ctrl-C
	@scripts/setup
	@scripts/demo

demo-once: ## the same, but end with the campaign
	@scripts/setup
	@scripts/demo --once

test: ## lint, build and run all tests against a private broker
	@scripts/setup --tests
	@scripts/test

chaos: ## do to running campaigns what can happen to them, and count what came of it; a table
	@scripts/setup
	@scripts/chaos

soak: ## run 300,000 jobs with a fault every 20 s, and watch what a worker takes of the machine
	@scripts/setup
	@scripts/chaos --release --scenario soak

sanitize: ## run the client's tests under AddressSanitizer, all unit tests under ThreadSanitizer
	@scripts/setup --tests
	@scripts/sanitize

fuzz: ## try random input for some minutes on all that reads what comes in
	@scripts/setup --tests
	@scripts/fuzz

bench: ## measure throughput and latency against a private broker
	@scripts/setup
	@scripts/bench

broker: ## start a private broker that keeps running, and print its URL
	@scripts/setup
	@scripts/broker start --dir .run/broker
	@scripts/broker users --dir .run/broker >/dev/null
	@echo 'Stop it with: make broker-stop'

broker-stop: ## stop that broker; its data stays in .run/broker
	@scripts/broker stop --dir .run/broker

build: ## build everything for release
	@scripts/setup
	swift build -c release

format: ## format the Swift sources in place
	swift format format --in-place --recursive --parallel Sources Workers Tests chaos benchmarks Package.swift

lint: ## check format, imports and shell scripts
	@scripts/lint

clean: ## delete what was built and what the scripts kept, except a running broker's folder
	@scripts/broker pid --dir .run/broker >/dev/null 2>&1 || rm -rf .run
	swift package clean
