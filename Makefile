# make run    opens the window (on a machine without a display: reads the example drawings here)
# make check  style, types and the tests of reading and of the window: what one runs while working
# make test   sets up what the test suite needs and runs all of it, with coverage; tests of the page need Chromium
# make lock   renews the pinned versions
# make test-all  runs the suite on every Python found
# make test-lowest  runs the tests with the lowest versions allowed, without training (needs uv)
# make fuzz   damages files of every format; COUNT=20000 FORMATS="png zip" says how many of which
# make benchmark  measures speed and memory on this machine (docs/benchmark.md)
# make pictures  makes the pictures of the documents and the pages of accuracy and symbols anew
# make reference  makes docs/cli.md, docs/keys.md and the completions anew from the program
# make install-desktop  adds the window to the menu of this Linux desktop
# make words  brings the catalogues of the window's texts up to date with the program

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run check test test-all test-lowest fuzz lock benchmark pictures reference words install-desktop clean

run: $(VENV)/.base
	@$(BIN)/python gui_digit_recognizer.py --examples-without-display

test: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" VIRTUAL_ENV="$(CURDIR)/$(VENV)" tools/with_display.sh tools/check.sh

check: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" VIRTUAL_ENV="$(CURDIR)/$(VENV)" tools/with_display.sh tools/check.sh quick

test-all:
	@tools/test_all.sh

test-lowest:
	@tools/test_all.sh lowest

COUNT ?= 2000
fuzz: $(VENV)/.test
	@$(BIN)/python tests/fuzz/mutations.py --count $(COUNT) $(FORMATS)

# The environment is made anew when the pinned versions or the interpreter change.
$(VENV)/.base: requirements/base.txt pyproject.toml
	@echo "Setting up $(VENV), once; this takes about a minute."
	@$(PYTHON) requirements/check_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header \
	    pyproject.toml -o requirements/base.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header \
	    --extra training --extra keras --extra parquet --extra pdf --extra heic --extra cluster --extra drop --extra serve --group test -c requirements/base.txt pyproject.toml -o requirements/test.txt

benchmark: $(VENV)/.test
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/with_display.sh python -m benchmarks

# The pages of figures need the test sets in $DIGITS_DATA.
pictures: $(VENV)/.test
	@PYTHONPATH=.:tools $(BIN)/python tools/pictures/lattice.py
	@PYTHONPATH=.:tools $(BIN)/python tools/pictures/mark_sheet.py
	@$(BIN)/python -m digit_recognizer explain examples/drawings/one-flagged.inkml -o docs/pictures/explain.png
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=.:tools tools/with_display.sh python tools/pictures/window.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=.:tests/helpers:tests/web python tools/pictures/page.py
	@PYTHONPATH=. $(BIN)/python tools/accuracy_page.py --measure
	@PYTHONPATH=. $(BIN)/python tools/symbols_table.py

reference: $(VENV)/.base
	@PYTHONPATH=. $(BIN)/python tools/cli_reference.py
	@PYTHONPATH=. $(BIN)/python tools/key_reference.py
	@$(BIN)/python -c "import shtab" 2>/dev/null || $(BIN)/python -m pip install --quiet shtab
	@PYTHONPATH=. $(BIN)/python tools/completions.py

install-desktop: $(VENV)/.base
	@$(BIN)/python tools/install_desktop.py

words: $(VENV)/.test
	@PYTHONPATH=. $(BIN)/python tools/catalogues.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
