#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every drill of tests/faults many times, and a table of what was published after each repetition:
# tests/faults.sh BUILD. Fails if anything was broken or a drill could not be done to its end.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
TENOR=$PWD/$1/tenor TENOR_BUILD=$PWD/$1 TENOR_TEST_MODELS=$PWD/$1/test-models FULL=1
export TENOR TENOR_BUILD TENOR_TEST_MODELS FULL
log=$(mktemp) failed=0
trap 'rm -f "$log"' EXIT

printf '%-16s %11s %6s %6s %6s\n' drill repetitions old new broken
for file in tests/faults/*.sh; do
  name=$(basename "$file" .sh)
  bash "$file" >"$log" 2>&1
  status=$?
  if [ $status -eq 77 ]; then
    printf '%-16s skipped: %s\n' "$name" "$(tail -n 1 "$log")"
    continue
  fi
  sed -n 's/^drill \(.*\): \([0-9]*\) repetitions, \([0-9]*\) old, \([0-9]*\) new, \([0-9]*\) broken$/\1 \2 \3 \4 \5/p' "$log" |
    while read -r row; do
      # shellcheck disable=SC2086 # five words
      printf '%-16s %11d %6d %6d %6d\n' $row
    done
  if [ $status -ne 0 ]; then
    failed=$((failed + 1))
    tail -n 20 "$log" | sed 's/^/    /'
  fi
done
[ $failed -eq 0 ] || { echo "$failed drills failed" && exit 1; }
