# SPDX-License-Identifier: GPL-3.0-or-later
# tenor: `make demo` and `make test` are all a fresh machine needs.

B       ?= build/release
PREFIX  ?= /usr/local
DESTDIR ?=
JOBS    ?= $(shell nproc 2>/dev/null || echo 1)
SECONDS ?= 60
DATA    ?= ../shared/data
VERSION := $(shell sed -n 's/^.define TENOR_VERSION "\(.*\)"/\1/p' engine/tenor.h)
SOVERSION := 0

# Debian packages: what building and running needs, and what the tests need besides
DEPS := gcc g++ make pkg-config libsvm-dev liblinear-dev libjansson-dev libgsl-dev \
	libsimdjson-dev libutf8proc-dev libarchive-dev libxml2-dev libcsv-dev libxxhash-dev \
	libzstd-dev
DEPS_TEST := libcmocka-dev bats valgrind libsvm-tools zstd xz-utils python3 python3-jsonschema jq \
	clang clang-format libclang-rt-14-dev shellcheck strace binutils util-linux procps

ifeq ($(origin CC),default)
CC := gcc
endif
CXX ?= g++
# V=1 shows the commands
say = @$(if $(V),:,printf '%-4s %s\n' $(1))
run = @$(if $(V),set -x;)
OPTFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wundef -Wwrite-strings
PKG_CFLAGS := $(shell pkg-config --cflags jansson gsl libutf8proc libarchive libxml-2.0 libxxhash libzstd simdjson 2>/dev/null)
ALL_CPPFLAGS = -Iengine -D_GNU_SOURCE $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(OPTFLAGS) -fPIC -fvisibility=hidden -pthread $(WARN) -Wstrict-prototypes -Wmissing-prototypes $(SANFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPTFLAGS) -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -pthread -Wall -Wextra $(SANFLAGS) $(CXXFLAGS)
LIBS := -lsvm -llinear -ljansson -lgsl -lgslcblas -lsimdjson -lutf8proc -larchive -lxml2 -lcsv -lxxhash -lzstd -lm

LIB_C   := $(sort $(wildcard $(addprefix engine/,base/*.c ingest/*.c text/*.c model/*.c stats/*.c output/*.c batch/*.c)))
LIB_CXX := $(sort $(wildcard engine/ingest/*.cpp))
CLI_C   := $(sort $(wildcard engine/cli/*.c))
TEST_C  := $(sort $(wildcard tests/unit/test_*.c))
FUZZ_C  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
LIB_O   := $(LIB_C:%.c=$(B)/%.o) $(LIB_CXX:%.cpp=$(B)/%.o)
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
$(B)/engine/cli/main.o: $(B)/prefix
$(B)/engine/cli/main.o: CPPFLAGS += -DTENOR_MODELS_DIR='"$(PREFIX)/share/tenor/models"'

$(B)/tenor: $(CLI_O) $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# units see the hidden functions, so they link the static library
$(B)/test_%: $(B)/tests/unit/test_%.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

# the option parser is the command's, not the library's
$(B)/test_options: $(B)/engine/cli/options.o

$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(B)/libtenor.a
	$(call say,LD $@)
	$(run) $(CXX) -pthread $(SANFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

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

.PHONY: deps deps-test
deps:
	@.ci/install-packages $(DEPS)
deps-test:
	@.ci/install-packages $(DEPS_TEST)

# ------------------------------------------------------------------------- demo

.PHONY: demo
demo: deps
	@$(MAKE) -j$(JOBS) all
	$(B)/tenor batch -o demo-results datasets/demo
	$(B)/tenor inspect demo-results
	$(B)/tenor report demo-results

# ------------------------------------------------------------------------ tests

.PHONY: test check check-asan check-tsan check-valgrind format-check golden fuzz bench
test: deps deps-test
	@$(MAKE) -j$(JOBS) all units test-models
	@tests/run.sh $(B) unit cli faults schema data exports install

check:
	@$(MAKE) -j$(JOBS) $(B)/tenor units test-models
	@tests/run.sh $(B) unit cli

# one build folder a flavour, so that objects never mix
check-asan:
	@$(MAKE) check B=build/asan OPTFLAGS='-O1 -g -fno-omit-frame-pointer' \
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

bench:
	@$(MAKE) -j$(JOBS) all
	@tests/bench/run.sh $(B)/tenor

golden:
	@$(MAKE) -j$(JOBS) $(B)/tenor test-models man
	@TENOR_GOLDEN=update tests/run.sh $(B) cli

format-check:
	clang-format --dry-run -Werror $(shell git ls-files '*.c' '*.h' '*.cpp')
	shellcheck -x .ci/run .ci/install-packages $(shell git ls-files '*.sh')

# ----------------------------------------------------------- what is made and kept

.PHONY: man models measure-models
man: $(B)/tenor
	$(B)/tenor --help-man > docs/tenor.1

models: $(B)/tenor
	models/train.sh $(B)/tenor $(DATA)

# the figures of the model cards
measure-models: $(B)/tenor
	models/measure.sh $(B)/tenor $(DATA)

# ------------------------------------------------------------------ installation

D := $(DESTDIR)$(PREFIX)
.PHONY: install uninstall clean
install: all
	install -d $(D)/bin $(D)/lib/pkgconfig $(D)/include $(D)/share/man/man1 $(D)/share/tenor/models $(D)/share/tenor/schema
	install -m 755 $(B)/tenor $(D)/bin/tenor
	install -m 644 $(B)/libtenor.a $(D)/lib/libtenor.a
	install -m 644 $(B)/libtenor.so $(D)/lib/libtenor.so.$(VERSION)
	ln -sf libtenor.so.$(VERSION) $(D)/lib/libtenor.so.$(SOVERSION)
	ln -sf libtenor.so.$(SOVERSION) $(D)/lib/libtenor.so
	install -m 644 engine/tenor.h $(D)/include/tenor.h
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS)|' engine/tenor.pc.in > $(D)/lib/pkgconfig/tenor.pc
	install -m 644 docs/tenor.1 $(D)/share/man/man1/tenor.1
	install -m 644 docs/schema/*.json $(D)/share/tenor/schema/
	for model in $(MODELS); do cp -R "$$model" $(D)/share/tenor/models/ || exit 1; done

uninstall:
	rm -f $(D)/bin/tenor $(D)/lib/libtenor.a $(D)/lib/libtenor.so $(D)/lib/libtenor.so.$(SOVERSION) \
		$(D)/lib/libtenor.so.$(VERSION) $(D)/include/tenor.h $(D)/lib/pkgconfig/tenor.pc \
		$(D)/share/man/man1/tenor.1
	rm -rf $(D)/share/tenor

clean:
	rm -rf build demo-results

-include $(LIB_O:.o=.d) $(CLI_O:.o=.d) $(TEST_C:%.c=$(B)/%.d) $(FUZZ_C:%.c=$(B)/%.d)
