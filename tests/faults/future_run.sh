#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock was years ahead for one night, or more. The run of that night does not hold its place for
# ever, later runs are current, and none of them is cleared away for it.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
two_days 3
# night FAULT: one more run with the clock as it says
night() {
  next_day
  attempt "$1" --keep "$keep" "$input"
  judge 0
  nothing_left
  current=$(readlink "$results/current")
}
for ahead_s in 3600 $(quick_or_full 1000000000 "60 86400 31536000 1000000000"); do
  for keep in 1 2 3; do
    for ((wrong = 0; wrong < 1 + keep / 2; wrong++)); do night "clock:-$ahead_s"; done
    future=$current
    last=()
    for ((i = 0; i <= keep; i++)); do
      night none
      last=("$current" "${last[@]}")
      runs=$(find "$results/runs" -mindepth 1 -maxdepth 1 | wc -l)
      [ "$runs" -le $keep ] || broken "$runs runs stay, not $keep"
    done
    [ ! -e "$results/$future" ] || broken "$future still holds its place"
    for run in "${last[@]:0:keep}"; do
      [ -e "$results/$run" ] || broken "$run was cleared away"
    done
  done
done
row
