#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A reader that looks at `current` all the time, while one batch after another is published, sees
# whole results of one run every time.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

command+=(--keep 5) # a reader may be slower than a batch or two
two_days 20
/usr/bin/python3 tests/faults/poll_current.py "$results" "$monday" "$tuesday" "$work/stop" >"$work/polled" 2>&1 &
child=$!
wait_for_reader() {
  until [ "$(cat "$work/stop.last" 2>/dev/null)" = "$(results_id)" ] || [ ! -e "/proc/$child" ]; do sleep 0.01; done
}
wait_for_reader
for ((i = 1; i <= $(quick_or_full 6 50); i++)); do
  next_day
  "${command[@]}" "$input" >"$work/log" 2>&1
  status=$?
  judge 0
  wait_for_reader # however busy the machine is, it sees every run
done
touch "$work/stop"
wait "$child" || broken "the reader: $(tail -n 3 "$work/polled")"
child=
tail -n 1 "$work/polled"
row
