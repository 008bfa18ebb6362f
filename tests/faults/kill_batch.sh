#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Kill a batch at random moments: what is published must stay whole, and a last run must succeed
# and clear away what the dead ones have left. KILLS says how many.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

kills=${KILLS:-$(quick_or_full 20 200)}
two_days 600
for ((i = 1; i <= kills; i++)); do
  next_day
  "${command[@]}" "$input" >"$work/log" 2>&1 & # no function: its id must be the command's
  child=$!
  if ((i % 2)); then
    pause_ms $((RANDOM % full_ms))
  else # where it matters most: about when the run is published
    until compgen -G "$results/runs/.partial-*/site.json" >/dev/null || [ ! -e "/proc/$child" ]; do :; done
    pause_ms $((RANDOM % (full_ms * 2 / 3)))
  fi
  kill_and_judge
done

run_after_all "$work/tuesday.ndjson"
[ "$(results_id)" = "$tuesday" ] || fail "the batch after the kills gave other results"
"$tenor" inspect "$results" >/dev/null || fail "the results after the kills are not valid"
[ "$(find "$results/runs" -mindepth 1 -maxdepth 1 | wc -l)" -le 2 ] || fail "too many runs were kept"
while IFS= read -r line; do
  case $line in '{'*'}') ;; *) fail "a torn row in history.ndjson: $line" ;; esac
done <"$results/history.ndjson"
row
