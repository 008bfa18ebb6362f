#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Retrain the committed models from the labelled data sets, which are not part
# of the project (datasets/README.md says where each comes from).
#
#   models/train.sh TENOR DATA [OUTPUT]
set -eu

tenor=$1
data=$2
output=${3:-models}

if [ ! -d "$data" ]; then
  echo "models/train.sh: no labelled data in '$data'; datasets/README.md says what is needed" >&2
  exit 1
fi

# word vectors pay for sentiment (the card has the figures), and not for stance
"$tenor" train -o "$output/sentiment-en" --task sentiment --seed 1 -C 0.2 \
  --lexicon "$data/lexicon/vader_lexicon.txt" --unlabelled "$data" \
  "$data/sentiment/semeval2013-2016.ndjson"

# rare features would make the folder larger than they are worth
"$tenor" train -o "$output/stance-en" --task stance --seed 1 -C 0.5 --min-count 11 \
  "$data/stance/semeval2016.ndjson" "$data/stance/vast_train.ndjson" \
  "$data/stance/pstance.ndjson" "$data/stance/covid_cq.ndjson" "$data/stance/mt_csd.ndjson"

# RumourEval is nine tenths neutral: with all of it, replies elsewhere are
# hardly ever called neutral, so a quarter of its neutral rows are kept
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 - "$data/reply/rumoureval2017_train.ndjson" "$work/rumoureval.ndjson" <<'PYTHON'
import hashlib, json, sys
with open(sys.argv[1], encoding="utf-8") as rows, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in rows:
        row = json.loads(line)
        kept = int(hashlib.md5(str(row["id"]).encode()).hexdigest(), 16) % 4 == 0
        if row["label"] in ("support", "deny") or kept:
            out.write(line)
PYTHON
"$tenor" train -o "$output/reply-en" --task reply --seed 1 -C 0.1 --min-count 3 \
  "$data/reply/debagreement.ndjson" "$work/rumoureval.ndjson"
