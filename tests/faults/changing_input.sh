#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Inputs that grow, shrink or vanish while they are read, or end in the middle of a record: the
# results are whole, and every record that was received is accounted for.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

two_days 100
gzip -k "$work/monday.ndjson" || fail "no gzip"

# while_read COMMAND...: a batch of a copy of $1, to which something happens meanwhile
while_read() {
  next_day
  cp "$work/monday.ndjson" "$work/input.ndjson"
  # a file more, so that the results differ from those before in any case
  comments "day$RANDOM" 1 >"$work/extra.ndjson"
  "${command[@]}" "$work/input.ndjson" "$work/extra.ndjson" >"$work/log" 2>&1 &
  child=$!
  until compgen -G "$results/runs/.partial-*" >/dev/null || [ ! -e "/proc/$child" ]; do :; done
  pause_ms $((RANDOM % 60))
  "$@"
  wait "$child"
  status=$?
  child=
  after=$(results_id) # whole results of whatever was read
  if [ "$status" -eq 0 ] && [ "$after" = "$before" ]; then broken "exit 0, but nothing new"; else judge 1; fi
  nothing_left
}

# shellcheck disable=SC2317 # called by while_read
grows() { for _ in 1 2 3 4 5; do head -n 50 "$work/tuesday.ndjson" >>"$work/input.ndjson"; done; }
# shellcheck disable=SC2317
shrinks() { truncate -s $((RANDOM * 3)) "$work/input.ndjson"; }
# shellcheck disable=SC2317
vanishes() { rm -f "$work/input.ndjson" "$work/extra.ndjson"; }

for ((i = 1; i <= $(quick_or_full 2 30); i++)); do
  while_read grows
  while_read shrinks
  while_read vanishes

  next_day # cut off anywhere
  bytes=$(stat -c %s "$work/monday.ndjson.gz")
  head -c $((1000 + RANDOM % (bytes - 1000))) "$work/monday.ndjson.gz" >"$work/cut.gz"
  "${command[@]}" "$work/cut.gz" >"$work/log" 2>&1
  status=$?
  judge 1
  [ "$status" -ne 0 ] || broken "half an archive was taken for a whole one"
done
row
