#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGINT and SIGTERM at random moments: a clean end with 128 + the signal, and nothing left behind.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

# The command runs, and catches both signals; before that they end it without a word. A machine
# that is busy may take its time until then.
is_prepared() {
  local mask
  [ "$(cat "/proc/$child/comm" 2>/dev/null)" = "$(basename "$tenor")" ] || return 1
  mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$child/status" 2>/dev/null)
  [ $((16#${mask:-0} & 0x4002)) -eq $((0x4002)) ]
}

repetitions=$(quick_or_full 10 100)
two_days 400
for ((i = 1; i <= repetitions; i++)); do
  next_day
  if ((i % 2)); then signal=INT expected=130; else signal=TERM expected=143; fi
  # jobs of a script ignore interrupts
  env --default-signal=INT "${command[@]}" "$input" >"$work/log" 2>&1 &
  child=$!
  until is_prepared || [ ! -e "/proc/$child" ]; do :; done
  pause_ms $((RANDOM % (full_ms + 5)))
  kill -$signal "$child" 2>/dev/null
  wait "$child"
  status=$?
  child=
  judge $expected
  nothing_left
  said_why
done
row
