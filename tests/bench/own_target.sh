#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a few dozen labels of one's own are worth: ten targets are kept from a stance model, then
# added with 25, 50 and 100 rows, and measured on rows that neither has seen: accuracy, macro-recall
# within a target, and the mean absolute error of a class's share (the mean posterior, or that of
# the labelled rows). Means of three draws.
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
import collections, json, random, shutil, statistics, subprocess, sys
tenor, data, work = sys.argv[1:]
SIZES, DRAWS, MOST_JUDGED = (25, 50, 100), 3, 500
CLASSES = ("against", "none", "favor")

def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({k: row[k] for k in ("text", "target", "label")}) + "\n")

def figures(model, judged):
    run = subprocess.run([tenor, "score", "-q", "--models", model, "--input-format", "labelled",
                          work + "/judged.ndjson"], capture_output=True, check=True)
    stances = [json.loads(line)["stance"] for line in run.stdout.splitlines()]
    return judge([CLASSES.index(s["label"]) for s in stances if s],
                 [[s["p"][c] for c in CLASSES] for s in stances if s],
                 [CLASSES.index(r["label"]) for r, s in zip(judged, stances) if s])

def majority(rows, judged):
    shares = [sum(r["label"] == c for r in rows) / len(rows) for c in CLASSES]
    return judge([shares.index(max(shares))] * len(judged), [shares] * len(judged),
                 [CLASSES.index(r["label"]) for r in judged])

def judge(label, p, truth):
    """accuracy, macro-recall, mean absolute error of a class's share"""
    n, right = len(truth), [x == t for x, t in zip(label, truth)]
    recalls = [[r for r, t in zip(right, truth) if t == c] for c in range(3)]
    return (sum(right) / n, statistics.mean(sum(r) / len(r) for r in recalls if r),
            sum(abs(sum(x[c] for x in p) - truth.count(c)) for c in range(3)) / (3 * n))

by_target = collections.defaultdict(list)
for name in ("mt_csd", "youtube_immigration", "reddit_us_vs_them"):
    for line in open(f"{data}/{name}.ndjson", encoding="utf-8"):
        row = json.loads(line)
        by_target[row["target"]].append(row)
targets = sorted(by_target)
sums = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
for target in targets:
    rows = by_target[target]
    random.Random(7).shuffle(rows)
    judged, rest = rows[:MOST_JUDGED], rows[MOST_JUDGED:]
    rest = rest or rows[len(rows) // 2:]
    write(work + "/judged.ndjson", judged)
    base = figures(work + "/base", judged)
    line = [f"{target:14} base {base[0]:.3f} {base[1]:.3f} {base[2]:.3f}"]
    for size in SIZES:
        mean = [0.0, 0.0, 0.0]
        for draw in range(DRAWS):
            own = random.Random(draw).sample(rest, size)
            write(work + "/own.ndjson", own)
            shutil.rmtree(work + "/own", ignore_errors=True)
            subprocess.run([tenor, "train", "-q", "--task", "stance", "--target", target, "--base",
                            work + "/base", "-o", work + "/own", work + "/own.ndjson"], check=True)
            for kind, got in (("result", figures(work + "/own", judged)),
                              ("majority", majority(own, judged)), ("base", base)):
                for i in range(3):
                    sums[kind, size][i] += got[i] / DRAWS / len(targets)
                    mean[i] += got[i] / DRAWS if kind == "result" else 0.0
        line.append(f"{size} rows {mean[0]:.3f} {mean[1]:.3f} {mean[2]:.3f}")
    print(", ".join(line), flush=True)
print(f"\n{'mean of %d targets' % len(targets):24} " +
      " ".join(f"{f'{size} labels':>16}" for size in SIZES))
for i, figure in enumerate(("accuracy", "macro-recall", "error of shares")):
    for kind in ("base", "majority", "result"):
        print(f"{kind + ', ' + figure:24} " + " ".join(f"{sums[kind, s][i]:16.3f}" for s in SIZES))
PYTHON
