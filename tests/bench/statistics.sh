#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What statistics add to the time of a batch: 20,000 articles, a million comments, all three heads.
# From the stages that the manifest reports; the median of some runs.
#
#   tests/bench/statistics.sh TENOR NIGHT [RUNS]
set -eu

tenor=$1
night=$2
runs=${3:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$night" 1000000 20000 >"$work/night.ndjson"
for _ in $(seq "$runs"); do
  "$tenor" batch -q -o "$work/results" "$work/night.ndjson"
  jq -r '.timings | "\(.statistics_s) \(.read_and_score_s) \(.write_s)"' \
    "$work/results/current/manifest.json"
done | awk '{ printf "statistics %.2f s, reading and scoring %.2f s, writing %.2f s: %.1f %%\n", $1, $2, $3, 100 * $1 / ($2 + $3); print 100 * $1 / ($2 + $3) > "/dev/stderr" }' \
  2>"$work/shares"
sort -n "$work/shares" | awk '{ share[NR] = $1 } END {
  median = share[int((NR + 1) / 2)]
  printf "statistics add %.1f %% to the time without them (at most 30 %%)\n", median
  exit median > 30 }'
