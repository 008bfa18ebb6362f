#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What 50, 100 and 200 labels of a site are worth to `tenor calibrate`.

Usage: tests/bench/shares.py TENOR DATA

Sets that the models have not seen stand for sites. Labels are drawn, the model is calibrated with
them, and an article's shares are measured on the rest. Articles are the set's own topics and threads
where it has any, otherwise 20 to 200 comments whose classes are mixed by a Dirichlet distribution
about the set's. Means of five draws of labels:

- the mean absolute error of a class's share, before and calibrated: labels counted, the mean
  posterior (which a batch publishes), EMQ (M. Saerens, P. Latinne, C. Decaestecker 2002), and the
  shares of the site's labels for every article;
- how often the calibrated intervals hold the truth, and their width, with the correlation of an
  article's labels (engine/stats/share.c) that the other sets have;
- log loss with the deviations of the fit's priors (engine/train/site_fit.h) that are best on the
  other sets.

Sets with two of three classes (*) are measured on these two.
"""
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from quantification import CLASSES, SAME, covered, train

SENTIMENT = ("youtube_sentistrength facebook_posts ted_comments reddit_us_vs_them tweets_debate "
             "tweets_airline restaurants_semeval14 sst_sentences").split()
# name: head, files, what its model is trained without ("": the bundled one has not seen them), and
# the member that names a row's topic
SITES = {name: ("sentiment", [f"sentiment/{name}"], "", None) for name in SENTIMENT} | {
    "topics_2015": ("sentiment", ["topics/semeval_topics_2015train", "topics/semeval_topics_2015test"], "", "topic"),
    "topics_2016": ("sentiment", ["topics/semeval_topics_2016train", "topics/semeval_topics_2016test"], "", "topic"),
    "nyt_comments": ("sentiment", ["sentiment/nyt_comments"], "nyt_comments", "article"),
    "vaccine_lies": ("stance", ["stance/vaccine_lies"], "", "target"),
    "touche23_arguments": ("stance", ["stance/touche23_arguments"], "", "target"),
    "ibm_claims": ("stance", ["stance/ibm_claims"], "", "target"),
    "perspectrum": ("stance", ["stance/perspectrum"], "", "target"),
    "rumoureval2017": ("reply", ["reply/rumoureval2017_train"], "rumoureval2017_train", "source_id")}
SIZES, DRAWS, ARTICLES, STRENGTH, FEWEST = (50, 100, 200), 5, 100, 6.0, 10
SLOPES, BIASES, BUILT_IN = (.1, .25, .5, 1, 2), (.25, .5, 1, 2), (.25, 1)


def read(data, files, topic):
    for file in files:
        with open(f"{data}/{file}.ndjson", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = {key: row[key] for key in ("text", "target", "parent_text") if row.get(key)}
                yield {"label": SAME.get(row["label"], row["label"]), **text}, row.get(topic)


def score(tenor, models, path, head):
    """posteriors, NaN where a row is not scored"""
    run = subprocess.run([tenor, "score", "-q", "--models", models, "--input-format", "labelled", path],
                         stdout=subprocess.PIPE, check=True)
    heads = (json.loads(line)[head] for line in run.stdout.splitlines())
    return np.array([[h["p"][c] for c in CLASSES[head]] if h else [np.nan] * 3 for h in heads])


def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for i, row in enumerate(rows):
            out.write(json.dumps({"id": str(i), **row}) + "\n")


def loss_of(x, log_p, label, slope_deviation, bias_deviation):
    """tn_site_loss of engine/train/site_fit.c, of all rows together, and its gradient"""
    logits = x[0] * log_p + x[1:]
    error = softmax(logits, 1) - np.eye(log_p.shape[1])[label]
    off = np.append((x[0] - 1) / slope_deviation, x[1:] / bias_deviation)
    loss = -log_softmax(logits, 1)[np.arange(len(label)), label].sum() + (off ** 2).sum() / 2
    return loss, (np.append((error * log_p).sum(), error.sum(0)) +
                  off / np.append(slope_deviation, [bias_deviation] * log_p.shape[1]))


def fit(log_p, label, deviations):
    x = minimize(loss_of, np.append(1, np.zeros(log_p.shape[1])), (log_p, label, *deviations), jac=True).x
    return max(x[0], 0), x[1:] - x[1:].mean()


def emq(p, prior):
    share = prior
    for _ in range(200):
        weighted = p * (share / prior)
        share = (weighted / weighted.sum(1, keepdims=True)).mean(0)
    return share


def articles_of(rng, label, topic, rest):
    if topic is not None:
        found = (rest[topic[rest] == t] for t in np.unique(topic[rest]))
        return [rows for rows in found if len(rows) >= FEWEST]
    of = [rest[label[rest] == c] for c in range(3)]
    mixes = rng.dirichlet([STRENGTH * len(rows) / len(rest) for rows in of], ARTICLES)
    counts = (rng.multinomial(rng.integers(20, 201), mix) for mix in mixes)
    return [np.concatenate([rng.choice(rows, n) for rows, n in zip(of, count)]) for count in counts]


def figures_of(label, p, q, prior, share):
    n, truth, x = len(label), np.eye(3)[label].mean(0), q[:, 2] - q[:, 0]
    return {"n": n, "truth": truth, "counted": np.eye(3)[p.argmax(1)].mean(0), "mean": p.mean(0),
            "counted, calibrated": np.eye(3)[q.argmax(1)].mean(0), "mean, calibrated": q.mean(0),
            "EMQ, calibrated": emq(q, prior), "labels": share, "variance": (q * (1 - q)).sum(0) / n ** 2,
            "score": x.mean(), "true_score": truth[2] - truth[0],
            "score_variance": (q[:, 0] + q[:, 2] - x * x).sum() / n ** 2}


ESTIMATES = ["counted", "mean", "counted, calibrated", "mean, calibrated", "EMQ, calibrated", "labels"]


def draw_labels(tenor, models, work, head, rows, label, topic, p, m, seed):
    """articles' figures where m labels are drawn, and what the fit and the log loss are"""
    rng = np.random.default_rng(1000 * m + seed)
    drawn = rng.choice(len(rows), m, replace=False)
    rest = np.setdiff1d(np.arange(len(rows)), drawn)
    write(work + "/labels.ndjson", [rows[i] for i in drawn])
    site = work + "/site"
    shutil.rmtree(site, ignore_errors=True)
    subprocess.run([tenor, "calibrate", "-q", "--models", models, "--seed", str(seed + 1), "--labels",
                    work + "/labels.ndjson", "-o", site], stdout=subprocess.DEVNULL, check=True)
    with open(f"{site}/{head}/model.json", encoding="utf-8") as file:
        fitted = json.load(file)["site"]
    q = score(tenor, site, work + "/rows.ndjson", head)
    share = np.bincount(label[drawn], minlength=3) / m
    articles = [figures_of(label[a], p[a], q[a], q[rest].mean(0), share)
                for a in articles_of(rng, label, topic, rest)]
    out = {key: np.array([a[key] for a in articles]) for key in articles[0]}
    error = np.array(fitted["standard_errors"])
    out["error2"] = np.tile(error ** 2, (len(articles), 1))
    log_p = np.log(np.maximum(p, 1e-12))
    out["fit"] = (log_p[drawn], label[drawn], log_p[rest], label[rest])
    if fitted["labels"] == m and not fitted["labels_alone"]: # no copies: the fit here is that of the command
        slope, bias = fit(*out["fit"][:2], BUILT_IN)
        assert abs(slope - fitted["slope"]) < 2e-3 and abs(bias - fitted["biases"]).max() < 5e-3
    out["alone"] = fitted["labels_alone"]
    out["log_loss"] = [-log_p[rest, label[rest]].mean(), -np.log(q[rest, label[rest]]).mean()]
    return out


