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
  --supporting datasets/plain/sentiment.ndjson \
  "$data/sentiment/semeval2013-2016.ndjson"

# pruned: all of them would make the folder 24 MB large, for 0.002 of macro-F1
"$tenor" train -o "$output/stance-en" --task stance --seed 1 -C 0.5 --min-count 5 --max-features 350000 \
  "$data/stance/semeval2016.ndjson" "$data/stance/vast_train.ndjson" \
  "$data/stance/pstance.ndjson" "$data/stance/covid_cq.ndjson" "$data/stance/mt_csd.ndjson"

"$tenor" train -o "$output/reply-en" --task reply --seed 1 -C 0.1 --min-count 3 \
  --supporting datasets/plain/reply.ndjson \
  "$data/reply/debagreement.ndjson" "$data/reply/rumoureval2017_train.ndjson"
