# Two commands do everything on a fresh machine with Python ≥ 3.11 and make: `make graph` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
SHARED ?= ../shared

.PHONY: help graph test lint browser judges bench model score clean lock

help:
	@echo "make graph   set up, build seeds/ into output/"
	@echo "make test    set up, run all that CI runs"
	@echo "make bench   measure speed"
	@echo "make model   rebuild the recogniser (hours; wants $(SHARED)/training)"
	@echo "make score   score builds of the development pages (wants $(SHARED)/gold)"

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

graph: $(VENV)/ready
	$(BIN)/kg build seeds -o output

browser:  # Chromium and a Chinese font, which Debian has
	@{ command -v chromium && fc-list :lang=zh | grep -q .; } >/dev/null 2>&1 || { apt-get update -qq && apt-get install -yqq --no-install-recommends chromium fonts-noto-cjk fontconfig; }

judges: tests/judges/node_modules/ready  # parsers, validators and a SPARQL engine that are not Python's
tests/judges/node_modules/ready: tests/judges/package-lock.json
	@command -v rapper >/dev/null || { apt-get update -qq && apt-get install -yqq --no-install-recommends raptor2-utils; }
	@command -v npm >/dev/null || { apt-get update -qq && apt-get install -yqq --no-install-recommends nodejs npm; }
	cd tests/judges && npm ci --silent --no-audit --no-fund
	touch $@

lint: $(VENV)/ready
	$(BIN)/ruff format --check kg tests training
	$(BIN)/ruff check kg tests training
	$(BIN)/mypy

test: $(VENV)/ready browser judges lint
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbmake notebooks -p no:doctest --override-ini addopts=-q

bench: $(VENV)/ready
	$(BIN)/python tests/bench.py

score: $(VENV)/ready
	for set in "gold/dev pages" "written-pages/gold written-pages/pages"; do set -- $$set; out=$$(mktemp -d); \
	  $(BIN)/kg build $(SHARED)/$$2 -o $$out && $(BIN)/kg score $(SHARED)/$$1 -o $$out --source $(SHARED)/$$2; rm -rf $$out; done

RUN   = PYTHONHASHSEED=0 PYTHONPATH=training $(BIN)/python
NEWS  = $(wildcard $(SHARED)/training/news-*.txt)
FIRST = $(wildcard training/data/written-0*.txt training/data/written-1[0-3]*.txt) $(NEWS)  # what the word clusters were tried on
TEXTS = $(wildcard training/data/written-*.txt) $(NEWS)
M     = build/model
NAMES = kg/annotate/mention_weights.tsv
READERS = $(M)/r0.npz $(M)/r1.npz $(M)/r2.npz kg/relate/network.npz

model: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[train]'
	rm -rf $(M) && mkdir -p $(M)
	$(RUN) training/clusters.py kg/annotate/word_clusters.tsv $(SHARED)/news $(FIRST)
	$(RUN) training/prepare.py $(M)/gold.npz 3 $(TEXTS)
	# a teacher, and two networks that leave a part out and tell on it how far a network is to be believed
	$(RUN) training/tagger.py $(M)/teacher.npz $(M)/gold.npz --seed 1 --steps 1200
	for part in 0 1; do $(RUN) training/tagger.py $(M)/t$$part.npz $(M)/gold.npz --without $$part --seed $$((part + 2)) --steps 1200 || exit 1; done
	$(RUN) training/mentions.py $(NAMES) --nets $(M)/t0.npz $(M)/t1.npz --files $(TEXTS)
	$(RUN) training/ship.py kg/annotate/recogniser_zh $(M)/teacher.npz
	# what the whole pipeline is sure of in raw news, and the same again with it
	$(RUN) training/silver.py $(M)/silver.npz 21 1000000 $(SHARED)/training/uner/uner-train.iob2 $(SHARED)/news $(TEXTS)
	for part in 0 1; do $(RUN) training/tagger.py $(M)/s$$part.npz $(M)/gold.npz $(M)/silver.npz --without $$part --seed $$((part + 2)) --steps 1700 || exit 1; done
	$(RUN) training/mentions.py $(NAMES) --beside $(NAMES) --nets $(M)/s0.npz $(M)/s1.npz --files $(TEXTS)
	$(RUN) training/tagger.py $(M)/a.npz $(M)/gold.npz $(M)/silver.npz --seed 13 --steps 2000
	$(RUN) training/tagger.py $(M)/b.npz $(M)/gold.npz $(M)/silver.npz --seed 14 --steps 2000
	$(RUN) training/ship.py kg/annotate/recogniser_zh $(M)/a.npz $(M)/b.npz
	# the network for relations, and three that leave a part out and say of it what the scorers learn from
	for part in 0 1 2; do $(RUN) training/network.py $(M)/r$$part.npz $(TEXTS) --without $$part --seed $$((part + 1)) --steps 1200 || exit 1; done
	$(RUN) training/network.py kg/relate/network.npz $(TEXTS) --seed 4 --steps 1400
	$(RUN) training/subjects.py kg/relate/subject_weights.tsv --nets $(READERS) --files $(TEXTS)
	$(RUN) training/offices.py kg/relate/office_weights.tsv $(TEXTS)
	$(RUN) training/pairs.py kg/relate/pair_weights.tsv kg/relate/rival_weights.tsv --nets $(READERS) --files $(TEXTS)

lock: $(VENV)/ready
	$(BIN)/python -m pip freeze --all --exclude-editable | grep -v -E '^(kg|pip)' > requirements.lock

clean:
	rm -rf $(VENV) tests/judges/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache
