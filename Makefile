# SPDX-License-Identifier: GPL-3.0-or-later
# tenor: `make demo` and `make test` are all a fresh machine needs.

B       ?= build/release
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
UNITDIR ?= $(PREFIX)/lib/systemd/system
DESTDIR ?=
JOBS    ?= $(shell nproc 2>/dev/null || echo 1)
SECONDS ?= 60
# of `make bench`: comments of the dump, runs, comments of the largest one
COMMENTS ?= 200000
RUNS ?= 5
LARGEST ?= 1000000
# where data sets are that are not ours to distribute
TENOR_SHARED ?= ../shared
export TENOR_SHARED
DATA    ?= $(TENOR_SHARED)/data
VERSION := $(shell sed -n 's/^.define TENOR_VERSION "\(.*\)"/\1/p' engine/tenor.h)
SOVERSION := $(shell sed -n 's/^.define TENOR_SOVERSION //p' engine/tenor.h)

# Debian packages: what building and running needs, and what the tests need besides
DEPS := gcc g++ make pkg-config libsvm-dev liblinear-dev libjansson-dev libgsl-dev \
	libsimdjson-dev libutf8proc-dev libarchive-dev libxml2-dev libcsv-dev libxxhash-dev \
	libzstd-dev libjemalloc-dev
DEPS_TEST := libcmocka-dev bats valgrind libsvm-tools zstd xz-utils python3 python3-jsonschema \
	python3-numpy python3-scipy jq \
	jupyter-nbconvert python3-ipykernel python3-pandas python3-matplotlib prometheus chromium zsh \
	clang clang-format clang-tidy cppcheck lcov libclang-rt-14-dev shellcheck strace binutils util-linux procps \
	parallel systemd
# for the Debian packages; lintian, where it is installed, holds them against Debian's rules
DEPS_DEB := build-essential debhelper
# for the drills of `make cluster`, which skip what is not there
DEPS_CLUSTER := bats jq munge slurmctld slurmd slurm-client iproute2 parallel

ifeq ($(origin CC),default)
CC := gcc
endif
CXX ?= g++
# V=1 shows the commands
say = @$(if $(V),:,printf '%-4s %s\n' $(1))
run = @$(if $(V),set -x;)
# GCC 12 at -O3 loses the rounding to float of some sums laid side by side, and the models are exact
OPTFLAGS ?= -O3 -fno-tree-slp-vectorize -g
WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wundef -Wwrite-strings
PKG_CFLAGS := $(shell pkg-config --cflags jansson gsl libutf8proc libarchive libxml-2.0 libxxhash libzstd simdjson 2>/dev/null)
ALL_CPPFLAGS = -Iengine -D_GNU_SOURCE $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(OPTFLAGS) -fPIC -fvisibility=hidden -pthread $(WARN) -Wstrict-prototypes -Wmissing-prototypes $(SANFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPTFLAGS) -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -pthread -Wall -Wextra $(SANFLAGS) $(CXXFLAGS)
LIBS := -lsvm -llinear -ljansson -lgsl -lgslcblas -lsimdjson -lutf8proc -larchive -lxml2 -lcsv -lxxhash -lzstd -lm

# of the command alone: a program that links the library has its own, and so have sanitizers
MALLOC := $(if $(SANFLAGS),,-ljemalloc)

LIB_C   := $(sort $(wildcard $(addprefix engine/,base/*.c ingest/*.c ingest/formats/*.c text/*.c model/*.c train/*.c stats/*.c output/*.c output/report/*.c batch/*.c batch/*/*.c)))
LIB_CXX := $(sort $(wildcard engine/ingest/*.cpp))
CLI_C   := $(sort $(wildcard engine/cli/*.c))
TEST_C  := $(sort $(wildcard tests/unit/test_*.c))
FUZZ_C  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
LIB_O   := $(LIB_C:%.c=$(B)/%.o) $(LIB_CXX:%.cpp=$(B)/%.o) $(B)/report_assets.o
CLI_O   := $(CLI_C:%.c=$(B)/%.o)
UNITS   := $(TEST_C:tests/unit/%.c=$(B)/%)
FUZZERS := $(FUZZ_C:tests/fuzz/%.c=$(B)/%)
MODELS  := $(patsubst %/model.json,%,$(wildcard models/*/model.json))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-print-directory
.PHONY: all
all: $(B)/libtenor.a $(B)/libtenor.so $(B)/tenor

# --------------------------------------------------------------------- building

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(run) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	$(call say,CXX $<)
	$(run) $(CXX) $(ALL_CPPFLAGS) $(ALL_CXXFLAGS) -MMD -MP -c $< -o $@

# the page of the HTML report, with the library of its charts once `make web-deps` has fetched it
WEB := engine/output/report/web
WEB_LOCKED := $(WEB)/node_modules/.package-lock.json
$(B)/charts.js: $(WEB)/bundle.mjs $(wildcard $(WEB_LOCKED))
	@mkdir -p $(@D)
	$(call say,JS $@)
	$(run) if [ -e $(WEB_LOCKED) ]; then node $< $@; else : >$@; fi

$(B)/report_assets.c: $(WEB)/embed.sh $(addprefix $(WEB)/,report.css report.js charts.json) $(B)/charts.js
	@mkdir -p $(@D)
	$(call say,MAKE $@)
	$(run) $(WEB)/embed.sh $(filter-out %.sh,$^) > $@

$(B)/report_assets.o: $(B)/report_assets.c
	$(call say,CC $<)
	$(run) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/libtenor.a: $(LIB_O)
	$(call say,AR $@)
	@rm -f $@
	$(run) $(AR) rcs $@ $^

$(B)/libtenor.so: $(LIB_O) engine/libtenor.map
	$(call say,LD $@)
	$(run) $(CXX) -shared -pthread $(SANFLAGS) -Wl,-soname,libtenor.so.$(SOVERSION) -Wl,--no-undefined \
		-Wl,--version-script=engine/libtenor.map $(LDFLAGS) -o $@ $(LIB_O) $(LIBS)

# the command carries the folder of the installed models: another PREFIX compiles that file again
$(B)/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@
$(B)/engine/cli/models.o: $(B)/prefix
$(B)/engine/cli/models.o: CPPFLAGS += -DTENOR_MODELS_DIR='"$(PREFIX)/share/tenor/models"'

$(B)/tenor: $(CLI_O) $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(MALLOC) $(LIBS)

# units see the hidden functions, so they link the static library
$(B)/test_%: $(B)/tests/unit/test_%.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

# the option parser is the command's, not the library's
$(B)/test_options: $(B)/engine/cli/options.o

$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

# prints the library's figures of given arrays, for comparison with SciPy's
$(B)/numeric_dump: $(B)/tests/reference/numeric_dump.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/bench_parse: $(B)/tests/bench/parse.o
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ -lsimdjson

$(B)/bench_%: $(B)/tests/bench/%.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# what makes calls of the C library fail, for the drills of tests/faults
$(B)/faults_shim.so: tests/faults/shim.c
	@mkdir -p $(@D)
	$(call say,LD $@)
	$(run) $(CC) $(ALL_CPPFLAGS) -std=c11 -O1 -g -fPIC -shared $(WARN) $< -o $@ -ldl

# small models for the tests of the command: seconds to train, nothing to say about quality
$(B)/test-models/.trained: $(B)/tenor $(addprefix datasets/samples/,sentiment.ndjson stance.ndjson reply.ndjson)
	@rm -rf $(@D) && mkdir -p $(@D)
	$(B)/tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o $(@D)/sentiment datasets/samples/sentiment.ndjson
	$(B)/tenor train -q -C 1 --folds 3 --min-count 1 --task stance -o $(@D)/stance datasets/samples/stance.ndjson
	$(B)/tenor train -q -C 1 --folds 3 --min-count 1 --task reply -o $(@D)/reply datasets/samples/reply.ndjson
	@touch $@

.PHONY: units fuzzers test-models FORCE
units: $(UNITS)
fuzzers: $(FUZZERS)
test-models: $(B)/test-models/.trained
FORCE:

# -------------------------------------------------------------- what is missing

# npm comes with some builds of node, and Debian's then cannot be installed beside it
NPM := $(if $(shell command -v npm 2>/dev/null),,nodejs npm)
.PHONY: deps deps-test deps-deb deps-cluster web-deps
deps:
	@.ci/install-packages $(DEPS)
deps-test:
	@.ci/install-packages $(DEPS_TEST) $(NPM)
	-@$(MAKE) web-deps tests/web/node_modules/.package-lock.json
# the library of the report's charts, from npm by the committed lock
web-deps:
	@.ci/install-packages $(NPM)
	@$(MAKE) $(WEB_LOCKED)
%/node_modules/.package-lock.json: %/package-lock.json
	$(call say,NPM $(@D))
	$(run) cd $* && npm ci && touch node_modules/.package-lock.json
deps-deb:
	@.ci/install-packages $(DEPS_DEB)
deps-cluster:
	-@.ci/install-packages $(DEPS_CLUSTER)

# ------------------------------------------------------------------------- demo

.PHONY: demo
demo: deps
	@$(MAKE) -j$(JOBS) all
	$(B)/tenor batch --excerpts -o demo-results datasets/demo/comments.ndjson datasets/demo/page.txt
	$(B)/tenor inspect demo-results
	$(B)/tenor report demo-results
	@for head in sentiment stance reply; do \
		$(B)/tenor evaluate -q --models models --head $$head datasets/demo/labels.ndjson | \
		awk -v head=$$head '/^accuracy/ { a = $$2 } /^kappa/ { k = $$2 } \
			END { printf "%s %s %.0f %% (kappa %.2f)", head == "sentiment" ? "models and readers agree:" : ",", head, 100 * a, k }'; \
	done; echo

# ------------------------------------------------------------------------ tests

.PHONY: test check test-build test-slow cluster check-asan check-tsan check-valgrind format-check golden fuzz faults bench bench-accuracy bench-differences bench-quantification bench-target bench-shares bench-statistics bench-cluster reference
# what a change must pass
test: deps deps-test
	@$(MAKE) -j$(JOBS) all units test-models $(B)/numeric_dump $(B)/faults_shim.so
	@tests/run.sh $(B) faults cli unit schema data architecture exports install reference

# the slow rest, all of it whatever fails
check: deps deps-test
	@for part in test-slow check-asan check-tsan fuzz check-deb cluster; do \
		$(MAKE) $$part || failed="$$failed $$part"; done; \
		[ -z "$$failed" ] || { echo "failed:$$failed" && exit 1; }

# a browser, notebooks
test-slow:
	@$(MAKE) -j$(JOBS) all test-models
	@tests/run.sh $(B) web notebooks

test-build:
	@$(MAKE) -j$(JOBS) $(B)/tenor units test-models
	@tests/run.sh $(B) cli unit

# one build folder a flavour, so that objects never mix
check-asan:
	@$(MAKE) test-build B=build/asan OPTFLAGS='-O1 -g -fno-omit-frame-pointer' \
		SANFLAGS='-fsanitize=address,undefined -fno-sanitize-recover=all'

# threads live in the pipeline: its units, and whole runs of the batch
check-tsan:
	@$(MAKE) -j$(JOBS) B=build/tsan OPTFLAGS='-O1 -g' SANFLAGS=-fsanitize=thread \
		build/tsan/tenor units test-models
	@tests/run.sh build/tsan threads

check-valgrind:
	@$(MAKE) -j$(JOBS) $(B)/tenor units test-models
	@tests/run.sh $(B) valgrind

fuzz:
	@$(MAKE) -j$(JOBS) fuzzers B=build/fuzz CC=clang CXX=clang++ OPTFLAGS='-O1 -g' CFLAGS=-Wno-sign-conversion \
		SANFLAGS='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
	@tests/fuzz.sh build/fuzz $(SECONDS)

# killed, starved and crippled runs, many times; the table of what was published after each
faults:
	@$(MAKE) -j$(JOBS) $(B)/tenor test-models $(B)/faults_shim.so
	@tests/faults.sh $(B)

# every statistic against SciPy; the table of differences
reference:
	@$(MAKE) -j$(JOBS) $(B)/numeric_dump
	@/usr/bin/python3 tests/reference/compare.py $(B)/numeric_dump

# errors of an article's shares on domains left out, coverage of their intervals, and the table of both
bench-quantification:
	@$(MAKE) -j$(JOBS) $(B)/tenor
	@/usr/bin/python3 tests/bench/quantification.py $(B)/tenor $(DATA)

