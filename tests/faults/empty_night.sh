#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Nights without a comment: empty files and folders, exports of which every record is rejected, and
# nothing but spam. Night after night the last good run stays, whatever --keep says.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

two_days 3
mkdir "$work/folder" "$work/readme"
: >"$work/empty.ndjson"
gzip -k "$work/empty.ndjson"
echo 'Read me first.' >"$work/readme/README"
head -c 3000 /dev/urandom | base64 | sed 's/^/{"id": /' >"$work/broken.ndjson"
cut -c1-40 "$work/tuesday.ndjson" >"$work/cut.ndjson"
echo '[{"id": 1, "post": 7, "author_name": "Ada", "status": "spam", "content": {"rendered": "Buy"}}]' >"$work/spam.json"

# refused ARGUMENTS...: exit 1 with one line, and the good run is current, valid and not deleted
refused() {
  local runs
  runs=$(ls "$results/runs")
  next_day
  "${command[@]}" "$@" </dev/null >"$work/log" 2>&1
  status=$?
  judge 1
  [ "$status" -eq 1 ] || broken "was not refused: $*"
  [ "$(wc -l <"$work/log")" -eq 1 ] || broken "not one line: $(cat "$work/log")"
  grep -q "^tenor: no comments in " "$work/log" || broken "no reason in: $(cat "$work/log")"
  [ "$(ls "$results/runs")" = "$runs" ] || broken "other runs stay than before"
  nothing_left
}

batch=("${command[@]}")
for ((i = 1; i <= $(quick_or_full 1 10); i++)); do
  for keep in 1 2 3; do
    command=("${batch[@]}" --keep "$keep")
    refused "$work/folder"
    refused "$work/empty.ndjson" "$work/empty.ndjson.gz"
    refused -
    refused "$work/readme"
    refused "$work/broken.ndjson"
    refused "$work/cut.ndjson"
    refused --map text=body "$work/tuesday.ndjson"
    refused "$work/spam.json"
    # all shards of a night
    head -c 32 /dev/urandom >"$work/key"
    rm -rf "$work/maps"
    map=("$tenor" map -q --models "$models" --author-key-file "$work/key" -o "$work/maps")
    "${map[@]}" --shard none "$work/empty.ndjson" || broken "a map of nothing failed"
    "${map[@]}" --shard wrong --map text=body "$work/tuesday.ndjson" || broken "a map of rejections failed"
    command=("$tenor" reduce -q --models "$models" --author-key-file "$work/key" --keep "$keep" -o "$results")
    refused "$work/maps/none" "$work/maps/wrong"
  done
  command=("${batch[@]}")
  next_day
  run_after_all "$input"
done
row
