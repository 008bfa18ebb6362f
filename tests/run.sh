#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run suites of tests against one build: tests/run.sh BUILD SUITE...
#
# Tests run side by side, $JOBS at a time (all processors). Each runner's closing line is printed;
# what it said before that only if something failed (it stands in BUILD/logs, with the seconds of
# each in jobs.tsv). Counts are appended to $TENOR_COUNTS as "NAME PASSED FAILED SKIPPED", if it is
# set.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

build=$1
shift
logs=$build/logs
mkdir -p "$logs"
command -v parallel >/dev/null || { echo "tests/run.sh: GNU parallel is missing (make deps-test)" >&2 && exit 2; }
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
TENOR=$PWD/$build/tenor
export TENOR TENOR_BUILD=$PWD/$build TENOR_TEST_MODELS=$PWD/$build/test-models PARALLEL_SHELL=/bin/bash
python=/usr/bin/python3
under= # wrapper of the programs under test: valgrind, setarch
jobs=() # commands of this shell, each a test

# record NAME PASSED FAILED SKIPPED
record() {
  echo "$build:$1 $2 $3 $4" | tee -a "$counts" >>"${TENOR_COUNTS:-/dev/null}"
}

# sum_of PATTERN FILE: of the numbers in lines like "[  PASSED  ] 15 test(s)."
sum_of() { sed -n "s/^\[  $1 *\] \([0-9]*\) test(s).*/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }

run_unit() {
  local name log status passed failed skipped
  name=$(basename "$1") log=$logs/$name.log
  $under "$1" >"$log" 2>&1
  status=$?
  passed=$(sum_of PASSED "$log") failed=$(sum_of FAILED "$log") skipped=$(sum_of SKIPPED "$log")
  if [ $status -ne 0 ] && [ "$failed" -eq 0 ]; then # it crashed, or a sanitizer spoke
    echo "$name: exit status $status"
    failed=1
  fi
  [ "$failed" -eq 0 ] || cat "$log"
  echo "$name: $(grep -E '^\[  (PASSED|SKIPPED|FAILED) *\] [0-9]+ test' "$log" | tr '\n' ' ')"
  record "$name" "$passed" "$failed" "$skipped"
}

# run_once NAME COMMAND...: one test, passed if it exits 0; 77 means skipped
run_once() {
  local name=$1 log=$logs/$1.log status
  shift
  "$@" >"$log" 2>&1
  status=$?
  case $status in
    0) echo "$name: passed" && record "$name" 1 0 0 ;;
    77) echo "$name: skipped: $(tail -n 1 "$log")" && record "$name" 0 0 1 ;;
    *) cat "$log" && echo "$name: FAILED (exit status $status)" && record "$name" 0 1 0 ;;
  esac
}

# run_bats FILE: counted from its TAP lines
run_bats() {
  local name log status planned passed failed skipped
  name=$(basename "$1") log=$logs/$name.tap
  bats --tap "$1" >"$log" 2>&1
  status=$?
  planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log")
  skipped=$(grep -c '^ok .* # skip' "$log")
  passed=$(($(grep -c '^ok ' "$log") - skipped))
  failed=$(grep -c '^not ok ' "$log")
  if [ "$failed" -eq 0 ] && { [ $status -ne 0 ] || [ "${planned:-0}" -ne $((passed + skipped)) ]; }; then
    failed=1
  fi
  [ "$failed" -eq 0 ] || grep -v '^ok ' "$log"
  grep '^ok .* # skip' "$log"
  echo "$name: ${planned:-0} tests, $failed failures, $skipped skipped"
  record "$name" "$passed" "$failed" "$skipped"
}

# run_node FILE: counted by node's test runner
run_node() {
  local name log status passed failed skipped
  name=$(basename "$1" .test.mjs)-web log=$logs/$(basename "$1").tap
  if [ ! -d tests/web/node_modules/playwright-core ]; then
    echo "$name: skipped: tests/web/node_modules is not there (make deps-test)"
    record "$name" 0 0 1
    return
  fi
  node --test --test-reporter=tap "$1" >"$log" 2>&1
  status=$?
  passed=$(sed -n 's/^# pass //p' "$log") failed=$(sed -n 's/^# fail //p' "$log")
  skipped=$(sed -n 's/^# skipped //p' "$log")
  [ $status -eq 0 ] || [ "${failed:-0}" -gt 0 ] || failed=1
  [ "${failed:-1}" -eq 0 ] || cat "$log"
  echo "$name: ${passed:-0} passed, ${failed:-1} failed, ${skipped:-0} skipped"
  record "$name" "${passed:-0}" "${failed:-1}" "${skipped:-0}"
}

