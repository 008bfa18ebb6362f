#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A reduce of an article so large that it goes by in files: allocations and calls that touch a file
# fail in turn. A clean error or the right results.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
echo "a key of the drills" >"$work/key"
common=(-q --threads 1 --memory 16M --models "$models" --author-key-file "$work/key")
command=("$tenor" reduce "${common[@]}" --comments --excerpts -o "$results")

# day NAME: a shard whose folder is the day's input, all in one article but for a few comments
day() {
  { comments "$1" 125 |
    awk '{ sub(/"article_id": "[^"]*"/, "\"article_id\": \"large\""); sub(/"id": /, "&" NR); print }' &&
    comments "$1" 3; } >"$work/$1.comments"
  "$tenor" map "${common[@]}" --parts 1 --shard "$1.ndjson" -o "$work" "$work/$1.comments" || fail "a map failed"
}
day monday && day tuesday
"${command[@]}" "$work/tuesday.ndjson" || fail "the first reduce failed"
tuesday=$(results_id)
count_calls
monday=$(results_id)
[ "$monday" != "$tuesday" ] || fail "the two days give the same results"
repetitions=$(quick_or_full 8 200)
for ((i = 1; i <= repetitions; i++)); do
  for fault in memory:$((n_allocations * i / (repetitions + 1))) io:$((n_io * i / (repetitions + 1))); do
    next_day
    attempt "$fault" "$input"
    judge 1
    said_why
  done
done
run_after_all "$work/tuesday.ndjson"
[ -z "$(find "$results" "$work" -maxdepth 3 -name 'temporary-*')" ] || fail "a temporary file was left behind"
row
