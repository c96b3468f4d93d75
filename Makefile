# Two commands do everything on a fresh machine: `make demo` and `make test`. `make` alone lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= $(HOME)/.local
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
SWIFT_SOURCES := Sources Tests Package.swift

# In CI a warning is an error (Package.swift), and the generated files are those that the generator writes.
ifeq ($(CI),true)
export EQUIPOISE_STRICT := 1
CI_CHECKS := check-generated test-setup
CI_SAMPLES := sample-faults sample-commands
endif

# How long `make check-faults` and `make fuzz` look for what goes wrong: for all kinds of faults together, for each reader; and how many commands `make fuzz` tries.
FAULT_SECONDS ?= 600
FUZZ_SECONDS ?= 60
COMMANDS ?= 20000
SAMPLE_SECONDS ?= 20
SAMPLE_COMMANDS ?= 50

.NOTPARALLEL:
.PHONY: help setup build install demo demo-pictures test bench check-faults check-workers fuzz sample-faults sample-commands test-setup generate pages gallery docs check-generated format lint clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Swift, system libraries, LibTorch and the plot renderer: checked or installed
	@bash Scripts/setup.sh

build: setup ## the release build
	swift build -c release --jobs $(JOBS)

install: build ## `equipoise` and its shell completion below PREFIX (default ~/.local): a link to the build, which stays in this folder
	@mkdir -p "$(PREFIX)/bin" "$(PREFIX)/share/bash-completion/completions" "$(PREFIX)/share/zsh/site-functions" "$(PREFIX)/share/fish/vendor_completions.d"
	@ln -sf "$(CURDIR)/.build/release/equipoise" "$(PREFIX)/bin/equipoise"
	@.build/release/equipoise --generate-completion-script bash > "$(PREFIX)/share/bash-completion/completions/equipoise"
	@.build/release/equipoise --generate-completion-script zsh > "$(PREFIX)/share/zsh/site-functions/_equipoise"
	@.build/release/equipoise --generate-completion-script fish > "$(PREFIX)/share/fish/vendor_completions.d/equipoise.fish"
	@echo 'installed: $(PREFIX)/bin/equipoise'
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) echo 'not yet on the PATH: export PATH="$(PREFIX)/bin:$$PATH"';; esac

demo: build ## does one network for twelve toxicity assays pay? (examples/tox21.yaml)
	.build/release/equipoise compare examples/tox21.yaml

demo-pictures: build ## which weighting for segmentation, depth and normals of generated rooms? (examples/scenes.yaml)
	.build/release/equipoise compare examples/scenes.yaml

# Tests run side by side, one for each processor: more threads in each of them only wait for each other.
test: export OMP_NUM_THREADS ?= 1
test: setup $(CI_CHECKS) ## every test
	swift build --build-tests --jobs $(JOBS)
	swift test --skip-build --disable-xctest
	@$(foreach sample,$(CI_SAMPLES),$(MAKE) --no-print-directory $(sample) &&) true

test-setup: ## what set-up decides, tried on folders that look like LibTorch
	@bash Scripts/setup_test.sh

bench: build ## speed and memory, next to PyTorch and its fastest configuration if Python has torch
	.build/release/equipoise bench

check-faults: build ## kills, errors, full disks, closed descriptors and failing threads, at a sample of all places (FAULT_SECONDS=600, SEED=…)
	python3 Tests/Faults/check.py --executable .build/release/equipoise --seconds $(FAULT_SECONDS) $(if $(SEED),--seed $(SEED))

check-workers: build ## a search on a Slurm of one node, from Debian's packages (as root; installs nothing)
	python3 Tests/Workers/slurm.py --executable .build/release/equipoise

fuzz: build ## every reader under libFuzzer (FUZZ_SECONDS=60 each), then odd names, numbers and files through the command line (COMMANDS=20000)
	EQUIPOISE_FUZZ=1 swift build -c release --scratch-path .build-fuzz --product Fuzz --jobs $(JOBS)
	python3 Tests/Fuzz/fuzz.py --seconds $(FUZZ_SECONDS)
	python3 Tests/Fuzz/mutate.py --executable .build/release/equipoise --commands $(COMMANDS) $(if $(SEED),--seed $(SEED))

# What CI has time for, with the program that the tests have built.
sample-faults:
	python3 Tests/Faults/check.py --executable .build/debug/equipoise --seconds $(SAMPLE_SECONDS) --seed $(or $(SEED),1)

sample-commands:
	python3 Tests/Fuzz/mutate.py --executable .build/debug/equipoise --commands $(SAMPLE_COMMANDS) --seed $(or $(SEED),1)

generate: ## the bindings, from the list of operations, and the reference that the executable prints, from docs/configuration.md
	python3 Scripts/generate.py

pages: build ## the methods' documentation pages and the tables of docs/configuration.md, from their cards
	.build/release/equipoise describe --pages Sources/Balancing/Balancing.docc/Methods --reference docs/configuration.md
	python3 Scripts/generate.py

gallery: build ## docs/sharing.md: a picture of each way to share parameters, drawn by `equipoise draw`
	python3 Scripts/gallery.py --executable .build/release/equipoise

docs: build ## the documentation of Torch, Sharing, Balancing and Training as web pages, in .build/documentation
	@bash Scripts/docs.sh

check-generated: ## fails where a generated file is not what `make generate` writes
	@bash Scripts/check-generated.sh

format: ## the sources, with the project's configuration
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

lint: ## what `make format` would change, and the shell scripts where shellcheck is installed
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	@if command -v shellcheck > /dev/null; then shellcheck -x Scripts/*.sh Scripts/setup/*.sh .ci/run; fi

clean: ## removes what was built (LibTorch and the plot renderer stay)
	rm -rf .build .build-*