def measure(tenor, data, work, name):
    """m: what its draws gave"""
    head, files, without, topic_member = SITES[name]
    models = train(tenor, data, work, head, without) + "/" + head if without else f"models/{head}-en"
    pairs = [(row, topic) for row, topic in read(data, files, topic_member) if row["label"] in CLASSES[head]]
    write(work + "/rows.ndjson", [row for row, _ in pairs])
    p = score(tenor, models, work + "/rows.ndjson", head)
    scored = np.flatnonzero(~np.isnan(p[:, 0]))
    rows, p = [pairs[i][0] for i in scored], p[scored]
    write(work + "/rows.ndjson", rows)
    label = np.array([CLASSES[head].index(row["label"]) for row in rows])
    topic = np.array([pairs[i][1] for i in scored]) if topic_member else None
    draws = {m: [draw_labels(tenor, models, work, head, rows, label, topic, p, m, seed)
                 for seed in range(DRAWS)] for m in SIZES}
    return {"draws": draws, "classes": np.flatnonzero(np.bincount(label, minlength=3)), "topics": topic is not None}


def together(site, m, key):
    return np.concatenate([draw[key] for draw in site["draws"][m]])


def correlation(site, m):
    """of an article's labels beyond their posteriors: what error is left a comment and a pair of them"""
    c, n = site["classes"], together(site, m, "n")[:, None]
    variance = together(site, m, "variance")[:, c]
    left = (together(site, m, "mean, calibrated") - together(site, m, "truth"))[:, c] ** 2 - \
        variance - together(site, m, "error2")[:, c]
    return left.sum() / (variance * (n - 1)).sum()


