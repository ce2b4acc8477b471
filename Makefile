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

TRAIN = PYTHONPATH=training OMP_NUM_THREADS=1 $(BIN)/python -m spacy train training/config.cfg --code training/cached_features.py
PREPARE = PYTHONPATH=training $(BIN)/python training/prepare.py
SILVER = PYTHONPATH=training $(BIN)/python training/silver.py
NEWS  = $(wildcard $(SHARED)/training/news-*.txt)
FIRST = $(wildcard training/data/written-0*.txt training/data/written-1[0-3]*.txt) $(NEWS)  # what the teachers learn from
LATER = $(wildcard training/data/written-1[4-9]*.txt training/data/written-2*.txt)  # what they never see, and vote on
TEXTS = $(FIRST) $(LATER)
M     = build/model

model: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[train]'
	rm -rf $(M) && mkdir -p $(M)/c/train $(M)/h2/train $(M)/d/train $(M)/e/train
	PYTHONHASHSEED=0 PYTHONPATH=training $(BIN)/python training/clusters.py kg/annotate/word_clusters.tsv $(SHARED)/news $(FIRST)
	# two teachers, and a third that learns from what they and the rules agree on in raw news and takes the place of the first
	$(PREPARE) $(M)/a 0 $(FIRST)
	$(PREPARE) $(M)/b 3 $(FIRST)
	$(TRAIN) --output $(M)/a/run --paths.train $(M)/a/train.spacy --paths.dev $(M)/a/dev.spacy --components.tok2vec.model.embed.drop 0.0 --training.dropout 0.3 --training.max_steps 4500
	$(TRAIN) --output $(M)/b/run --paths.train $(M)/b/train.spacy --paths.dev $(M)/b/dev.spacy
	$(BIN)/python training/ship.py kg/annotate/recogniser_zh $(M)/a/run/model-best $(M)/b/run/model-best
	$(PREPARE) $(M)/c 4 $(FIRST) && mv $(M)/c/train.spacy $(M)/c/train/gold.spacy
	$(SILVER) $(M)/c/train/silver.spacy 7 700000 $(SHARED)/training/uner/uner-train.iob2 $(SHARED)/news $(FIRST)
	$(TRAIN) --output $(M)/c/run --paths.train $(M)/c/train --paths.dev $(M)/c/dev.spacy --training.dropout 0.2 --training.max_steps 7000
	$(BIN)/python training/ship.py kg/annotate/recogniser_zh $(M)/b/run/model-best $(M)/c/run/model-best
	# two models of half the paragraphs vote on the other half, the teachers on those that they never saw: that teaches how far votes and forms are to be believed
	$(PREPARE) $(M)/h1 3 $(FIRST) --half
	$(PREPARE) $(M)/h2 4 $(FIRST) --half --seed 9 && mv $(M)/h2/train.spacy $(M)/h2/train/gold.spacy
	$(SILVER) $(M)/h2/train/silver.spacy 12 900000 /dev/null $(SHARED)/news $(FIRST)
	$(TRAIN) --output $(M)/h1/run --paths.train $(M)/h1/train.spacy --paths.dev $(M)/h1/dev.spacy --training.dropout 0.2 --training.max_steps 2500
	$(TRAIN) --output $(M)/h2/run --paths.train $(M)/h2/train --paths.dev $(M)/h2/dev.spacy --training.dropout 0.2 --training.max_steps 2000
	PYTHONPATH=training $(BIN)/python training/mentions.py kg/annotate/mention_weights.tsv \
	  --votes $(M)/h1/run/model-best $(M)/h2/run/model-best second $(FIRST) --votes $(M)/b/run/model-best $(M)/c/run/model-best $(LATER)
	# the pair that is shipped learns from all paragraphs and from what the whole pipeline is sure of in raw news
	for x in d:11:21 e:12:22; do set -- $$(echo $$x | tr : ' '); $(PREPARE) $(M)/$$1 3 $(TEXTS) --seed $$2 && mv $(M)/$$1/train.spacy $(M)/$$1/train/gold.spacy && \
	  $(SILVER) $(M)/$$1/train/silver.spacy $$3 1000000 /dev/null $(SHARED)/news $(FIRST) && \
	  $(TRAIN) --output $(M)/$$1/run --paths.train $(M)/$$1/train --paths.dev $(M)/$$1/dev.spacy --training.dropout 0.2 --training.max_steps 4500 --system.seed $$2 || exit 1; done
	$(BIN)/python training/ship.py kg/annotate/recogniser_zh $(M)/d/run/model-best $(M)/e/run/model-best
	PYTHONPATH=training $(BIN)/python training/subjects.py kg/relate/subject_weights.tsv $(TEXTS)
	PYTHONPATH=training $(BIN)/python training/offices.py kg/relate/office_weights.tsv $(TEXTS)
	PYTHONPATH=training $(BIN)/python training/pairs.py kg/relate/pair_weights.tsv $(TEXTS)

lock: $(VENV)/ready
	$(BIN)/python -m pip freeze --all --exclude-editable | grep -v -E '^(kg|pip)' > requirements.lock

clean:
	rm -rf $(VENV) tests/judges/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache
