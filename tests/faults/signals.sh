#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGINT and SIGTERM at random moments: a clean end with 128 + the signal, and nothing left behind.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

repetitions=$(quick_or_full 10 100)
two_days 400
for ((i = 1; i <= repetitions; i++)); do
  next_day
  if ((i % 2)); then signal=INT expected=130; else signal=TERM expected=143; fi
  # jobs of a script ignore interrupts
  env --default-signal=INT "${command[@]}" "$input" >"$work/log" 2>&1 &
  child=$!
  pause_ms $((10 + RANDOM % (full_ms + 5)))
  kill -$signal "$child" 2>/dev/null
  wait "$child"
  status=$?
  child=
  judge $expected
  nothing_left
  [ "$status" -eq 0 ] || said_why
done
row
