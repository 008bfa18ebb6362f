#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The figures of the model cards: train as models/train.sh does, on the
# training splits alone, and measure on the development splits.
#
#   models/measure.sh TENOR DATA
set -eu

tenor=$1
data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# figure NAME PATTERN ARGUMENTS...: the lines of an evaluation that matter
figure() {
  name=$1
  pattern=$2
  shift 2
  echo "-- $name"
  "$tenor" evaluate -q --models "$work" "$@" | grep -E "$pattern|calibration"
}

# Posts of VAST stand under several targets: a post is in one split only. Rows
# of the development split whose target was never trained on are "unseen".
/usr/bin/python3 - "$data/stance/vast_train.ndjson" "$work" <<'PYTHON'
import hashlib, json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for row in rows:
    held_out = int(hashlib.md5(row["post"].encode()).hexdigest(), 16) % 100 < 15
    row["split"] = "val" if held_out else "train"
trained = {row["target"] for row in rows if row["split"] == "train"}
for row in rows:
    if row["split"] == "val" and row["target"] not in trained:
        row["split"] = "unseen"
with open(sys.argv[2] + "/vast.ndjson", "w", encoding="utf-8") as out:
    for row in rows:
        out.write(json.dumps(row) + "\n")
PYTHON

# Submissions of DEBAGREEMENT are in one split only. RumourEval's development set is one event, with 11
# denials: the largest event of its training set is held out besides, by a model of its own.
/usr/bin/python3 - "$data/reply" "$work" <<'PYTHON'
import hashlib, json, sys
def share(text):
    return int(hashlib.md5(str(text).encode()).hexdigest(), 16) % 100
with open(sys.argv[2] + "/reply.ndjson", "w", encoding="utf-8") as out:
    for line in open(sys.argv[1] + "/debagreement.ndjson", encoding="utf-8"):
        row = json.loads(line)
        row["split"] = "val" if share(row["submission"]) < 15 else "train"
        out.write(json.dumps(row) + "\n")
    for line in open(sys.argv[1] + "/rumoureval2017_train.ndjson", encoding="utf-8"):
        row = json.loads(line)
        row["split"] = "event" if row["event"] == "sydneysiege" else "train"
        out.write(json.dumps(row) + "\n")
PYTHON

echo "== sentiment: trained on 2013 to 2016dev, measured on 2016test"
"$tenor" train -q -o "$work/sentiment" --task sentiment --seed 1 -C 0.2 \
  --lexicon "$data/lexicon/vader_lexicon.txt" --unlabelled "$data" \
  --supporting datasets/plain/sentiment.ndjson \
  --split 2013train,2013dev,2013test,2014test,2014sarcasm,2015train,2015test,2016train,2016dev,2016devtest \
  "$data/sentiment/semeval2013-2016.ndjson"
figure "SemEval 2016 test" macro --split 2016test "$data/sentiment/semeval2013-2016.ndjson"

echo "== stance: trained on the training splits, measured on the development splits"
"$tenor" train -q -o "$work/stance" --task stance --seed 1 -C 0.5 --min-count 5 --max-features 350000 --split train \
  "$data/stance/semeval2016.ndjson" "$work/vast.ndjson" "$data/stance/pstance.ndjson" \
  "$data/stance/covid_cq.ndjson" "$data/stance/mt_csd.ndjson"
figure "SemEval-2016 task 6 A" "F1 of" --head stance --split val "$data/stance/semeval2016.ndjson"
figure "P-Stance, favor and against" "macro F1" --head stance --split val \
  --labels favor,against "$data/stance/pstance.ndjson"
figure "COVID-CQ" "macro F1" --head stance --split val "$data/stance/covid_cq.ndjson"
figure "VAST, unseen posts and targets, favor and against" "macro F1" --head stance \
  --split unseen --labels favor,against "$work/vast.ndjson"
figure "MT-CSD" "macro F1" --head stance --split valid "$data/stance/mt_csd.ndjson"

echo "== reply stance: trained on 85 % of the submissions, measured on the others"
"$tenor" train -q -o "$work/reply" --task reply --seed 1 -C 0.1 --min-count 3 \
  --supporting datasets/plain/reply.ndjson --split train,event "$work/reply.ndjson"
figure "DEBAGREEMENT, unseen submissions" macro --head reply --split val "$work/reply.ndjson"
figure "RumourEval 2017 development set" macro --head reply "$data/reply/rumoureval2017_dev.ndjson"
"$tenor" train -q -o "$work/reply" --task reply --seed 1 -C 0.1 --min-count 3 \
  --supporting datasets/plain/reply.ndjson --split train "$work/reply.ndjson"
figure "RumourEval 2017, an event held out" macro --head reply --split event "$work/reply.ndjson"
