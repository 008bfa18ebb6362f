#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often differences, shrunk means, trends and changes are right, where the truth is known.

differences.py NUMERIC_DUMP: simulates sites of articles whose comments have two-peaked scores and authors
who write several of them; all figures are the library's, through numeric_dump. Exit status 1 if coverage of
90 % intervals leaves 0.85 to 1, or a test at 5 % finds more than 9 % where there is nothing.
"""
import json
import subprocess
import sys

import numpy as np
from scipy import stats

random = np.random.default_rng(19)
failed = False


def library(queries):
    text = "".join(json.dumps(q) + "\n" for q in queries)
    done = subprocess.run([sys.argv[1]], input=text, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def people(n):
    """authors of 1 to many comments"""
    author = np.zeros(n, int)
    for i in range(1, n):
        author[i] = author.max() + 1 if random.uniform() < 0.6 else author[random.integers(i)]
    return author


def scores(mean, author):
    """near the scale's ends, authors with a mood of their own"""
    level = np.clip(mean + random.normal(0, 0.22, len(author))[author], -0.99, 0.99)
    return 2 * random.beta(0.6 * (1 + level), 0.6 * (1 - level)) - 1


def comments(mean, n):
    author = people(n)
    return scores(mean, author), author


def moderated(articles):
    """(mean, variance, degrees) of each as the library makes them of jackknife and pooled variance"""
    jack = library([{"statistic": "jackknife", "x": np.sort(x).tolist(), "group": a[np.argsort(x)].tolist()}
                    for x, a in articles])
    degrees = sum(len(x) - 1 for x, _ in articles)
    pooled = sum(np.sum((x - x.mean()) ** 2) for x, _ in articles) / degrees
    out = []
    for j in jack:
        own = (j["n_groups"] - 1) * j["variance"] if j["n_groups"] > 1 else 0.0
        out.append((j["mean"], (3 * pooled * j["overlap"] + own) / (j["n_groups"] + 2), j["n_groups"] + 2))
    return np.array(out)


SIZES = {"10 to 79": lambda: int(random.integers(10, 80)), "2 to 400, most small": lambda: int(min(400, 2 + 8 * random.pareto(1.1)))}


def site(n, tau, size, mean=-0.1):
    truth = random.normal(mean, tau, n) if tau else np.full(n, mean)
    return truth, moderated([comments(t, SIZES[size]()) for t in truth])


def means(rows):
    return {"statistic": "hierarchy", **{k: rows[:, i].tolist() for i, k in enumerate(("mean", "variance", "degrees"))}}


