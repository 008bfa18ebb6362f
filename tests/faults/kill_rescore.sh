#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Kill a run that scores a store again with other models, at random moments: the store is by the old
# models or by the new ones, never by both, and what is published stays whole. KILLS says how many.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

kills=${KILLS:-$(quick_or_full 10 100)}
comments monday 600 >"$work/monday.ndjson"
cp -r "$models" "$work/other" && rm -r "$work/other/sentiment"
awk 'NR % 2' datasets/samples/sentiment.ndjson >"$work/half.ndjson"
"$tenor" train -q --folds 3 --min-count 1 --task sentiment -o "$work/other/sentiment" "$work/half.ndjson" ||
  fail "no other models"

# what each models give of the same comments, by a store that is scored again and by a batch
command+=(--append "$work/store" --rescore "$work/monday.ndjson")
for set in "$models" "$work/other"; do
  batch_of=("$tenor" batch -q --comments --models "$set" -o "$work/fresh" "$work/monday.ndjson")
  "${batch_of[@]}" || fail "the batch failed"
  start=$(date +%s%N)
  "${command[@]}" --models "$set" || fail "the run failed"
  full_ms=$((($(date +%s%N) - start) / 1000000 + 1))
  [ "$(results_id)" = "$(id_of "$work/fresh/current")" ] || fail "a store scored again gives other results than a batch"
  first=${first:-$(results_id)}
done
second=$(results_id)
[ "$first" != "$second" ] || fail "both models give the same results"

for ((i = 1; i <= kills; i++)); do
  before=$(results_id)
  if [ "$before" = "$first" ]; then set=$work/other after=$second; else set=$models after=$first; fi
  "${command[@]}" --models "$set" >"$work/log" 2>&1 & # no function: its id must be the command's
  child=$!
  pause_ms $((RANDOM % (full_ms * 4 / 3)))
  kill_and_judge
done

"${command[@]}" --models "$models" || fail "the run after the kills failed"
[ "$(results_id)" = "$first" ] || fail "the run after the kills gave other results"
[ "$(jq '.segments | length' "$work/store/CURRENT")" -eq "$(find "$work/store/segments" -type f | wc -l)" ] ||
  fail "segments were left behind"
row
