#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a few dozen labels of one's own are worth: ten targets are kept from a stance model, then
# added with 25, 50 and 100 rows, and measured on rows that neither has seen. Means of three draws;
# macro-recall is that within a target.
#
#   tests/bench/own_target.sh TENOR DATA
set -eu

tenor=$1
data=$2
if [ ! -d "$data/stance" ]; then
  echo "bench-target: skipped, no stance data in '$data'"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
made=$work/made
known=$data/stance
/usr/bin/python3 models/prepare.py "$data" "$made"
. models/recipe.sh
train_stance "$work/base" mt_csd youtube_immigration reddit_us_vs_them

/usr/bin/python3 - "$tenor" "$data/stance" "$work" <<'PYTHON'
import collections, json, random, shutil, subprocess, sys
tenor, data, work = sys.argv[1:]
SIZES, DRAWS, MOST_JUDGED = (25, 50, 100), 3, 500

def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({k: row[k] for k in ("text", "target", "label")}) + "\n")

def figures(model, path):
    run = subprocess.run([tenor, "evaluate", "-q", "--json", "--models", model, "--head", "stance",
                          path], capture_output=True, check=True)
    e = json.loads(run.stdout)
    return e["accuracy"], e["macro_recall"]

def majority(rows, judged):
    label = collections.Counter(r["label"] for r in rows).most_common(1)[0][0]
    classes = {r["label"] for r in judged}
    return sum(r["label"] == label for r in judged) / len(judged), 1 / len(classes)

by_target = collections.defaultdict(list)
for name in ("mt_csd", "youtube_immigration", "reddit_us_vs_them"):
    for line in open(f"{data}/{name}.ndjson", encoding="utf-8"):
        row = json.loads(line)
        by_target[row["target"]].append(row)
targets = sorted(by_target)
sums = collections.defaultdict(lambda: [0.0, 0.0])
n = 0
for target in targets:
    rows = by_target[target]
    random.Random(7).shuffle(rows)
    judged, rest = rows[:MOST_JUDGED], rows[MOST_JUDGED:]
    rest = rest or rows[len(rows) // 2:]
    write(work + "/judged.ndjson", judged)
    base = figures(work + "/base", work + "/judged.ndjson")
    line = [f"{target:14} base {base[0]:.3f} {base[1]:.3f}"]
    for size in SIZES:
        mean = [0.0, 0.0]
        for draw in range(DRAWS):
            own = random.Random(draw).sample(rest, size)
            write(work + "/own.ndjson", own)
            shutil.rmtree(work + "/own", ignore_errors=True)
            subprocess.run([tenor, "train", "-q", "--task", "stance", "--target", target, "--base",
                            work + "/base", "-o", work + "/own", work + "/own.ndjson"], check=True)
            for kind, got in (("result", figures(work + "/own", work + "/judged.ndjson")),
                              ("majority", majority(own, judged)), ("base", base)):
                for i in range(2):
                    sums[kind, size][i] += got[i] / DRAWS / len(targets)
                    mean[i] += got[i] / DRAWS if kind == "result" else 0.0
        line.append(f"{size} rows {mean[0]:.3f} {mean[1]:.3f}")
    print(", ".join(line), flush=True)
print(f"\n{'mean of %d targets' % len(targets):24} " +
      " ".join(f"{f'{size} labels':>16}" for size in SIZES))
for kind in ("base", "majority", "result"):
    print(f"{kind + ', accuracy':24} " + " ".join(f"{sums[kind, s][0]:16.3f}" for s in SIZES))
    print(f"{kind + ', macro-recall':24} " + " ".join(f"{sums[kind, s][1]:16.3f}" for s in SIZES))
PYTHON