# differences, shrunk means, trends and changes where the truth is known: coverage and power
bench-differences:
	@$(MAKE) -j$(JOBS) $(B)/numeric_dump
	@/usr/bin/python3 tests/bench/differences.py $(B)/numeric_dump

# what a few dozen labels for a target of one's own are worth
bench-target:
	@$(MAKE) -j$(JOBS) $(B)/tenor
	@tests/bench/own_target.sh $(B)/tenor $(DATA)

# what some hundred labels of a site are worth
bench-shares:
	@$(MAKE) -j$(JOBS) $(B)/tenor
	@/usr/bin/python3 tests/bench/shares.py $(B)/tenor $(DATA)

# sentiment beside VADER, fastText and scikit-learn, where they are installed
bench-accuracy:
	@$(MAKE) -j$(JOBS) $(B)/tenor
	@/usr/bin/python3 tests/bench/peers_sentiment.py $(B)/tenor $(DATA)

# what the statistics of articles add to the time of a batch
bench-statistics:
	@$(MAKE) -j$(JOBS) $(B)/tenor $(B)/bench_night
	@tests/bench/statistics.sh $(B)/tenor $(B)/bench_night

# beside parsing alone and other classifiers; fastText and scikit-learn where they are installed
bench:
	@$(MAKE) -j$(JOBS) all $(B)/bench_generate $(B)/bench_parse
	@tests/bench/run.sh $(B) $(COMMENTS) $(RUNS) $(LARGEST)

# a night on a real Slurm of three nodes, with what goes wrong there; root only
cluster: deps deps-cluster
	@$(MAKE) -j$(JOBS) all test-models
	@tests/run.sh $(B) cluster

# bytes and seconds of every stage of a night on a cluster
bench-cluster:
	@$(MAKE) -j$(JOBS) $(B)/tenor $(B)/bench_generate
	@tests/bench/cluster.sh $(B) $(COMMENTS)

golden:
	@$(MAKE) -j$(JOBS) $(B)/tenor test-models man
	@TENOR_GOLDEN=update tests/run.sh $(B) cli

