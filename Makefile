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
TEXTS = training/data/written-*.txt $(SHARED)/training/news-*.txt

model: $(VENV)/ready
	rm -rf build/model && mkdir -p build/model
	PYTHONPATH=training $(BIN)/python training/prepare.py build/model/a 0 $(TEXTS)
	PYTHONPATH=training $(BIN)/python training/prepare.py build/model/b 3 $(TEXTS)
	$(TRAIN) --output build/model/a/run --paths.train build/model/a/train.spacy --paths.dev build/model/a/dev.spacy \
	  --components.tok2vec.model.embed.drop 0.0 --training.dropout 0.3 --training.eval_frequency 250 --training.max_steps 4500
	$(TRAIN) --output build/model/b/run --paths.train build/model/b/train.spacy --paths.dev build/model/b/dev.spacy
	$(BIN)/python training/ship.py kg/annotate/recogniser_zh build/model/a/run/model-best build/model/b/run/model-best
	mkdir -p build/model/c/train  # the third learns from what the first two and the rules agree on in raw news, and takes the place of the first
	PYTHONPATH=training $(BIN)/python training/prepare.py build/model/c 4 $(TEXTS)
	mv build/model/c/train.spacy build/model/c/train/gold.spacy
	PYTHONPATH=training $(BIN)/python training/silver.py build/model/c/train/silver.spacy 7 700000 $(SHARED)/training/uner/uner-train.iob2 $(SHARED)/news $(TEXTS)
	$(TRAIN) --output build/model/c/run --paths.train build/model/c/train --paths.dev build/model/c/dev.spacy --training.dropout 0.2 --training.max_steps 7000
	$(BIN)/python training/ship.py kg/annotate/recogniser_zh build/model/b/run/model-best build/model/c/run/model-best
	# two models of half the paragraphs vote on the other half, which teaches how far votes and forms are to be believed
	PYTHONPATH=training $(BIN)/python training/prepare.py build/model/h1 3 $(TEXTS) --half
	PYTHONPATH=training $(BIN)/python training/prepare.py build/model/h2 4 $(TEXTS) --half --seed 9
	mkdir -p build/model/h2/train && mv build/model/h2/train.spacy build/model/h2/train/gold.spacy
	PYTHONPATH=training $(BIN)/python training/silver.py build/model/h2/train/silver.spacy 12 900000 /dev/null $(SHARED)/news $(TEXTS)
	$(TRAIN) --output build/model/h1/run --paths.train build/model/h1/train.spacy --paths.dev build/model/h1/dev.spacy --training.dropout 0.2 --training.max_steps 2500
	$(TRAIN) --output build/model/h2/run --paths.train build/model/h2/train --paths.dev build/model/h2/dev.spacy --training.dropout 0.2 --training.max_steps 2000
	PYTHONPATH=training $(BIN)/python training/mentions.py kg/annotate/mention_weights.tsv build/model/h1/run/model-best build/model/h2/run/model-best $(TEXTS)
	PYTHONPATH=training $(BIN)/python training/subjects.py kg/relate/subject_weights.tsv $(TEXTS)
	PYTHONPATH=training $(BIN)/python training/pairs.py kg/relate/pair_weights.tsv $(TEXTS)

lock: $(VENV)/ready
	$(BIN)/python -m pip freeze --all --exclude-editable | grep -v -E '^(kg|pip)' > requirements.lock

clean:
	rm -rf $(VENV) tests/judges/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache
