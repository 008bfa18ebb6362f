#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast is it, beside its peers? tests/bench/run.sh BUILD [COMMENTS] [RUNS] [LARGEST]
#
# Everything reads the same dump of COMMENTS comments (default 200000), RUNS
# times (default 5), in turn, so that what else the machine does falls on all of them.
# Times are medians of the wall clock and of the processors' (user + system);
# ratios are medians of the ratios of each round, with the least and the greatest.
# The table of sizes goes from 10^4 comments to LARGEST (default 1000000).
set -eu -o pipefail
cd "$(dirname "$0")/../.."

build=$1 n=${2:-200000} runs=${3:-5} largest=${4:-1000000}
tenor=$build/tenor
models=${TENOR_MODELS:-models}
[ -n "$(ls -d "$models"/*/model.json 2>/dev/null)" ] || models=$build/test-models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=/usr/bin/python3
subset=$((n < 20000 ? n : 20000)) # scikit-learn's share of the dump

zstd -qdc "$models"/sentiment-en/vocabulary.tsv.zst |
  awk -F'\t' '$1 == "word" && $2 == "word" { print $5 "\t" $4 }' >"$work/words"
generate() { "$build/bench_generate" "$1" datasets/demo/comments.ndjson "$work/words" >"$2"; }
generate "$n" "$work/dump.ndjson"
head -n 1 "$work/dump.ndjson" >"$work/one.ndjson"
head -n "$subset" "$work/dump.ndjson" >"$work/subset.ndjson"

# measure NAME COMMAND...: append "NAME wall cpu peak_kB"
measure() {
  local name=$1
  shift
  "$python" tests/bench/measure.py "$name" "$@" >"$work/out" 2>>"$work/times" || {
    tail -n 1 "$work/times" >&2
    exit 1
  }
}

# a new folder each time: removing the last one's files would slow down the next run's
batch() {
  local out
  out=$(mktemp -d "$work/results.XXXXXX")
  measure "batch-$1-threads$3" "$tenor" batch -q --models "$models" --threads "$1" -o "$out" "$2"
}

# A vocabulary like a publisher's: fastText learns from comments like the dump's, behind the dump's
# end, what tenor says of them.
fasttext_model=
if command -v fasttext >/dev/null && command -v jq >/dev/null; then
  generate "$((n + 100000))" "$work/longer.ndjson"
  tail -n 100000 "$work/longer.ndjson" >"$work/learnt.ndjson"
  "$tenor" score -q --models "$models" "$work/learnt.ndjson" |
    jq -r '"__label__" + (.sentiment.label // "none")' >"$work/labels"
  jq -r '.text | gsub("\n"; " ")' "$work/learnt.ndjson" | paste -d ' ' "$work/labels" - >"$work/train"
  jq -r '.text | gsub("\n"; " ")' "$work/dump.ndjson" >"$work/dump.txt"
  fasttext supervised -input "$work/train" -output "$work/model" -dim 10 -wordNgrams 2 -thread 1 \
    >"$work/out" 2>&1 && fasttext_model=$work/model.bin
  rm "$work/longer.ndjson" "$work/learnt.ndjson"
fi
[ -n "$fasttext_model" ] || echo "fastText is not installed (Debian: fasttext, jq): skipped"
sklearn=
if "$python" -c 'import sklearn' 2>/dev/null; then
  sklearn=tests/bench/peer_sklearn.py
else
  echo "scikit-learn is not installed (Debian: python3-sklearn): skipped"
fi

for _ in $(seq "$runs"); do
  measure parse "$build/bench_parse" "$work/dump.ndjson"
  batch 2 "$work/dump.ndjson" ""
  batch 1 "$work/dump.ndjson" ""
  measure score-1-thread "$tenor" score -q --models "$models" --threads 1 "$work/dump.ndjson"
  measure score-2-threads "$tenor" score -q --models "$models" --threads 2 "$work/dump.ndjson"
  measure score-one-comment "$tenor" score -q --models "$models" "$work/one.ndjson"
  [ -z "$fasttext_model" ] || measure fasttext fasttext predict "$fasttext_model" "$work/dump.txt"
  [ -z "$sklearn" ] || measure sklearn "$python" "$sklearn" "$work/subset.ndjson" "$n"
  # the script takes its own time: of predicting alone, scaled to the dump
  [ -z "$sklearn" ] || awk '{ print "sklearn-scaled", $1, $1, 0 }' "$work/out" >>"$work/times"
done
for size in 10000 100000 1000000 10000000; do
  [ "$size" -le "$largest" ] || break
  generate "$size" "$work/size.ndjson"
  for _ in $(seq "$runs"); do
    batch 2 "$work/size.ndjson" "-of-$size"
    rm -rf "$work"/results.*
  done
done

bytes=$(stat -c %s "$work/dump.ndjson")
echo "$n comments, $((bytes / 1000000)) MB, models of $models, $(nproc) processors, medians of $runs runs"
tests/bench/table.awk -v n="$n" -v subset="$subset" "$work/times"
