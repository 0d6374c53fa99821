# Needs Python 3.11 to 3.13, make and git; everything else is installed into .venv.
#   make                         run the workbook on seeds/ and build the pages
#   make ARTICLES=in OUT=out     the same on your folder, everything written under OUT
#   make PYTHON=python3.12       choose the Python that .venv is built with
#   make test VENV=folder        use an environment that exists (conda's, say)

VENV ?= .venv
PYTHON ?=
PY = "$(VENV)/bin/python"
# By way of the environment, since a folder's name can hold what a shell would read as its own.
export ARTICLES OUT
IN_OPTION = $(if $(ARTICLES),--articles "$$ARTICLES")
OUT_OPTION = $(if $(OUT),--out "$$OUT")
BUILT_FROM = requirements.lock pyproject.toml

.DEFAULT_GOAL := all
.PHONY: all test lab html data bench lock clean help environment

all: environment ## run the notebooks in order, then build the pages
	@if [ -n "$(if $(ARTICLES),$(if $(OUT),,x),$(if $(OUT),x))" ]; then \
	  echo "make: ARTICLES and OUT go together: make ARTICLES=my-articles OUT=my-results" >&2; \
	  exit 1; fi
	@$(PY) -m dateline $(IN_OPTION) $(OUT_OPTION)

test: environment ## run every test (LONG=1: the properties at full size)
	@LONG="$(LONG)" $(PY) -m pytest -n auto --dist loadgroup tests

# A port that is taken is Jupyter's to change: it says so and takes the next.
lab: environment ## open JupyterLab on the notebooks (LAB="--port=9000 --no-browser": its options)
	@case "$$(id -u) $(LAB)" in 0\ *--allow-root*) ;; 0\ *) \
	  echo "make: JupyterLab is not for root: use another account, or make lab LAB=--allow-root" >&2; \
	  exit 1;; esac
	@$(PY) -m jupyterlab notebooks $(LAB)

html: environment ## build only the pages, from the notebooks as they are
	@$(PY) -m dateline pages $(OUT_OPTION)

data: environment ## rebuild the package's terms and boundaries (boundaries need npm)
	@$(PY) lib/dateline/data/build.py

bench: environment ## measure finder and archive beside rivals (CORPUS=file: on other gold; GROWTH=no: less)
	@$(PY) tests/benchmarks/bench.py $(if $(CORPUS),--corpus "$$CORPUS") \
	  $(if $(filter no,$(GROWTH)),--no-growth)
	@$(PY) tests/benchmarks/scaling.py $(if $(CORPUS),--corpus "$$CORPUS") \
	  $(if $(filter no,$(GROWTH)),--no-table)

lock: environment ## resolve requirements.lock anew from pyproject.toml
	@$(PY) -m uv pip compile pyproject.toml --all-extras --universal --fork-strategy fewest \
	  --python-version 3.11 --generate-hashes --upgrade --quiet \
	  --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove what is not in git: .venv, the pages, caches
	@rm -rf .venv _build .pytest_cache .hypothesis .ruff_cache
	@find lib tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune \
	  -exec rm -rf {} +

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' Makefile

# The environment is rebuilt when the lock, pyproject.toml or the Python asked for has changed, when
# a set-up was cut short (built-from is written last), and when the folder was moved or copied: the
# package is installed by its path, so a copy's .venv would silently run the original's code.
# Candidates are tried by running them: a version manager's shim can stand on PATH and fail.
# `venv --clear` rather than `rm -rf`: where .venv is activated, the Python found is .venv's own.
ADMITTED = 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
HERE = 'import os, sys; from importlib.util import find_spec; \
  sys.exit(not os.path.samefile(find_spec("dateline").origin, "lib/dateline/__init__.py"))'
# Where nbconvert looks for templates. Ours is installed as a copy; a link is never out of date.
TEMPLATES = share/jupyter/nbconvert/templates
ifeq ($(VENV),.venv)
environment:
	@set -e; python=; key=$$(cat $(BUILT_FROM) | cksum); \
	current() { \
	  case "$$(cat .venv/built-from 2>/dev/null)" in "$$1"*) ;; *) return 1;; esac; \
	  .venv/bin/python -c $(HERE) 2>/dev/null; }; \
	if [ -z "$(PYTHON)" ] && current "$$key"; then exit 0; fi; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
	  if "$$candidate" -c $(ADMITTED) 2>/dev/null; then python=$$candidate; else continue; fi; \
	  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "make: $(or $(PYTHON),python3) is not Python 3.11, 3.12 or 3.13: install one, or" \
	    "name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	version=$$("$$python" -c 'import sys; print(sys.version)'); \
	if current "$$key $$version"; then exit 0; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "make: $$python has no venv module: on Debian and Ubuntu, apt install $$package" >&2; \
	  exit 1; fi; \
	if ! [ -w . ]; then \
	  echo "make: no permission to write in this folder: copy it to one of your own" >&2; exit 1; fi; \
	echo "Building .venv with $$("$$python" --version) ..." >&2; \
	rm -f .venv/built-from; "$$python" -m venv --clear .venv; \
	awk '/^[^ #]/ {keep = /^uv==/} keep' requirements.lock > .venv/uv.txt; \
	install() { .venv/bin/python -m uv pip "$$@" --quiet --python .venv/bin/python; }; \
	.venv/bin/python -m pip install -qq --retries 2 --disable-pip-version-check \
	    --no-deps --require-hashes -r .venv/uv.txt && \
	  install sync --require-hashes --compile-bytecode requirements.lock && \
	  install install --no-deps --no-build-isolation -e . || { \
	  echo "make: the packages could not be installed: the first set-up needs the network and a" \
	    "package index; then run make again" >&2; exit 1; }; \
	mkdir -p .venv/$(TEMPLATES); rm -rf .venv/$(TEMPLATES)/dateline; \
	ln -s ../../../../../lib/dateline/templates/dateline .venv/$(TEMPLATES)/dateline; \
	echo "$$key $$version" > .venv/built-from
else
environment:
	@[ -n "$(VENV)" ] && [ -x "$(VENV)/bin/python" ] || { \
	  echo "make: no Python in '$(VENV)/bin': VENV names an environment that exists" >&2; exit 1; }
endif
