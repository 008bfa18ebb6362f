#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run every fuzz target for some seconds: tests/fuzz.sh BUILD SECONDS
# What it finds is kept in BUILD/corpus, a crash in BUILD. The counts are appended to $TENOR_COUNTS
# as tests/run.sh does it, if it is set.
set -u
build=$1 seconds=$2 failed=0 n=0

for target in "$build"/fuzz_*; do
  if [ ! -f "$target" ] || [ ! -x "$target" ]; then continue; fi
  name=$(basename "$target") n=$((n + 1))
  seeds=tests/fuzz/corpus/${name#fuzz_}
  mkdir -p "$build/corpus/$name"
  echo "== $name, $seconds s"
  # shellcheck disable=SC2046  # nothing or one word
  "$target" -max_total_time="$seconds" -rss_limit_mb=4096 -artifact_prefix="$build/$name-" \
    -print_final_stats=1 "$build/corpus/$name" $([ -d "$seeds" ] && echo "$seeds") \
    >"$build/$name.log" 2>&1 || { failed=$((failed + 1)) && tail -n 40 "$build/$name.log"; }
  grep -E 'stat::number_of_executed_units|^Done' "$build/$name.log"
  grep -oE 'cov: [0-9]+ ft: [0-9]+' "$build/$name.log" | tail -n 1
done
echo "$((n - failed)) of $n fuzz targets found nothing"
[ -z "${TENOR_COUNTS:-}" ] || echo "$build:fuzz $((n - failed)) $failed 0" >>"$TENOR_COUNTS"
[ "$failed" -eq 0 ] && [ "$n" -gt 0 ]
