#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast is it here? tests/bench/run.sh TENOR [COPIES]
#
# COPIES (default 50) of the demo dump, each with ids of its own so that
# nothing is a duplicate, go through tenor and through two tools that merely
# parse the JSON. The best of three runs counts.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

tenor=$1 copies=${2:-50}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
input=$work/comments.ndjson

"$tenor" convert -q datasets/demo/comments.ndjson >"$work/one"
for copy in $(seq "$copies"); do
  sed -E "s/\"(id|parent_id)\":\"/&$copy-/g" "$work/one"
done >"$input"
n=$(wc -l <"$input")
megabytes=$(awk -v bytes="$(stat -c %s "$input")" 'BEGIN { printf "%.1f", bytes / 1e6 }')
models=${TENOR_MODELS:-models}
[ -n "$(ls -d "$models"/*/model.json 2>/dev/null)" ] || models=$(dirname "$tenor")/test-models

# measure NAME COMMAND...: one line of the table
measure() {
  local name=$1 best
  shift
  best=$(for _ in 1 2 3; do
    rm -rf "$work/results"
    start=$(date +%s.%N)
    "$@" >/dev/null
    awk -v start="$start" -v now="$(date +%s.%N)" 'BEGIN { printf "%.3f\n", now - start }'
  done | sort -n | head -n 1)
  awk -v name="$name" -v n="$n" -v mb="$megabytes" -v s="$best" \
    'BEGIN { printf "%-34s %8.3f s %10d comments/s %8.1f MB/s\n", name, s, n / s, mb / s }'
}

echo "$n comments, $megabytes MB, models of $models, $(nproc) processors, best of 3"
measure "tenor convert" "$tenor" convert -q "$input"
measure "tenor score --threads 1" "$tenor" score -q --models "$models" --threads 1 "$input"
measure "tenor score" "$tenor" score -q --models "$models" "$input"
measure "tenor batch" "$tenor" batch -q --models "$models" -o "$work/results" "$input"
measure "jq -c . (parses and prints)" jq -c . "$input"
measure "python3 json.loads (parses)" /usr/bin/python3 -c \
  'import json, sys
for line in open(sys.argv[1], encoding="utf-8"): json.loads(line)' "$input"
