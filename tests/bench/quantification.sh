#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How well are an article's shares corrected? Sentiment on topics of tweets, by a model that has
# seen none of them, neither their text nor their labels; stance toward targets that the model
# has never seen, in posts of the same forum (VAST) and in tweets.
#
#   tests/bench/quantification.sh TENOR PROGRAM DATA
set -eu

tenor=$1
program=$2
data=$3
if [ ! -d "$data/topics" ]; then
  echo "bench-quantification: skipped, no topics in '$data'"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$(cd "$data" && pwd)

/usr/bin/python3 - "$data" "$work" <<'PYTHON'
import glob, json, os, sys
data, work = sys.argv[1:]
def key(text):
    return " ".join(text.lower().split())
rows = []
for path in sorted(glob.glob(os.path.join(data, "topics", "*.ndjson"))):
    year = os.path.basename(path).split("_")[-1].split(".")[0]
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        rows.append({"id": str(len(rows)), "article_id": year + "|" + row["topic"], "target": row["topic"],
                     "text": row["text"], "label": row["label"], "tweet": str(row["id"])})
with open(work + "/topics.ndjson", "w", encoding="utf-8") as out:
    for row in rows:
        out.write(json.dumps({k: row[k] for k in ("id", "article_id", "target", "text", "label")}) + "\n")
ids, texts = {row["tweet"] for row in rows}, {key(row["text"]) for row in rows}
kept = dropped = 0
with open(work + "/train.ndjson", "w", encoding="utf-8") as out:
    for line in open(os.path.join(data, "sentiment", "semeval2013-2016.ndjson"), encoding="utf-8"):
        row = json.loads(line)
        if str(row["id"]) in ids or key(row["text"]) in texts:
            dropped += 1
        else:
            kept += 1
            out.write(line)
print(f"{len(rows)} tweets of topics; trained on {kept} others, {dropped} left out")
PYTHON

"$tenor" train -q -o "$work/models/sentiment" --task sentiment --seed 1 -C 0.2 \
  --lexicon "$data/lexicon/vader_lexicon.txt" \
  --supporting datasets/plain/sentiment.ndjson "$work/train.ndjson"
"$tenor" score -q --models "$work/models" "$work/topics.ndjson" >"$work/scored.ndjson"
"$tenor" score -q --models "$work/models" --map target=none "$work/topics.ndjson" \
  >"$work/unaware.ndjson"

/usr/bin/python3 - "$work" <<'PYTHON'
import json, sys
work = sys.argv[1]
classes = ["negative", "neutral", "positive"]
facts = json.load(open(work + "/models/sentiment/model.json"))["training"]["cross_validated"]
truth = [json.loads(line) for line in open(work + "/topics.ndjson", encoding="utf-8")]


def write(name, years, scored):
    found = [json.loads(line) for line in open(f"{work}/{scored}.ndjson", encoding="utf-8")]
    use = [0, 1, 2] if name == "2015" else [0, 2]
    with open(f"{work}/{name}-{scored}", "w", encoding="utf-8") as out:
        for table in (facts["confusion"], facts["mean_posterior"]):
            for t in use:
                row = [table[t][c] for c in use]
                out.write(" ".join("%.9g" % (x / sum(row)) for x in row) + "\n")
        lines = []
        for row, result in zip(truth, found):
            year, topic = row["article_id"].split("|", 1)
            if year not in years or result["sentiment"] is None or row["label"] not in classes:
                continue
            label = classes.index(row["label"])
            p = [result["sentiment"]["p"][classes[c]] for c in use]
            if label in use:
                lines.append((topic, use.index(label), [x / sum(p) for x in p]))
        for topic, label, p in sorted(lines, key=lambda x: x[0]):
            out.write(f"{topic}\t{label}\t" + "\t".join("%.9g" % x for x in p) + "\n")


sets = {"2015": ["2015train", "2015test"], "2016-first": ["2016train", "2016dev", "2016devtest"],
        "2016-test": ["2016test"]}
for name, years in sets.items():
    for scored in ("scored", "unaware"):
        write(name, years, scored)
PYTHON

/usr/bin/python3 - "$data/stance" "$work" <<'PYTHON'
import hashlib, json, sys
data, work = sys.argv[1:]
n = 0
with open(work + "/stance_train.ndjson", "w", encoding="utf-8") as train, \
     open(work + "/stance.ndjson", "w", encoding="utf-8") as test:
    for name in ("vast_train", "semeval2016", "mt_csd"):
        for line in open(f"{data}/{name}.ndjson", encoding="utf-8"):
            row = json.loads(line)
            digest = hashlib.sha256(row["target"].encode()).digest()
            if name == "vast_train" and digest[0] % 10 < 6:
                train.write(line)
                continue
            kept = {"id": str(n), "article_id": name + "|" + row["target"], "target": row["target"],
                    "text": row["text"], "label": row["label"]}
            test.write(json.dumps(kept) + "\n")
            n += 1
PYTHON
"$tenor" train -q -o "$work/stance_models/stance" --task stance --seed 1 -C 0.5 --min-count 5 \
  "$work/stance_train.ndjson"
"$tenor" score -q --models "$work/stance_models" "$work/stance.ndjson" >"$work/stance_scored.ndjson"
/usr/bin/python3 - "$work" <<'PYTHON'
import json, sys
work = sys.argv[1]
classes = ["against", "none", "favor"]
model = json.load(open(work + "/stance_models/stance/model.json"))
prior, facts = model["calibration"]["decision_prior"], model["training"]["cross_validated"]
rows = {"vast_train": [], "semeval2016": [], "mt_csd": []}
for truth, found in zip(open(work + "/stance.ndjson", encoding="utf-8"),
                        open(work + "/stance_scored.ndjson", encoding="utf-8")):
    truth, stance = json.loads(truth), json.loads(found)["stance"]
    if stance is not None:
        name, target = truth["article_id"].split("|", 1)
        p = [stance["p"][c] / q for c, q in zip(classes, prior)]
        rows[name].append((target, classes.index(truth["label"]), [x / sum(p) for x in p]))
for name, found in rows.items():
    with open(f"{work}/{name}-scored", "w", encoding="utf-8") as out:
        for table in (facts["confusion"], facts["mean_posterior"]):
            for row in table:
                out.write(" ".join("%.9g" % (x / sum(row)) for x in row) + "\n")
        for target, label, p in sorted(found, key=lambda x: x[0]):
            out.write(f"{target}\t{label}\t" + "\t".join("%.9g" % x for x in p) + "\n")
PYTHON

for scored in scored unaware; do
  [ "$scored" = scored ] || printf '\n==== the same with the words that name the topic\n'
  "$program" "2015, three classes" 3 "$work/2015-$scored" \
    "2016 but its test set, two classes" 2 "$work/2016-first-$scored" \
    "2016, test set, two classes" 2 "$work/2016-test-$scored"
done
printf '\n==== stance toward targets that the model has never seen\n'
"$program" "VAST, three classes" 3 "$work/vast_train-scored" \
  "SemEval-2016 (trained on VAST)" 3 "$work/semeval2016-scored" \
  "MT-CSD (trained on VAST)" 3 "$work/mt_csd-scored"
