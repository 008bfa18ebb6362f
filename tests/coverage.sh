#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Which lines and branches of engine/ the tests reach: tests/coverage.sh BUILD
#
# BUILD was compiled with --coverage. The table is by file, the totals last;
# BUILD/coverage.info is for genhtml.
set -eu -o pipefail
cd "$(dirname "$0")/.."

build=$1
find "$build" -name '*.gcda' -delete
failed=0
tests/run.sh "$build" unit cli || failed=$? # what they reached is told all the same
gather() { lcov --quiet --rc lcov_branch_coverage=1 "$@"; }
gather --capture --directory "$build/engine" --base-directory . --no-external --output-file "$build/all.info"
gather --extract "$build/all.info" "$PWD/engine/*" --output-file "$build/coverage.info"
lcov --rc lcov_branch_coverage=1 --list "$build/coverage.info"
lcov --rc lcov_branch_coverage=1 --summary "$build/coverage.info"
exit "$failed"
