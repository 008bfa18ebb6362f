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

# Peers learn from comments like the dump's, behind the dump's end, what tenor says of them: so they
# know the dump's words as a publisher's models would.
generate "$((n + 100000))" "$work/longer.ndjson"
tail -n 100000 "$work/longer.ndjson" >"$work/learnt.ndjson"
rm "$work/longer.ndjson"
"$tenor" score -q --models "$models" "$work/learnt.ndjson" >"$work/scores.ndjson"
fasttext=
if command -v fasttext >/dev/null; then
  fasttext=tests/bench/peer_fasttext.py
  "$python" "$fasttext" "$work/dump.ndjson" "$work/learnt.ndjson" "$work/scores.ndjson" "$work"
  for head in sentiment stance reply; do
    fasttext supervised -input "$work/$head.train" -output "$work/$head" -dim 10 -wordNgrams 2 -thread 1 \
      >"$work/out" 2>&1
    rm "$work/$head.train" "$work/$head.vec"
  done
else
  echo "fastText is not installed (Debian: fasttext): skipped"
fi
sklearn=
if "$python" -c 'import sklearn' 2>/dev/null; then
  sklearn=tests/bench/peer_sklearn.py
else
  echo "scikit-learn is not installed (Debian: python3-sklearn): skipped"
fi

# sh -c "$predict" sh HEAD...: fastText's labels, a model and a file for each
# shellcheck disable=SC2016 # that shell expands it
predict='for head; do fasttext predict "$work/$head.bin" "$work/$head.txt" || exit 1; done'
export work

for _ in $(seq "$runs"); do
  measure parse "$build/bench_parse" "$work/dump.ndjson"
  batch 2 "$work/dump.ndjson" ""
  batch 1 "$work/dump.ndjson" ""
  measure score-1-thread "$tenor" score -q --models "$models" --threads 1 "$work/dump.ndjson"
  measure score-2-threads "$tenor" score -q --models "$models" --threads 2 "$work/dump.ndjson"
  measure score-one-comment "$tenor" score -q --models "$models" "$work/one.ndjson"
  if [ -n "$fasttext" ]; then
    measure fasttext sh -c "$predict" sh sentiment
    measure fasttext-3-labels sh -c "$predict" sh sentiment stance reply
  fi
  if [ -n "$sklearn" ]; then
    measure sklearn "$python" "$sklearn" "$work/subset.ndjson" "$n" "$work/learnt.ndjson" "$work/scores.ndjson"
    # the script takes its own time: of predicting alone, scaled to the dump
    awk '{ print "sklearn-scaled", $1, $1, 0; print "sklearn-3-labels-scaled", $2, $2, 0 }' "$work/out" >>"$work/times"
  fi
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
