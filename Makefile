# SPDX-License-Identifier: GPL-3.0-or-later
# tenor: `make demo` and `make test` are all a fresh machine needs.

B       ?= build/release
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0
SOVERSION := 0

CC  ?= gcc
CXX ?= g++
OPTFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wundef -Wwrite-strings
CPPFLAGS += -Iengine -D_GNU_SOURCE $(shell pkg-config --cflags jansson gsl libutf8proc libarchive libxml-2.0 libxxhash libzstd simdjson 2>/dev/null)
ALL_CFLAGS   = -std=c11 $(OPTFLAGS) -fPIC -fvisibility=hidden -pthread $(WARN) -Wstrict-prototypes -Wmissing-prototypes $(SANFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPTFLAGS) -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -pthread -Wall -Wextra $(SANFLAGS) $(CXXFLAGS)
LIBS := -lsvm -llinear -ljansson -lgsl -lgslcblas -lsimdjson -lutf8proc -larchive -lxml2 -lcsv -lxxhash -lzstd -lm

LIB_C   := $(sort $(wildcard $(addprefix engine/,base/*.c ingest/*.c text/*.c model/*.c stats/*.c output/*.c batch/*.c)))
LIB_CXX := $(sort $(wildcard engine/ingest/*.cpp))
CLI_C   := $(sort $(wildcard engine/cli/*.c))
TEST_C  := $(sort $(wildcard tests/unit/test_*.c))
LIB_O   := $(LIB_C:%.c=$(B)/%.o) $(LIB_CXX:%.cpp=$(B)/%.o)
CLI_O   := $(CLI_C:%.c=$(B)/%.o)
UNITS   := $(TEST_C:tests/unit/%.c=$(B)/%)

.DEFAULT_GOAL := all
.PHONY: all
all: $(B)/libtenor.a $(B)/libtenor.so $(B)/tenor

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(ALL_CXXFLAGS) -MMD -MP -c $< -o $@

$(B)/libtenor.a: $(LIB_O)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libtenor.so: $(LIB_O)
	$(CXX) -shared -pthread $(SANFLAGS) -Wl,-soname,libtenor.so.$(SOVERSION) -Wl,--no-undefined $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/tenor: $(CLI_O) $(B)/libtenor.a
	$(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# units see the hidden functions, so they link the static library
$(B)/test_%: $(B)/tests/unit/test_%.o $(B)/libtenor.a
	$(CXX) -pthread $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

-include $(LIB_O:.o=.d) $(CLI_O:.o=.d) $(TEST_C:%.c=$(B)/%.d)
