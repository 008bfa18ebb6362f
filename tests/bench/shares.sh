#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What 50, 100 and 200 labels of a site are worth to `tenor calibrate`: eight sets of comments and
# sentences that the sentiment model has not seen stand for sites. Labels are drawn, the model is
# calibrated with them, and measured on the rest: log loss, and the mean absolute error of a
# class's share in 100 articles of 20 to 200 comments, whose classes are mixed by a Dirichlet
# distribution around the site's: labels counted, and the mean posterior, which a batch publishes, each
# by the model as it was and calibrated, and the labels' own shares. Means of three draws.
#
#   tests/bench/shares.sh TENOR MODEL DATA
set -eu

tenor=$1
model=$2
data=$3
if [ ! -d "$data/sentiment" ]; then
  echo "bench-shares: skipped, no sentiment data in '$data'"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 - "$tenor" "$model" "$data/sentiment" "$work" <<'PYTHON'
import json, math, random, shutil, subprocess, sys
tenor, model, data, work = sys.argv[1:]
DOMAINS = ("youtube_sentistrength", "facebook_posts", "ted_comments", "reddit_us_vs_them",
           "tweets_debate", "tweets_airline", "restaurants_semeval14", "sst_sentences")
CLASSES = ("negative", "neutral", "positive")
SIZES, DRAWS, ARTICLES, MOST, STRENGTH = (50, 100, 200), 3, 100, 4000, 6.0

def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for i, row in enumerate(rows):
            out.write(json.dumps({"id": str(i), "text": row["text"], "label": row["label"]}) + "\n")

def score(models, rows):
    """posteriors of the rows, None for those that are not scored"""
    write(work + "/rows.ndjson", rows)
    run = subprocess.run([tenor, "score", "-q", "--models", models, "--input-format", "labelled",
                          work + "/rows.ndjson"], capture_output=True, check=True)
    p = [None] * len(rows)
    for line in run.stdout.splitlines():
        result = json.loads(line)
        if result["sentiment"]:
            p[int(result["id"])] = [result["sentiment"]["p"][c] for c in CLASSES]
    return p

def articles_of(rng, label):
    by_class = [[i for i, l in enumerate(label) if l == c] for c in range(3)]
    for _ in range(ARTICLES):
        gamma = [rng.gammavariate(STRENGTH * len(rows) / len(label), 1.0) if rows else 0.0
                 for rows in by_class]
        yield [rng.choice(by_class[c])
               for c in rng.choices(range(3), gamma, k=rng.randint(20, 200))]

def error(articles, label, weight):
    """of shares, which are means of weight[comment][class]"""
    return sum(abs(sum(weight[i][c] for i in a) / len(a) - sum(label[i] == c for i in a) / len(a))
               for a in articles for c in range(3)) / (3 * len(articles))

def log_loss(label, p):
    return -sum(math.log(max(x[l], 1e-12)) for l, x in zip(label, p)) / len(label)

def show(name, m, figures):
    print("{:22} {:6}  {:7.3f} {:7.3f}  {:7.3f} {:7.3f}  {:7.3f}  {:7.3f} {:7.3f}"
          .format(name, m, *figures), flush=True)

print("error of an article's shares, and log loss: before and calibrated\n"
      f"{'':22} {'labels':>6}  {'counted':>15}  {'mean posterior':>15}"
      f"  {'labels':>7}  {'log loss':>15}")
sums = {m: [] for m in SIZES}
for name in DOMAINS:
    rows = [json.loads(line) for line in open(f"{data}/{name}.ndjson", encoding="utf-8")]
    rows = [row for row in rows if row.get("label") in CLASSES]
    random.Random(7).shuffle(rows)
    rows = rows[:MOST]
    before = score(model, rows)
    for m in SIZES:
        figures = [0.0] * 7
        for draw in range(DRAWS):
            rng = random.Random(100 * draw + m)
            drawn = set(rng.sample(range(len(rows)), m))
            write(work + "/labels.ndjson", [rows[i] for i in sorted(drawn)])
            shutil.rmtree(work + "/models", ignore_errors=True)
            subprocess.run([tenor, "calibrate", "-q", "--models", model, "--seed", str(draw + 1),
                            "--labels", work + "/labels.ndjson", "-o", work + "/models"],
                           capture_output=True, check=True)
            after = score(work + "/models", rows)
            rest = [i for i in range(len(rows)) if i not in drawn and before[i]]
            label = [CLASSES.index(rows[i]["label"]) for i in rest]
            p, q = [before[i] for i in rest], [after[i] for i in rest]
            share = [sum(rows[i]["label"] == c for i in drawn) / m for c in CLASSES]
            articles = list(articles_of(rng, label))
            got = [error(articles, label, [[float(x[c] == max(x)) for c in range(3)] for x in of])
                   for of in (p, q)]
            got += [error(articles, label, of) for of in (p, q)]
            got += [error(articles, label, [share] * len(rest)), log_loss(label, p),
                    log_loss(label, q)]
            figures = [f + g / DRAWS for f, g in zip(figures, got)]
        sums[m].append(figures)
        show(name, m, figures)
for m in SIZES:
    mean = [sum(f[k] for f in sums[m]) / len(sums[m]) for k in range(7)]
    show(f"mean of {len(DOMAINS)}", m, mean)
PYTHON