def coverage():
    global failed
    print("shrunk means: comments an article, articles, sd of true means: coverage of 90 %, width, said to differ")
    for size in SIZES:
        for n in (8, 30, 100):
            for tau in (0, 0.05, 0.15, 0.3):
                sites = [site(n, tau, size) for _ in range(max(20, 1200 // n))]
                held, width, differ = [], [], []
                for (truth, _), m in zip(sites, library([means(rows) for _, rows in sites])):
                    half = np.array(m["high"]) - m["shrunk"]
                    held.append(np.mean(abs(truth - m["shrunk"]) <= half))
                    width.append(2 * half.mean())
                    differ.append(m["differ"])
                print(f"  {size:22} {n:4d} {tau:5.2f}: {np.mean(held):.3f} {np.mean(width):.2f} {np.mean(differ):.2f}", flush=True)
                failed |= np.mean(held) < 0.85


def nights():
    global failed
    print("two nights of 30 articles, sd 0.1: shift: found at 5 % by random effects, by Kolmogorov-Smirnov")
    for size in SIZES:
        for shift in (0, 0.06, 0.12):
            pairs = [[site(30, 0.1, size, -0.1 + s)[1] for s in (0, shift)] for _ in range(200)]
            models = library([means(rows) for pair in pairs for rows in pair])
            z = [(b["mean"] - a["mean"]) / np.sqrt(a["variance"] + b["variance"]) for a, b in zip(models[::2], models[1::2])]
            found = np.mean(2 * stats.norm.sf(np.abs(z)) < 0.05)
            ks = np.mean([stats.ks_2samp(a[:, 0], b[:, 0]).pvalue < 0.05 for a, b in pairs])
            print(f"  {size:22} {shift:5.2f}: {found:.2f} {ks:.2f}", flush=True)
            failed |= shift == 0 and found > 0.09


def hours_p(time, score, author):
    """what a regression on hours with a sandwich variance over authors (CR1) would say"""
    x, n, g = time - time.mean(), len(time), len(set(author))
    slope = x @ score / (x @ x)
    meat = np.bincount(author, x * (score - score.mean() - slope * x))
    error = np.sqrt(g / (g - 1) * (n - 1) / (n - 2) * np.sum(meat ** 2)) / (x @ x)
    return 2 * stats.t.sf(abs(slope) / error, g - 1)


def trends():
    global failed
    print("trends: comments, change from first to last: found at 5 %, by Mann-Kendall over buckets, by hours (CR1)")
    for n in (20, 60, 200):
        for change in (0, 0.4, 0.8):
            queries, buckets, hours = [], [], []
            for _ in range(400):
                time = np.sort(np.exp(random.normal(0, 1.3, n)))
                score, author = comments(np.linspace(-0.1 - change / 2, -0.1 + change / 2, n), n)
                queries.append({"statistic": "trend", "time": time.tolist(), "value": score.tolist(), "group": author.tolist()})
                bucket = ((time - time[0]) / (time[-1] - time[0]) * min(24, n // 3)).astype(int)
                level = [score[bucket == b].mean() for b in np.unique(bucket)]
                buckets.append(stats.kendalltau(np.arange(len(level)), level)[1] < 0.05)
                hours.append(hours_p(time, score, author) < 0.05)
            found = np.mean([t["p_value"] is not None and t["p_value"] < 0.05 for t in library(queries)])
            print(f"  {n:4d} {change:4.1f}: {found:.2f} {np.mean(buckets):.2f} {np.mean(hours):.2f}", flush=True)
            failed |= change == 0 and found > 0.09


def one_article(before, after, change, again, rare):
    """`again`: authors of several comments are on either side; rare: not scores but a class of 8 %"""
    author = random.permutation(people(before + after)) if again else np.append(people(before), people(after) + before)
    time = np.repeat([0.0, 1.0], [before, after])
    if rare:
        own = random.beta(0.8, 9, before + after)[author] > random.uniform(size=before + after)
        return time, np.where(own, random.uniform(0.5, 1, before + after), random.uniform(0, 0.1, before + after)), author
    return time, scores(-0.1 + change * (time - 0.5), author), author


def articles(n, change, spanning):
    """of 5 to 59 comments and sd 0.15; this share of them goes on after the moment, others are on either side"""
    time, value, group = [], [], []
    for a in range(n):
        size, spans = int(random.integers(5, 60)), a < spanning * n
        own = (random.uniform(size=size) < 0.5) * 1.0 if spans else np.full(size, float(a % 2))
        time.append(own)
        value.append(comments(-0.1 + random.normal(0, 0.15) + change * (own - 0.5), size)[0])
        group.append(np.full(size, a))
    return [np.concatenate(x) for x in (time, value, group)]


def moments():
    global failed
    print("before and after a moment: change: found at 5 %")
    kinds = {f"{b} and {a} comments, {'authors on either side' if again else 'others after'}{', a class of 8 %' if rare else ''}":
             lambda c, b=b, a=a, again=again, rare=rare: one_article(b, a, c, again, rare)
             for b, a in ((40, 40), (40, 10), (200, 40), (200, 10)) for again in (True, False) for rare in (False, True)}
    kinds |= {f"{n} articles, {share:.0%} on both sides": lambda c, n=n, share=share: articles(n, c, share)
              for n in (12, 30) for share in (0, 0.5, 1)}
    for name, draw in kinds.items():
        found = []
        for change in (0,) if "class" in name else (0, 0.25, 0.5):
            rows = [draw(change) for _ in range(1000)]
            tests = library([{"statistic": "moment", "time": t.tolist(), "value": x.tolist(), "group": g.tolist()} for t, x, g in rows])
            found.append(np.mean([t["p_value"] is not None and t["p_value"] < 0.05 for t in tests]))
        print(f"  {name:58}", *(f"{f:.3f}" for f in found), flush=True)
        failed |= found[0] > 0.09


coverage()
nights()
trends()
moments()
sys.exit(int(failed))
