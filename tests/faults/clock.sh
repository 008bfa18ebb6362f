#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock goes backwards, within a run and from one to the next: the latest run is the one that
# is published, and it is not the one that is cleared away for being old.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
two_days 3
for back_s in 1 60 3600 86400 1000000000 $(quick_or_full "" "2 3 5 7 600 7200 604800 31536000 1600000000"); do
  for keep in 1 2 3; do
    next_day
    attempt "clock:$back_s" --keep "$keep" "$input"
    judge 0
    nothing_left
    runs=$(find "$results/runs" -mindepth 1 -maxdepth 1 | wc -l)
    [ "$runs" -le $keep ] || broken "$runs runs stay, not $keep"
  done
done
row