def coverage(site, m, rho):
    c, n = site["classes"], together(site, m, "n")
    factor, error2 = 1 + (n - 1) * rho, together(site, m, "error2")
    shares = covered(*(together(site, m, key)[:, c] for key in ("truth", "mean, calibrated")),
                     together(site, m, "variance")[:, c] * factor[:, None], error2[:, c], n[:, None], 0)
    return (*shares, *covered(*(together(site, m, key) for key in ("true_score", "score")),
                              together(site, m, "score_variance") * factor, error2[:, 3], n, -1))


def show(name, m, figures, alone=""):
    print("{:24} {:6}".format(name, m), *("%8.3f" % x for x in figures), alone)


def show_errors(sites, m):
    print(f"\n{'error of shares, log loss':24} {'labels':>6}  counted     mean|calibrated:   mean      EMQ"
          "| labels'|log loss calibrated    (draws where labels alone are better)")
    rows = []
    for name, site in sites.items():
        c, truth = site["classes"], together(site, m, "truth")
        row = [abs(together(site, m, key) - truth)[:, c].mean() for key in ESTIMATES]
        row += list(np.mean([draw["log_loss"] for draw in site["draws"][m]], 0))
        alone = sum(draw["alone"] for draw in site["draws"][m])
        show(name + (" *" if len(c) < 3 else ""), m, row, "(%d)" % alone if alone else "")
        rows.append(row)
    show("mean", m, np.mean(rows, 0))


def show_coverage(sites, m):
    with_topics = {name: correlation(site, 100) for name, site in sites.items() if site["topics"]}
    print(f"\n{'calibrated intervals':24} {'labels':>6}  own rho others'|  shares    width|    mean    width")
    for topics in (True, False):
        rows = []
        for name, site in sites.items():
            if site["topics"] == topics:
                rho = np.mean([r for other, r in with_topics.items() if other != name])
                rows.append([correlation(site, m), rho, *coverage(site, m, rho)])
                show(name, m, rows[-1])
        show("mean, topics and threads" if topics else "mean, simulated", m, np.mean(rows, 0))
    return np.mean(list(with_topics.values()))


def show_priors(sites, m):
    """deviations of the priors' slope and biases by the sets that are not judged"""
    grid, loss = list(itertools.product(SLOPES, BIASES)), {}
    for name, site in sites.items():
        losses = []
        for draw in site["draws"][m]:
            log_p, label, log_p_rest, rest = draw["fit"]
            of = (fit(log_p, label, deviations) for deviations in grid)
            losses.append([-log_softmax(slope * log_p_rest + bias, 1)[np.arange(len(rest)), rest].mean()
                           for slope, bias in of])
        loss[name] = np.mean(losses, 0)
    print(f"\nlog loss by {m} labels: with the priors' deviations best on the other sets, "
          "with the built-in ones, the best in hindsight")
    rows, built_in = [], grid.index(BUILT_IN)
    for name, losses in loss.items():
        best = int(np.argmin(np.mean([other for key, other in loss.items() if key != name], 0)))
        rows.append([losses[best], losses[built_in], losses.min()])
        show(name, m, rows[-1], "slope %g, biases %g" % grid[best])
    show("mean", m, np.mean(rows, 0))


def main():
    tenor, data = sys.argv[1:3]
    if not os.path.isdir(os.path.join(data, "topics")):
        print(f"bench-shares: skipped, no labelled sets in '{data}'")
        return
    with tempfile.TemporaryDirectory() as work:
        sites = {name: measure(tenor, data, work, name) for name in SITES}
    simulated = {name: site for name, site in sites.items() if not site["topics"]}
    for m in SIZES:
        show_errors(simulated, m)
        show_errors({name: site for name, site in sites.items() if site["topics"]}, m)
    for m in SIZES:
        rho = show_coverage(sites, m)
    for m in SIZES:
        show_priors(simulated, m)
    print("\nengine/stats/share.c: the correlation of an article's labels is %.3f" % rho)


if __name__ == "__main__":
    main()
