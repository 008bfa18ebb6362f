#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the stages of a night on a cluster cost: tests/bench/cluster.sh BUILD [COMMENTS] [SHARDS] [PARTS]
#
# One stage after the other, each on one thread: seconds are processor time of a node's core, per
# million comments of the whole night; bytes are what a stage leaves for the next one, per comment;
# memory is the largest of the stage's processes, all that is resident, pages of mapped files among
# it. Then the same night with 30 % of its comments in one article. MEMORY=200M: --memory for all.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

build=$1 n=${2:-200000} shards=${3:-4} parts=${4:-4}
tenor=$build/tenor
models=${TENOR_MODELS:-models}
[ -n "$(ls -d "$models"/*/model.json 2>/dev/null)" ] || models=$build/test-models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=/usr/bin/python3
echo "of the benchmark" >"$work/key"
common=(-q --models "$models" --threads 1 --author-key-file "$work/key")
[ -z "${MEMORY:-}" ] || common+=(--memory "$MEMORY")

zstd -qdc "$models"/sentiment-en/vocabulary.tsv.zst |
  awk -F'\t' '$1 == "word" && $2 == "word" { print $5 "\t" $4 }' >"$work/words"
"$build/bench_generate" "$n" datasets/demo/comments.ndjson "$work/words" >"$work/plain"
awk 'NR % 10 < 3 {
    sub(/"article_id":[0-9]+/, "\"article_id\":0")
    sub(/"title":"[^"]*"/, "\"title\":\"The one that everybody talks about\"") # as of one article
  }
  { print }' "$work/plain" >"$work/skewed"

# stage NAME COMMAND...: adds "NAME wall cpu peak_kB" to the night's times
stage() {
  local name=$1
  shift
  "$python" tests/bench/measure.py "$name" "$@" >"$work/out" 2>>"$work/times" || {
    tail -n 3 "$work/times" >&2
    exit 1
  }
}

# left NAME FOLDER: what is in it
left() { echo "$1 $(du -sb "$2" | cut -f1)" >>"$work/left"; }

night() {
  local dump=$1 to=$work/of-$1 maps=() shard part
  rm -f "$work/times" "$work/left"
  mkdir "$to"
  split -n "l/$shards" -d "$work/$dump" "$to/shard-"
  stage batch "$tenor" batch "${common[@]}" -o "$to/batch" "$work/$dump"
  for shard in "$to"/shard-*; do
    stage map "$tenor" map "${common[@]}" --parts "$parts" --shard "$(basename "$shard")" -o "$to/maps" "$shard"
    maps+=("$to/maps/$(basename "$shard")")
  done
  left map "$to/maps"
  stage reduce-all "$tenor" reduce "${common[@]}" --shards "$shards" -o "$to/results" "${maps[@]}"
  left reduce-all "$to/results"
  for ((part = 1; part <= parts; part++)); do
    stage reduce-part "$tenor" reduce "${common[@]}" --shards "$shards" --part "$part" \
      --parts "$parts" -o "$to/reduced" "${maps[@]}"
  done
  left reduce-part "$to/reduced"
  stage publish "$tenor" reduce "${common[@]}" -o "$to/results2" "$to"/reduced/reduced-*
  left publish "$to/results2"
  table
  rm -rf "$to"
}

table() {
  awk -v n="$n" '
    FNR == NR { left[$1] = $2; next }
    !($1 in cpu) { order[++stages] = $1 }
    { wall[$1] += $2; cpu[$1] += $3; if ($4 > peak[$1]) peak[$1] = $4 }
    END {
      printf "%-12s %12s %12s %12s %14s\n", "stage", "s wall/M", "s CPU/M", "peak MB", "bytes/comment"
      for (i = 1; i <= stages; i++) {
        s = order[i]
        printf "%-12s %12.2f %12.2f %12.0f %14s\n", s, wall[s] / n * 1e6, cpu[s] / n * 1e6, peak[s] / 1024,
          s in left ? sprintf("%.1f", left[s] / n) : "-"
      }
    }' "$work/left" "$work/times"
}

echo "$n comments, $(($(stat -c %s "$work/plain") / n)) bytes each, $shards shards, $parts parts, models of $models${MEMORY:+, --memory $MEMORY}"
night plain
echo "the same with 30 % of the comments in one article"
night skewed
