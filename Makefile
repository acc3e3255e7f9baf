# Everything is one word: make test, make demo, make bench. `make help` lists the words.
# PRESET chooses how to build: release (default), dev, asan, tsan; see CMakePresets.json.

PRESET ?= release
BUILD := build/$(PRESET)
VENV := build/venv
JOBS ?= $(shell nproc)

.DEFAULT_GOAL := help
.PHONY: help dependencies configure build program demo clean
.PHONY: test test-python test-engines test-web sanitize sanitize-threads check-format check-files format golden fuzz
.PHONY: python wheels docs web
.PHONY: bench bench-kernels bench-check

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

dependencies:
	@scripts/install-dependencies

# A fresh folder compiles every folder of sources as one file, which costs half (cmake/Unity.cmake). A folder that is there
# stays as it was configured: whoever changes sources begins with `cmake --preset release`, or says UNITY=OFF.
UNITY ?= $(if $(wildcard $(BUILD)/CMakeCache.txt),,ON)
configure: dependencies
	cmake --preset $(PRESET) $(if $(UNITY),-DINTERPLAY_UNITY=$(UNITY))

build: configure ## build build/release/interplay, the libraries and the tests
	cmake --build $(BUILD) --parallel $(JOBS)

# Python with pytest, for the end-to-end tests.
$(VENV)/.ready: tests/requirements.txt | dependencies
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# DuckDB's library, by which the tests read Parquet, databases and queries, as far as npm has it for this machine;
# INTERPLAY_DUCKDB names another one.
DUCKDB := tests/duckdb/node_modules
with-duckdb = INTERPLAY_DUCKDB=$${INTERPLAY_DUCKDB:-$$(ls $(CURDIR)/$(DUCKDB)/@duckdb/*/libduckdb.so 2> /dev/null)}

# The fast tests come first, and what they find is not buried under the slow ones.
test: $(VENV)/.ready $(DUCKDB)/.ready build ## run all tests, the fast ones first
	$(with-duckdb) ctest --test-dir $(BUILD) --output-on-failure --no-tests=error --parallel $(JOBS) -L fast
	$(with-duckdb) ctest --test-dir $(BUILD) --output-on-failure --no-tests=error --parallel $(JOBS) -LE fast
	$(MAKE) test-python
	$(MAKE) test-web

# Node and what npm installs, for those who change the explorer or test it in a browser. The built pages are under version
# control, so that `make build` and `make demo` need neither.
NODE := build/node
NPM = PATH=$(CURDIR)/$(NODE)/bin:$$PATH npm --no-audit --no-fund --loglevel=error

$(NODE)/.ready: web/requirements.txt | dependencies
	python3 -m venv --clear $(NODE)
	$(NODE)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

%/node_modules/.ready: %/package-lock.json $(NODE)/.ready
	$(NPM) --prefix $* ci
	touch $@

web: web/node_modules/.ready ## build the pages of the explorer (web/dist) from their sources
	$(NPM) --prefix web run check
	$(NPM) --prefix web run build
	scripts/explorer-bundle --write

test-web: $(NODE)/.ready web/node_modules/.ready tests/web/node_modules/.ready program ## test the explorer in a browser, on a live server
	@scripts/install-dependencies --browser
	scripts/explorer-bundle --rebuild
	INTERPLAY_PROGRAM=$(CURDIR)/$(BUILD)/interplay $(NPM) --prefix tests/web test

# The package in an environment of its own, with the libraries of $(BUILD).
PYTHON_VENV := build/python-venv
$(PYTHON_VENV)/.ready: tests/python/requirements.txt | dependencies
	python3 -m venv --clear $(PYTHON_VENV)
	$(PYTHON_VENV)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# The package as `make python` built it, into an environment that has what it needs.
PYTHON_WHEEL := build/python-wheel
install-package = $(1)/bin/python3 -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall \
  $(PYTHON_WHEEL)/interplay-*.whl

python: $(PYTHON_VENV)/.ready build ## build the Python package and install it in build/python-venv
	cmake --install $(BUILD) --prefix $(BUILD)/prefix > /dev/null
	rm -rf $(PYTHON_WHEEL)
	$(PYTHON_VENV)/bin/python3 -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
	  --wheel-dir $(PYTHON_WHEEL) -C build-dir=build/python-prebuilt -C cmake.define.INTERPLAY_PREFIX=$(CURDIR)/$(BUILD)/prefix .
	$(call install-package,$(PYTHON_VENV))

test-python: python ## run the tests of the Python package
	INTERPLAY_PROGRAM=$(CURDIR)/$(BUILD)/interplay $(PYTHON_VENV)/bin/python3 -m pytest -q -p no:cacheprovider tests/python

# PySpark brings about 500 MB along, and needs Java.
ENGINES_VENV := build/engines-venv
$(ENGINES_VENV)/.ready: tests/python/requirements-engines.txt | dependencies
	python3 -m venv --clear $(ENGINES_VENV)
	$(ENGINES_VENV)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

test-engines: $(ENGINES_VENV)/.ready python ## run the tests of interplay.spark, interplay.dask and interplay.ray
	@scripts/install-dependencies --engines
	$(call install-package,$(ENGINES_VENV))
	$(ENGINES_VENV)/bin/python3 -m pytest -q -p no:cacheprovider tests/python/test_dask.py tests/python/test_spark.py \
	  tests/python/test_engines_train.py

wheels: $(PYTHON_VENV)/.ready program ## build wheel and source distribution of the Python package in build/wheels
	cmake --build $(BUILD) --parallel $(JOBS)
	cmake --install $(BUILD) --prefix $(BUILD)/prefix > /dev/null
	PATH=$(CURDIR)/$(PYTHON_VENV)/bin:$$PATH scripts/make-wheels $(CURDIR)/$(BUILD)/prefix

sanitize: dependencies ## run the fast tests with assertions and under the address and undefined-behaviour sanitizers
	cmake --preset asan -DINTERPLAY_UNITY=ON
	cmake --build build/asan --parallel $(JOBS) --target fast_tests
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0 \
	ctest --test-dir build/asan --output-on-failure --no-tests=error --parallel $(JOBS) -L fast -E '^(structure|consumer)'

sanitize-threads: dependencies ## ask one model from many threads under the thread sanitizer
	cmake --preset tsan -DINTERPLAY_UNITY=ON
	cmake --build build/tsan --parallel $(JOBS) --target threads_test base_test
	TSAN_OPTIONS=halt_on_error=1 build/tsan/tests/threads_test
	TSAN_OPTIONS=halt_on_error=1 build/tsan/tests/base_test --gtest_filter='TaskPool*'

# Configures beside the release build, so that neither disturbs the other.
check-files: dependencies ## parse every C++ file by itself, which builds of whole folders do not
	cmake -S . -B build/files -G Ninja -DCMAKE_BUILD_TYPE=Release -DINTERPLAY_UNITY=OFF > /dev/null
	scripts/check-files build/files $(JOBS)

check-format: ## compare the C++ sources with their format
	@scripts/install-dependencies --format
	git ls-files -z '*.cc' '*.h' | xargs -0 clang-format --dry-run -Werror

# PyTorch brings about 5 GB along.
build/parity/.ready: tests/parity/requirements.txt | dependencies
	python3 -m venv --clear $(@D)
	$(@D)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

golden: build/parity/.ready ## make the golden vectors of tests/parity anew; needs PyTorch, which it installs
	build/parity/bin/python3 -B tests/parity/generate.py

program: configure ## build build/release/interplay alone
	cmake --build $(BUILD) --parallel $(JOBS) --target interplay_program

demo: program ## train, evaluate and recommend on a small data set
	INTERPLAY_PROGRAM=$(BUILD)/interplay scripts/demo

bench: build python ## measure all of docs/benchmarks.md beside peers from PyPI, for hours
	bench/all

bench-kernels: build ## build and run the benchmarks of kernels and of reading
	cmake --build $(BUILD) --parallel $(JOBS) --target bench
	@for program in $(BUILD)/benchmarks/*; do \
	  if [ -x "$$program" ]; then echo "$$program"; "$$program" || exit 1; fi; \
	done

bench-check: build ## compare the benchmarks with what is expected of them
	cmake --build $(BUILD) --parallel $(JOBS) --target bench
	bench/check

FUZZ_SECONDS ?= 600
fuzz: ## run each fuzzer for FUZZ_SECONDS (600)
	@scripts/install-dependencies --fuzz
	cmake --preset fuzz
	cmake --build build/fuzz --parallel $(JOBS)
	@for program in build/fuzz/fuzz/*_fuzz; do \
	  corpus=build/fuzz/corpus/$$(basename $$program); mkdir -p $$corpus; \
	  echo "$$program"; $$program -max_total_time=$(FUZZ_SECONDS) -max_len=4096 $$corpus || exit 1; \
	done

build/docs-venv/.ready: docs/requirements.txt | dependencies
	python3 -m venv --clear $(@D)
	$(@D)/bin/python3 -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# The reference of the Python package is read from the package itself.
docs: build/docs-venv/.ready python ## build the documentation as a site: build/docs/index.html
	@scripts/install-dependencies --docs
	$(call install-package,build/docs-venv)
	build/docs-venv/bin/sphinx-build --quiet --fail-on-warning --keep-going -d build/docs-work/doctrees docs build/docs

format: ## format the C++ sources in place
	@scripts/install-dependencies --format
	git ls-files -z '*.cc' '*.h' | xargs -0 --no-run-if-empty clang-format -i

clean: ## remove everything that was built
	rm -rf build
