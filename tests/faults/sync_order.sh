#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is published is on the disk before its name is: the order of fsync, syncfs and rename. A run
# that is taken away loses its name first, behind all else.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
two_days 5

# place PATTERN: line of the log, of the last match
place() { grep -nE -- "$1" "$work/calls" | tail -n 1 | cut -d: -f1; }

# in_order PATTERN...: each has its place, one after another
in_order() {
  local last=0 here pattern
  for pattern in "$@"; do
    here=$(place "$pattern")
    if [ -z "$here" ]; then echo "'$pattern' was not called" && return 1; fi
    if [ "$here" -le "$last" ]; then echo "'$pattern' came too early" && return 1; fi
    last=$here
  done
}

# each_is_synced: a file that is renamed was synced under the name it had
each_is_synced() {
  local name line
  while read -r line name; do
    head -n "$line" "$work/calls" | grep -qxF "fsync $name.tmp" || { echo "$name was not synced" && return 1; }
  done < <(grep -nE '^rename .*\.(json|ndjson|prom)$' "$work/calls" | sed 's/:rename / /')
}

for ((i = 1; i <= $(quick_or_full 2 10); i++)); do
  next_day
  rm -f "$work/calls"
  TENOR_FAULT_LOG=$work/calls LD_PRELOAD=$shim "${command[@]}" "$input" >"$work/log" 2>&1
  status=$?
  run="runs/[0-9TZ]+-[0-9a-f]+"
  why=$(in_order "^close .*/\.partial-.*/articles/.*\.json$" "^rename .*/\.partial-[^/]+/metrics.prom$" \
    '^syncfs ' "^rename .*/$run$" '^fsync .*/runs$' '^fsync .*/history\.ndjson$' \
    '^rename .*/current$' "^fsync $results$" "^rename .*/runs/\.partial-[^/]+$" && each_is_synced)
  if [ -n "$why" ]; then broken "$why"; else judge 0; fi
done
row
