#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far are an article's shares from the truth where the models have not been trained?

Usage: tests/bench/quantification.py TENOR DATA

Articles of 20 to 200 comments are drawn from each left-out domain, half with the domain's own mix
of classes, half with any. Of each domain: the mean absolute error of counted labels and of mean
posteriors; how often the intervals of shares and of the mean score hold the truth, and their mean
width, with the errors of the other domains. Last, the table of engine/stats/share.c. Errors are
root mean squares over k domains, times Student's quantile with k degrees of freedom over that of
the normal distribution: a domain's comments err together, so k is how many errors are known.

Domains with two of three classes (*) are measured between these two, and are in no table.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.stats import t as student

CLASSES = {"sentiment": ["negative", "neutral", "positive"], "stance": ["against", "none", "favor"],
           "reply": ["disagree", "neutral", "agree"]}
SAME = {"deny": "disagree", "support": "agree", "comment": "neutral", "query": "neutral"}
# each head's domains by what its model is trained without; by nothing: the bundled one has not seen them
DOMAINS = {
    "sentiment": {"": "youtube_sentistrength facebook_posts ted_comments reddit_us_vs_them "
                      "tweets_debate tweets_airline restaurants_semeval14 sst_sentences"},
    "stance": {"": "ibm_claims perspectrum touche23_arguments vaccine_lies gwsd_climate multi_target",
               "youtube_immigration reddit_us_vs_them": "youtube_immigration reddit_us_vs_them",
               "title_stance reddit_stance mt_csd": "title_stance mt_csd"},
    "reply": {"debagreement comment_pairs reddit_reply": "debagreement comment_pairs",
              "rumoureval2017_train": "rumoureval2017_train"}}
SIZES = [20, 50, 100, 200]
ARTICLES = 1000  # of each mix
Z = 1.6448536269514722
random = np.random.default_rng(1)


def train(tenor, data, work, head, without):
    models = os.path.join(work, head + without.replace(" ", "_"))
    subprocess.run(["sh", "-euc", """tenor=$1 data=$2 made=$3 known=$2/stance replies=$2/reply
        [ -d "$made" ] || /usr/bin/python3 models/prepare.py "$data" "$made"
        . models/recipe.sh
        train_%s "$4/%s" %s""" % (head, head, without), "sh", tenor, data, work + "/made", models], check=True)
    return models


def score(tenor, data, models, head, name):
    """true classes, and posteriors"""
    path, classes = f"{data}/{head}/{name}.ndjson", CLASSES[head]
    scored = subprocess.run([tenor, "score", "-q", "--input-format", "labelled", "--models", models, path],
                            stdout=subprocess.PIPE, check=True).stdout.splitlines()
    truth, p = [], []
    with open(path, encoding="utf-8") as rows:
        for row, result in zip(map(json.loads, rows), map(json.loads, scored)):
            label = SAME.get(row["label"], row["label"])
            if result[head] and label in classes:
                truth.append(classes.index(label))
                p.append([result[head]["p"][c] for c in classes])
    truth, p = np.array(truth), np.array(p)
    there = np.bincount(truth, minlength=3) > 0
    p[:, ~there] = 0
    return truth, p / p.sum(1, keepdims=True)


def article(truth, p):
    n, one = len(truth), np.eye(3)
    x, t = p[:, 2] - p[:, 0], one[truth].mean(0)
    return {"n": n, "truth": t, "counted": one[p.argmax(1)].mean(0), "share": p.mean(0),
            "variance": (p * (1 - p)).sum(0) / n ** 2, "mean": x.mean(), "true_mean": t[2] - t[0],
            "mean_variance": (p[:, 0] + p[:, 2] - x * x).sum() / n ** 2}


def simulate(truth, p):
    of = [rows for rows in (np.flatnonzero(truth == c) for c in range(3)) if len(rows)]
    drawn = []
    for i in range(2 * ARTICLES):
        n = SIZES[i % len(SIZES)]
        if i < ARTICLES:
            rows = random.integers(0, len(truth), n)
        else:
            count = random.multinomial(n, random.dirichlet([1] * len(of)))
            rows = np.concatenate([random.choice(r, k) for r, k in zip(of, count)])
        drawn.append(article(truth[rows], p[rows]))
    out = {key: np.array([a[key] for a in drawn]) for key in drawn[0]}
    out["classes"] = len(of)
    out["s2"] = ((out["share"] - out["truth"]) ** 2).mean(0)
    out["mean_s2"] = ((out["mean"] - out["true_mean"]) ** 2).mean()
    return out


def spread2(errors2):
    """the variance that makes an interval of Z standard deviations one of Student's t"""
    return np.mean(errors2, 0) * (student.ppf(0.95, len(errors2)) / Z) ** 2


def covered(truth, centre, variance, s2, n, least):
    half = Z * np.sqrt(variance + s2)
    low = np.maximum(least, np.floor((centre - half) * n) / n)
    high = np.minimum(1, np.ceil((centre + half) * n) / n)
    return ((truth >= low - 1e-9) & (truth <= high + 1e-9)).mean(), (high - low).mean()


def report(head, domains):
    three = [d for d in domains.values() if d["classes"] == 3]
    print(f"\n{head:28s} own mix: counted   mean p   any mix: counted   mean p   covered width   mean covered width")
    rows = []
    for name, d in domains.items():
        others = [o for o in three if o is not d]
        n = d["n"][:, None]
        row = []
        for mix in (slice(ARTICLES), slice(ARTICLES, None)):
            row += [abs(d[key] - d["truth"])[mix].sum(1).mean() / d["classes"] for key in ("counted", "share")]
        there = d["truth"].any(0)
        row += covered(*(d[key][:, there] for key in ("truth", "share", "variance")),
                       spread2([o["s2"] for o in others])[there], n, 0)
        row += covered(d["true_mean"], d["mean"], d["mean_variance"], spread2([o["mean_s2"] for o in others]), d["n"], -1)
        if d["classes"] == 3:
            rows.append(row)
        print_row(name + ("" if d["classes"] == 3 else " *"), row)
    print_row("mean of three classes", np.mean(rows, 0))
    s = np.sqrt(spread2([d["s2"] for d in three]))
    mean = np.sqrt(spread2([d["mean_s2"] for d in three]))
    return "    [TENOR_%s] = { { %s }, %.3f }," % (head.upper(), ", ".join("%.3f" % x for x in s), mean)


def print_row(name, row):
    print("%-28s %16.3f %8.3f %18.3f %8.3f %9.3f %5.2f %14.3f %5.2f" % (name, *row))


def main():
    tenor, data = sys.argv[1:3]
    if not os.path.isdir(os.path.join(data, "stance")):
        print(f"bench-quantification: skipped, no labelled sets in '{data}'")
        return
    table = []
    with tempfile.TemporaryDirectory() as work:
        for head, models in DOMAINS.items():
            domains = {}
            for without, names in models.items():
                trained = train(tenor, data, work, head, without) if without else "models"
                for name in names.split():
                    domains[name] = simulate(*score(tenor, data, trained, head, name))
            table.append(report(head, domains))
    print("\nengine/stats/share.c:", *table, sep="\n")


if __name__ == "__main__":
    main()