format-check:
	clang-format --dry-run -Werror $(shell git ls-files '*.c' '*.h' '*.cpp')
	shellcheck -x .ci/run .ci/install-packages deploy/slurm/* tests/cluster/slow-tenor tests/architecture/check tests/architecture/faults \
		tests/architecture/bats_negations tests/install/check tests/install/deb $(shell git ls-files '*.sh')

# lines and branches of engine/ that the units and the tests of the command reach
.PHONY: coverage lint
coverage:
	@$(MAKE) -j$(JOBS) B=build/coverage OPTFLAGS='-O0 -g' SANFLAGS=--coverage all units test-models
	@tests/coverage.sh build/coverage

# configured in .clang-tidy and .cppcheck-suppressions
lint:
	@printf '%s\n' $(LIB_C) $(CLI_C) | xargs -P $(JOBS) -n 4 \
		sh -c 'clang-tidy --quiet "$$@" -- -std=c11 $(ALL_CPPFLAGS) 2>/dev/null' clang-tidy
	@cppcheck -q -j $(JOBS) --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppressions-list=.cppcheck-suppressions --error-exitcode=1 -Iengine -D_GNU_SOURCE $(LIB_C) $(CLI_C)

# brings the outputs in notebooks/ up to date
.PHONY: notebooks
notebooks: $(B)/tenor
	@notebooks/execute.sh $(B) notebooks

# ----------------------------------------------------------- what is made and kept

.PHONY: man picture models measure-models
man: $(B)/tenor
	$(B)/tenor --help-man > docs/tenor.1
	@mkdir -p docs/completions
	$(B)/tenor --help-bash > docs/completions/tenor.bash
	$(B)/tenor --help-zsh > docs/completions/_tenor

# of the report on the demo, for README.md
picture: $(B)/tenor tests/web/node_modules/.package-lock.json
	TENOR=$(abspath $(B)/tenor) node tests/web/picture.mjs docs/report.png

models: $(B)/tenor
	models/train.sh $(B)/tenor $(DATA)

# the figures of the model cards
measure-models: $(B)/tenor
	models/measure.sh $(B)/tenor $(DATA)

# ------------------------------------------------------------------ installation

D := $(DESTDIR)$(PREFIX)
L := $(DESTDIR)$(LIBDIR)
U := $(DESTDIR)$(UNITDIR)
.PHONY: install uninstall clean
install: all
	install -d $(D)/bin $(L)/pkgconfig $(D)/include $(D)/share/man/man1 $(D)/share/tenor/models $(D)/share/tenor/schema \
		$(D)/share/bash-completion/completions $(D)/share/zsh/site-functions $(D)/share/doc/tenor $(U)
	install -m 755 $(B)/tenor deploy/slurm/tenor-slurm deploy/slurm/tenor-slurm-step $(D)/bin
	install -m 644 $(B)/libtenor.a $(L)/libtenor.a
	install -m 644 $(B)/libtenor.so $(L)/libtenor.so.$(VERSION)
	ln -sf libtenor.so.$(VERSION) $(L)/libtenor.so.$(SOVERSION)
	ln -sf libtenor.so.$(SOVERSION) $(L)/libtenor.so
	install -m 644 engine/tenor.h engine/tenor_run.h $(D)/include
	sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS)|' \
		engine/tenor.pc.in > $(L)/pkgconfig/tenor.pc
	install -m 644 docs/tenor.1 $(D)/share/man/man1/tenor.1
	install -m 644 docs/completions/tenor.bash $(D)/share/bash-completion/completions/tenor
	install -m 644 docs/completions/_tenor $(D)/share/zsh/site-functions/_tenor
	install -m 644 docs/schema/*.json $(D)/share/tenor/schema/
	install -m 644 README.md docs/*.md $(D)/share/doc/tenor/
	for unit in service timer; do \
		sed 's|/usr/local|$(PREFIX)|g' deploy/systemd/tenor-batch.$$unit > $(U)/tenor-batch.$$unit || exit 1; done
	for model in $(MODELS); do cp -R "$$model" $(D)/share/tenor/models/ || exit 1; done

uninstall:
	rm -f $(D)/bin/tenor $(D)/bin/tenor-slurm $(D)/bin/tenor-slurm-step $(L)/libtenor.a $(L)/libtenor.so $(L)/libtenor.so.$(SOVERSION) \
		$(L)/libtenor.so.$(VERSION) $(D)/include/tenor.h $(D)/include/tenor_run.h $(L)/pkgconfig/tenor.pc \
		$(D)/share/man/man1/tenor.1 $(D)/share/bash-completion/completions/tenor \
		$(D)/share/zsh/site-functions/_tenor $(U)/tenor-batch.service $(U)/tenor-batch.timer
	rm -rf $(D)/share/tenor $(D)/share/doc/tenor

# -------------------------------------------------------------------- packages

# Debian packages in build/deb, of a copy of the source, as deploy/debian says
DEB := build/deb/tenor-$(VERSION)
.PHONY: deb check-deb
check-deb: deb $(B)/tenor
	@tests/run.sh $(B) deb
deb: deps deps-deb
	rm -rf build/deb && mkdir -p $(DEB)
	cp -R CHANGELOG.md LICENSE README.md Makefile deploy docs engine models $(DEB)
	cp -R deploy/debian $(DEB)/debian
	mv $(DEB)/debian/libtenor.install $(DEB)/debian/libtenor$(SOVERSION).install
	sed -i 's/@SOVERSION@/$(SOVERSION)/; s/@DEPS@/$(foreach package,$(DEPS),$(package),)/' $(DEB)/debian/control
	printf 'tenor (%s) unstable; urgency=medium\n\n  * CHANGELOG.md has the changes.\n\n -- %s  %s\n' '$(VERSION)' \
		"$$(sed -n 's/^Maintainer: //p' deploy/debian/control)" "$$(date -R -r CHANGELOG.md)" > $(DEB)/debian/changelog
	cd $(DEB) && env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS dpkg-buildpackage -b -us -uc -j$(JOBS)
	! command -v lintian >/dev/null || lintian --allow-root --fail-on error,warning build/deb/tenor_$(VERSION)_*.changes
	@ls -l build/deb/*.deb

clean:
	rm -rf build demo-results

-include $(LIB_O:.o=.d) $(CLI_O:.o=.d) $(TEST_C:%.c=$(B)/%.d) $(FUZZ_C:%.c=$(B)/%.d) $(B)/tests/reference/numeric_dump.d $(B)/tests/bench/night.d