schema_of_batch() {
  local out
  out=$(mktemp -d)
  "$TENOR" batch -q --comments --models "$TENOR_TEST_MODELS" -o "$out/results" datasets/demo/comments.ndjson &&
    "$python" tests/schema/validate.py "$out/results"
  local status=$?
  rm -rf "$out"
  return $status
}

# the results that golden reports are of are still what the engine would write
schema_of_fixture() {
  "$python" tests/schema/validate.py tests/fixtures/report/results ||
    { echo "renew them: tests/fixtures/report/renew.sh, then make golden" && return 1; }
}

schema_of_score() {
  local out
  out=$(mktemp -d)
  "$TENOR" score -q --models "$TENOR_TEST_MODELS" -o "$out/scores" datasets/demo/comments.ndjson &&
    "$python" tests/schema/validate.py --lines score "$out/scores"
  local status=$?
  rm -rf "$out"
  return $status
}

# one batch under a wrapper: no report of a sanitizer, and a whole results directory
batch_whole() {
  local out status
  out=$(mktemp -d)
  $under "$TENOR" batch -q --threads 4 --comments --models "$TENOR_TEST_MODELS" \
    -o "$out/results" datasets/demo/comments.ndjson &&
    "$TENOR" inspect "$out/results" >/dev/null
  status=$?
  rm -rf "$out"
  return $status
}
score_whole() {
  $under "$TENOR" score -q --threads 4 --models "$TENOR_TEST_MODELS" -o /dev/null \
    datasets/demo/comments.ndjson
}

plain_table() { run_once plain "$python" tests/plain/check.py "$TENOR" && grep -v '^[a-z]*, not ' "$logs/plain.log"; }

# one after another: they share the lab
cluster() {
  rm -f "$logs/cluster.table"
  for file in tests/cluster/*.bats; do run_bats "$file"; done
  [ ! -f "$logs/cluster.table" ] || cat "$logs/cluster.table"
}

units() { for test in "$build"/test_*; do if [ -x "$test" ] && [ -f "$test" ]; then jobs+=("run_unit $test"); fi; done; }

for suite in "$@"; do
  case $suite in
    unit) units ;;
    cli) # the long ones first
      mapfile -t -O ${#jobs[@]} jobs < <(find tests/cli -name '*.bats' -printf '%s run_bats %p\n' |
        sort -rn | cut -d' ' -f2-)
      ;;
    faults) for file in tests/faults/*.sh; do jobs+=("run_once $(basename "$file" .sh) bash $file"); done ;;
    schema)
      jobs+=("run_once schema-batch schema_of_batch" "run_once schema-score schema_of_score"
        "run_once schema-fixture schema_of_fixture"
        "run_once schema-charts $python tests/schema/charts.py $TENOR")
      ;;
    plain) jobs+=(plain_table) ;;
    data) jobs+=("run_once data $python datasets/check.py") ;;
    architecture)
      jobs+=("run_once architecture tests/architecture/check"
        "run_once architecture-faults tests/architecture/faults")
      ;;
    exports) jobs+=("run_once exports tests/exports/check $build/libtenor.so") ;;
    web) for file in tests/web/*.test.mjs; do jobs+=("run_node $file"); done ;;
    notebooks) jobs+=("run_once notebooks notebooks/execute.sh $build $build/notebooks") ;;
    reference) jobs+=("run_once reference $python tests/reference/compare.py $build/numeric_dump") ;;
    install) jobs+=("run_once install tests/install/check $build") ;;
    deb) jobs+=("run_once deb tests/install/deb $build") ;;
    cluster) jobs+=(cluster) ;;
    threads)
      # thread sanitizer's shadow memory and some kernels' address randomisation do not go together
      if setarch -R true 2>/dev/null; then under="setarch -R"; fi
      while read -r file; do
        jobs+=("run_unit $build/$(basename "$file" .c)")
      done < <(grep -lE '"batch/|<pthread.h>' tests/unit/test_*.c)
      jobs+=("run_once batch-threads batch_whole" "run_once score-threads score_whole")
      ;;
    valgrind)
      under="valgrind -q --soname-synonyms=somalloc=libjemalloc* --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite"
      units
      jobs+=("run_once batch-valgrind batch_whole")
      ;;
    *) echo "tests/run.sh: no suite '$suite'" >&2 && exit 2 ;;
  esac
done

export build logs counts python under
# shellcheck disable=SC2046 # names of functions
export -f $(declare -F | cut -d' ' -f3)
printf '%s\n' "${jobs[@]}" |
  parallel --will-cite -j "${JOBS:-$(nproc)}" --joblog "$logs/jobs.tsv" ||
  record "a-job-that-died" 0 1 0
awk '{ passed += $2; failed += $3; skipped += $4 }
  END { print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped"; exit !(passed > 0 && failed == 0) }' "$counts"
