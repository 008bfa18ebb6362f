#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the library's statistics against SciPy, or against a few independent lines.

compare.py NUMERIC_DUMP: prints the largest relative difference of every figure over seeded random
samples, and the digits reached on NIST's univariate data sets. Exit status 1 if a figure differs by
more than its limit, 77 without SciPy. NIST's files are those of $TENOR_SHARED (../shared if unset).
"""
import csv
import itertools
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal, getcontext
from fractions import Fraction

try:
    import numpy as np
    from scipy import special, stats
except ImportError:
    print("SciPy is not here (python3-scipy)")
    sys.exit(77)

LIMIT = 1e-9
NIST = os.environ.get("TENOR_SHARED", "../shared") + "/robustness/nist_strd_univariate"
# a larger limit and its reason
LIMITS = {}
random = np.random.default_rng(20)
cases = []  # (input, expected figures)


def case(statistic, expected, **arrays):
    lists = {k: v.tolist() if hasattr(v, "tolist") else v for k, v in arrays.items()}
    cases.append(({"statistic": statistic, **lists}, expected))


# ---------------------------------------------------------------- distribution


def score_samples():
    for n in (1, 2, 3, 4, 5, 9, 10, 50, 333, 2000):
        yield np.clip(random.normal(0.1, 0.5, n), -1, 1)
        yield random.choice([-0.9, -0.3, 0.0, 0.1, 0.8, 1.0], n)
    yield random.integers(-10, 11, 500) / 10  # every value is an edge
    yield 1e7 + random.integers(0, 3, 1001) / 10


def moments():
    for x in score_samples():
        x, n = np.sort(x), len(x)
        spread = n > 1 and x[0] < x[-1]
        exact = sum(map(Fraction, x)) / n
        mean, d = float(exact), np.array([float(Fraction(v) - exact) for v in x])
        sd = math.sqrt(math.fsum(d * d) / (n - 1)) if n > 1 else None
        q1, median, q3 = np.quantile(x, [0.25, 0.5, 0.75])
        case("moments", {
            "mean": mean, "sd": sd, "median": median, "q1": q1, "q3": q3,
            "skewness": math.fsum((d / sd) ** 3) / n if spread and n > 2 else None,
            "kurtosis": math.fsum((d / sd) ** 4) / n - 3 if spread and n > 3 else None}, x=x)


def distribution():
    edges = np.array([(i - 10) / 10 for i in range(21)])
    for x in score_samples():
        inside = x[np.abs(x) <= 1]
        case("distribution", {"histogram": np.histogram(inside, edges)[0]}, x=random.permutation(x))


def layered_agreement(count):
    """van der Eijk by peeling layers, in rationals"""
    left, k, total, a = list(count), len(count), sum(count), Fraction(0)
    while any(left):
        p = [c > 0 for c in left]
        layer = min(c for c in left if c)
        triples = Counter("".join("01"[v] for v in t) for t in itertools.combinations(p, 3))
        up, down = triples["110"] + triples["011"], triples["101"]
        u = Fraction((k - 2) * up - (k - 1) * down, (k - 2) * (up + down)) if up + down else 1
        a += Fraction(layer * sum(p), total) * u * (1 - Fraction(sum(p) - 1, k - 1))
        left = [c - layer if c else 0 for c in left]
    return a


def classes():
    samples = [random.integers(0, 30, int(random.integers(2, 9))) for _ in range(60)]
    samples += [np.array(c) for c in ((5, 0, 5), (0, 7, 0), (4, 4, 4), (30, 40, 210, 130, 530, 50, 10), (1, 0, 0))]
    for count in samples:
        first, last = int(count[0]), int(count[-1])
        if count.sum() == 0:
            continue
        a = layered_agreement([int(c) for c in count])
        case("classes", {
            "agreement": float(a), "polarization": float((1 - a) / 2),
            "balance": min(first, last) / max(first, last) if first + last else None,
        }, count=count)


def shares():
    """in numpy, with the table of errors as it stands in the source"""
    source = open(os.path.join(os.path.dirname(__file__), "../../engine/stats/share.c"), encoding="utf-8").read()
    table = [[float(x) for x in re.findall(r"0\.\d+", row)] for row in re.findall(r"\[TENOR_\w+\] = (\{ .*)", source)]
    for i in range(120):
        head, k, n = i % 3, 2 + i % 2, int(random.integers(1, 80))
        p = random.dirichlet([0.5] * k, n).astype(np.float32).astype(float)
        spread = [table[head][0], *table[head][1:k - 1], *table[head][2:]]
        site = random.uniform(0, 0.1, k + 1) if i % 4 > 1 else np.array([])  # calibrated
        errors, rho = site if len(site) else np.array(spread), i / 400
        design = 1 + (n - 1) * rho if len(site) else 1
        x = p[:, -1] - p[:, 0]

        def bounds(mean, variance, s, least):
            half = stats.norm.ppf(0.95) * np.sqrt(variance * design / n ** 2 + np.square(s))
            low, high = np.floor((mean - half) * n) / n, np.ceil((mean + half) * n) / n
            return (np.maximum(low, least), np.minimum(high, 1)) if n > 1 else (least + 0 * low, 1 + 0 * low)

        low, high = bounds(p.mean(0), (p * (1 - p)).sum(0), errors[:k], 0)
        mean_low, mean_high = bounds(x.mean(), (p[:, 0] + p[:, -1] - x * x).sum(), errors[k], -1)
        case("shares", {"share": p.mean(0), "low": low, "high": high, "mean_low": float(mean_low),
                        "mean_high": float(mean_high)}, p=p.ravel(), head=head, classes=k, error=site, correlation=rho)


# ----------------------------------------------------------------- association


def halton(table):
    """Freeman-Halton by listing every table, in integers"""
    rows, columns = table.sum(1), table.sum(0)

    def fill(r, left):
        if r == len(rows) - 1:
            yield (tuple(left),)
            return
        for row in itertools.product(*(range(c + 1) for c in left)):
            if sum(row) == rows[r]:
                for rest in fill(r + 1, [c - v for c, v in zip(left, row)]):
                    yield (row,) + rest

    def weight(t):
        w = Fraction(1)
        for v in itertools.chain(*t):
            w /= math.factorial(v)
        return w

    weights = [weight(t) for t in fill(0, [int(c) for c in columns])]
    here = weight([[int(v) for v in row] for row in table])
    return float(sum(w for w in weights if w <= here) / sum(weights))


def table_expected(table):
    live = table[table.sum(1) > 0][:, table.sum(0) > 0]
    out = {"p_value": None}
    if table.shape[0] <= 3 and table.shape[1] <= 3:
        out.update(chi_square=None, chi_square_p=None, cramers_v=None, min_expected=None)
        if min(live.shape) > 1:
            chi, p, _, expected = stats.chi2_contingency(live, correction=False)
            v = math.sqrt(chi / live.sum() / (min(live.shape) - 1))
            out.update(chi_square=chi, chi_square_p=p, cramers_v=v, min_expected=expected.min())
    return live, out


def tables():
    for _ in range(60):
        table = random.integers(0, random.choice([4, 10, 40, 3000], p=[0.4, 0.3, 0.2, 0.1]), (2, 2))
        live, out = table_expected(table)
        out["fisher"] = out["p_value"] = stats.fisher_exact(table)[1] if min(live.shape) > 1 else None
        case("table", out, cell=table.ravel(), rows=2, columns=2, draws=999)
    for shape in [(3, 3)] * 25 + [(2, 3)] * 5 + [(4, 2)] * 5:
        table = random.integers(0, 4, shape)
        live, out = table_expected(table)
        out["p_value"] = halton(live) if min(live.shape) > 1 else None
        case("table", out, cell=table.ravel(), rows=shape[0], columns=shape[1], draws=999)


def spearman():
    for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 30, 500):
        for ties in (False, True, True):
            x = random.integers(0, 4, n).astype(float) if ties else random.normal(size=n)
            y = np.round(x + random.normal(size=n)) if ties else x + 2 * random.normal(size=n)
            if len(set(x)) < 2 or len(set(y)) < 2:
                case("spearman", {"rho": None, "p_value": None}, x=x, y=y)
                continue
            rho = stats.pearsonr(stats.rankdata(x), stats.rankdata(y))[0] if n > 2 else np.sign((x[1] - x[0]) * (y[1] - y[0]))
            if n > 9:
                p = stats.spearmanr(x, y)[1]
            else:
                a, b = 2 * stats.rankdata(x) - n - 1, 2 * stats.rankdata(y) - n - 1
                orders = np.array(list(itertools.permutations(b)))
                p = np.mean(np.abs(orders @ a) >= abs(a @ b))
            case("spearman", {"rho": rho, "p_value": p}, x=x, y=y)


# ----------------------------------------------------------------------- trend


def trend():
    """least squares on mid-ranks by lstsq, anew without each author"""
    for n, authors in ((3, 3), (5, 4), (12, 8), (60, 25), (400, 150)):
        for spread in (3, 1e6):
            time, group = np.round(random.exponential(spread, n)), random.integers(0, authors, n)
            group[:3] = 0, 1, 2
            time[:3] = 0, spread, 2 * spread
            value = np.clip(random.normal(0, 0.5, n) + random.normal(0, 0.2, authors)[group], -1, 1)
            place = (stats.rankdata(time) - 1) / (n - 1)

            def slope(keep):
                x = place[keep]
                return np.nan if np.ptp(x) == 0 else np.linalg.lstsq(np.c_[x, 0 * x + 1], value[keep], rcond=None)[0][0]

            without = [slope(group != g) for g in np.unique(group)]
            count, whole = len(without), slope(group >= 0)
            error = math.sqrt((count - 1) * np.var(without))
            reach = student(0.95, count - 1) * error
            case("trend", {"estimate": np.clip(whole, -2, 2), "low": np.clip(whole - reach, -2, 2),
                           "high": np.clip(whole + reach, -2, 2), "p_value": 2 * stats.t.sf(abs(whole) / error, count - 1)},
                 time=time, value=value, group=group)


def moment():
    """differences of means, anew without each author"""
    for n, authors in ((6, 4), (12, 5), (80, 50), (400, 60)):
        for share in (0.5, 0.2):
            time, group = (random.uniform(size=n) < share).astype(float), random.integers(0, authors, n)
            time[:4], group[:4] = (0, 0, 1, 1), (0, 1, 2, 3)
            value = np.clip(random.normal(0, 0.5, n) + random.normal(0, 0.2, authors)[group], -1, 1)
            sides = [value[time == t] for t in (0, 1)]

            def difference(keep):
                return value[keep & (time == 1)].mean() - value[keep & (time == 0)].mean()

            without = [difference(group != g) for g in np.unique(group)]
            pooled = sum(np.sum((x - x.mean()) ** 2) for x in sides) / (n - 2)
            error = math.sqrt(max((len(without) - 1) * np.var(without), pooled * sum(1 / len(x) for x in sides)))
            degrees = min(len(np.unique(group[time == t])) for t in (0, 1)) - 1
            whole, reach = difference(group >= 0), student(0.95, degrees) * error
            case("moment", {"estimate": whole, "low": whole - reach, "high": whole + reach,
                            "p_value": 2 * stats.t.sf(abs(whole) / error, degrees)}, time=time, value=value, group=group)


def posterior(mean, variance):
    """on the library's grid: log weights with the spacing, restricted likelihoods, means, their variances"""
    tau = (np.arange(64) / 63) ** 2
    w = 1 / (variance + tau[:, None] ** 2)
    centre = (w * mean).sum(1) / w.sum(1)
    level = stats.norm.logpdf(mean, centre[:, None], w ** -0.5).sum(1)
    level -= 0.5 * np.log(w.sum(1))  # the common mean is integrated out
    middle = (tau[1:] + tau[:-1]) / 2
    return tau, level + np.log(np.diff(np.r_[0, middle, 1])), level, centre, 1 / w.sum(1)


def hierarchy():
    for n, tau_true in ((5, 0), (5, 0.2), (12, 0), (12, 0.1), (60, 0.05), (300, 0.3)):
        degrees = random.integers(3, 60, n).astype(float)
        variance = 0.3 * random.chisquare(degrees) / degrees ** 2
        mean = random.normal(0.1, np.sqrt(tau_true ** 2 + variance))
        given, variance = variance, variance * degrees / (degrees - 2)
        tau, log_weight, level, centre, v = posterior(mean, variance)
        weight = special.softmax(log_weight)
        own = tau ** 2 / (tau ** 2 + variance[:, None])
        m = own * mean[:, None] + (1 - own) * centre
        shrunk = m @ weight
        sd = np.sqrt((own * variance[:, None] + (1 - own) ** 2 * v + m ** 2) @ weight - shrunk ** 2)
        z, p = [], []
        for a in range(n):
            keep = np.arange(n) != a
            _, log_w, _, c, vc = posterior(mean[keep], variance[keep])
            wa, s2 = special.softmax(log_w), given[a] + tau ** 2 + vc
            z.append((mean[a] - wa @ c) / math.sqrt(wa @ (s2 + c ** 2) - (wa @ c) ** 2))
            p.append(2 * wa @ stats.t.sf(abs(mean[a] - c) / np.sqrt(s2), degrees[a] * (s2 / given[a]) ** 2))
        case("hierarchy", {"mean": weight @ centre, "variance": weight @ (v + centre ** 2) - (weight @ centre) ** 2,
                           "between": weight @ tau, "differ": float(2 * (level.max() - level[0]) > stats.norm.ppf(0.95) ** 2),
                           "shrunk": shrunk, "high": shrunk + stats.norm.ppf(0.95) * sd, "z": z, "p_value": p},
             mean=mean, variance=given, degrees=degrees)


def timeline():
    for n, hours in ((0, 1), (1, 1), (2, 3), (9, 70), (50, 60), (50, 1000), (500, 24 * 1500)):
        time = random.integers(0, hours * 3600, n) + 1_600_000_000
        score = random.uniform(-1, 1, n)
        if n == 0:
            case("time", {"volume": [], "mean": [], "width_s": 0, "half_life": None}, time=time, score=score)
            continue
        width = next(w for w, most in [(3600, 72)] + [(86400 * d, 366) for d in range(1, 99)]
                     if time.max() // w - time.min() // w < most)
        edges = np.arange(time.min() // width, time.max() // width + 2) * width
        mean = [math.fsum(part) / len(part) if len(part) else None
                for part in (score[(time >= low) & (time < low + width)] for low in edges[:-1])]
        waits = np.sort(time) - time.min()
        case("time", {"volume": np.histogram(time, edges - 0.5)[0], "mean": mean, "width_s": width,
                      "half_life": np.quantile(waits, 0.5, method="inverted_cdf")}, time=time, score=score)


def drift():
    for bins in (1, 3, 10, 20):
        before, after = random.integers(0, 50, bins), random.integers(0, 9, bins)
        if before.sum() and after.sum():
            p = (before + 0.5) / (before.sum() + 0.5 * bins)
            q = (after + 0.5) / (after.sum() + 0.5 * bins)
            case("psi", {"psi": stats.entropy(p, q) + stats.entropy(q, p)}, before=before, after=after, smoothing=0.5)
    for n in (1, 2, 10, 300):
        p = np.round(random.uniform(size=n) ** 3, 3)
        q = [min(1, min(v * n / np.sum(p <= v) for v in p if v >= mine)) for mine in p]
        case("q_values", {"q": q}, p=p)


def student(p, df):
    """SciPy's quantile is good for 9 digits, one of Newton's steps gives the rest"""
    t = stats.t.ppf(p, df)
    return t - (stats.t.cdf(t, df) - p) / stats.t.pdf(t, df)


def differences():
    for i in range(60):
        n = random.integers(2, 400, 2) if i % 2 else random.integers(2, 8, 2)
        a, b = random.normal(0, 1, n[0]), random.normal(0.3, 2, n[1])
        mean, var = (a.mean(), b.mean()), (a.var(ddof=1) / n[0], b.var(ddof=1) / n[1])
        error, df = math.sqrt(sum(var)), sum(var) ** 2 / np.sum(np.square(var) / (n - 1))
        estimate, (reach, more) = mean[0] - mean[1], student(np.array([0.95, 0.8]), df) * error
        case("difference", {"estimate": estimate, "low": estimate - reach, "high": estimate + reach,
                            "p_value": stats.ttest_ind(a, b, equal_var=False).pvalue, "smallest": reach + more},
             mean=mean, variance=var, degrees=n - 1)


# ---------------------------------------------------------------------- people


def people():
    for n in (1, 2, 3, 10, 11, 99, 100, 500):
        count = random.geometric(0.3, n)
        gini = np.abs(count[:, None] - count).sum() / (2 * n * count.sum())
        top = np.sort(count)[::-1] / count.sum()
        case("concentration", {
            "gini": gini, "top_author": top[0],
            "top_10": top[:math.ceil(n / 10)].sum()}, count=count)
    for n, authors in ((2, 2), (10, 3), (50, 20), (400, 90)):
        x, group = np.sort(random.uniform(-1, 1, n)), random.integers(1, authors + 1, n)
        if len(set(group)) < 2:
            group[0] = authors + 1
        exact = [Fraction(v) for v in x]
        keys = sorted(set(group.tolist()))
        left = {g: [v for v, h in zip(exact, group) if h != g] for g in keys}
        without = {g: sum(v) / len(v) for g, v in left.items()}
        mean, centre = sum(exact) / n, sum(without.values()) / len(keys)
        influence = {g: float(mean - without[g]) for g in keys}
        worst = max(keys, key=lambda g: abs(influence[g]))
        case("jackknife", {
            "mean": float(mean), "influence": influence[worst], "group_count": int(np.sum(group == worst)),
            "variance": (len(keys) - 1) / len(keys) * float(sum((without[g] - centre) ** 2 for g in keys)),
            "overlap": np.sum(np.bincount(group) ** 2) / n ** 2, "n_groups": len(keys)}, x=x, group=group)


# --------------------------------------------------------------------- threads


def depth_of(i, parent):
    seen, depth = set(), 0
    while parent[i] >= 0:
        if i in seen:
            return None
        seen.add(i)
        i, depth = parent[i], depth + 1
    return depth


def exchange_to(i, parent, author):
    length = 1
    while parent[i] >= 0 and author[i] and author[parent[i]] and author[i] != author[parent[i]]:
        above = parent[i]
        if length > 1 and author[above] != author[below]:
            break
        below, i, length = i, above, length + 1
    return length


def threads():
    for n in (0, 1, 2, 5, 20, 100, 400):
        for chain in (0.0, 0.5, 0.95):
            parent = [i - 1 if random.uniform() < chain else int(random.integers(-1, max(1, i))) for i in range(n)]
            parent = [-1 if p < 0 or p == i else p for i, p in enumerate(parent)]
            if n > 4 and chain == 0.5:
                parent[1], parent[2] = 2, 1  # a cycle
            author = [int(random.integers(0, 4)) for _ in range(n)]
            order = random.permutation(n)
            place = {int(o): i for i, o in enumerate(order)}
            parent = [place[parent[o]] if parent[o] >= 0 else -1 for o in order]
            author = [author[o] for o in order]
            depth = [depth_of(i, parent) for i in range(n)]
            known = [d for d in depth if d is not None]
            counts = [known.count(d) for d in range(max(known, default=-1) + 1)]
            arcs = {(author[i], author[parent[i]]) for i in range(n) if depth[i] and author[i] and author[parent[i]]
                    and author[i] != author[parent[i]]}
            pairs = {frozenset(a) for a in arcs}
            both = sum(all(p in arcs for p in itertools.permutations(pair)) for pair in pairs)
            longest = max((exchange_to(i, parent, author) for i in range(n) if depth[i]), default=0)
            case("thread", {
                "at_depth": counts, "skipped": n - len(known), "max_breadth": max(counts, default=0),
                "h_index": max((d + 1 for d, c in enumerate(counts) if c > d), default=0),
                "mean_depth": sum(known) / len(known) if known else None, "pairs": len(pairs),
                "reciprocity": both / len(pairs) if pairs else None,
                "longest_exchange": longest if longest > 1 else 0}, parent=parent, author=author)


# ----------------------------------------------------------------------- terms


def terms():
    for n in (2, 10, 1000):
        share = random.dirichlet(np.full(n, 0.3)) + 1e-6
        a, b = (random.multinomial(m, share / share.sum()) for m in (5 * n, 80 * n))
        prior = share * 100
        exact = [Fraction(v) for v in prior]
        whole_a, whole_b = int(a.sum()) + sum(exact), int(b.sum()) + sum(exact)
        odds, z = [], []
        for y, x, alpha in zip(a.tolist(), b.tolist(), exact):
            ya, yb = y + alpha, x + alpha
            ratio = ya * (whole_b - yb) / ((whole_a - ya) * yb)
            odds.append(math.log1p(float(ratio - 1)))
            z.append(odds[-1] / math.sqrt(1 / ya + 1 / yb))
        case("log_odds", {"log_odds": odds, "z": z}, a=a, b=b, prior=prior)


# --------------------------------------------------------------------- compare


def difference(found, expected):
    """relative to the larger of the two; below 1e-12 there is only rounding: figures are of order 1"""
    if found is None or expected is None:
        return 0.0 if found is None and (expected is None or math.isnan(expected)) else math.inf
    if isinstance(found, str):
        return math.inf
    size = max(abs(found), abs(float(expected)))
    return abs(found - float(expected)) / size if size > 1e-12 else 0.0


def run(program, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([program], input=text, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(program):
    worst, n_compared = {}, Counter()
    answers = run(program, [c[0] for c in cases])
    assert len(answers) == len(cases)
    for (given, expected), found in zip(cases, answers):
        for key, value in expected.items():
            if isinstance(value, str):
                continue
            name = given["statistic"] + "." + key
            wanted = list(value) if hasattr(value, "__len__") else [value]
            got = found[key] if isinstance(found[key], list) else [found[key]]
            far = math.inf if len(wanted) != len(got) else max(map(difference, got, wanted), default=0.0)
            worst[name] = max(worst.get(name, 0.0), far)
            n_compared[name] += 1
    failed = 0
    print("largest relative difference, cases, statistic")
    for name, far in worst.items():
        limit, reason = LIMITS.get(name, (LIMIT, ""))
        failed += not far <= limit
        print(f"{far:8.1e} {n_compared[name]:5d}  {name}" + (f"  (limit {limit:g}: {reason})" if reason else "")
              + ("" if far <= limit else "  TOO FAR"))
    return failed


def exact_of_nine(table):
    """Freeman-Halton of a 3 x 3 table of any size, all tables at once"""
    rows, columns = table.sum(1), table.sum(0)
    cells = [np.arange(min(r, c) + 1) for r in rows[:2] for c in columns[:2]]
    free = np.array(np.meshgrid(*cells)).reshape(2, 2, -1)
    free = np.concatenate([free, rows[:2, None, None] - free.sum(1, keepdims=True)], 1)
    free = np.concatenate([free, columns[None, :, None] - free.sum(0, keepdims=True)])
    weight = -special.gammaln(free[:, :, (free >= 0).all((0, 1))] + 1).sum((0, 1))
    p = np.exp(weight - weight.max())
    return p[weight <= -special.gammaln(table + 1).sum() + 1e-7].sum() / p.sum()


def compare_draws(program):
    """Tables with too many others of their margins to list: within 5 standard errors of the exact p"""
    tables_ = [np.array(t) for t in ([[9, 6, 7], [5, 8, 4], [6, 3, 9]], [[14, 6, 7], [5, 12, 4], [6, 3, 9]],
                                     [[12, 9, 10], [11, 9, 8], [8, 9, 6]])]
    answers = run(program, [{"statistic": "table", "cell": t.ravel().tolist(), "rows": 3, "columns": 3,
                             "draws": 20000} for t in tables_])
    failed = 0
    for table, answer in zip(tables_, answers):
        p = exact_of_nine(table)
        far = abs(answer["p_value"] - p) / answer["p_std_error"]
        print(f"drawn tables: p {answer['p_value']:.4f}, exact {p:.4f}, {far:.1f} standard errors")
        failed += answer["method"] != 2 or far > 5
    return failed


# ------------------------------------------------------------------------ NIST


def digits(found, certified):
    """NIST's log relative error, at most 15"""
    found, certified = Decimal(found), Decimal(certified)
    error = abs(found - certified) / abs(certified)
    return 15.0 if error == 0 else min(15.0, float(-error.log10()))


def nist(program):
    if not os.path.exists(NIST):
        print(f"NIST's data sets are skipped: there is no {NIST} (TENOR_SHARED says where to look)")
        return 0
    getcontext().prec = 60
    failed = 0
    print("NIST StRD, correct digits (LRE): of the certified decimals, and of the same for the doubles nearest to them")
    print(f"{'set':10} {'mean':>6} {'sd':>6} {'mean of doubles':>16} {'sd of doubles':>14}")
    for row in csv.DictReader(open(f"{NIST}/certified.csv", encoding="ascii")):
        x = sorted(float(v) for v in open(f"{NIST}/{row['dataset'].lower()}.dat", encoding="ascii"))
        found = run(program, [{"statistic": "moments", "x": x}])[0]
        mean = sum(map(Fraction, x)) / len(x)
        variance = sum((Fraction(v) - mean) ** 2 for v in x) / (len(x) - 1)
        exact_mean = Decimal(mean.numerator) / Decimal(mean.denominator)
        exact_sd = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        lre = (digits(found["mean"], row["mean"]), digits(found["sd"], row["sd"]),
               digits(found["mean"], exact_mean), digits(found["sd"], exact_sd))
        print("{:10} {:6.1f} {:6.1f} {:16.1f} {:14.1f}".format(row["dataset"], *lre))
        failed += lre[0] < 13 or min(lre[2:]) < 14.9
        # what the decimals lose on the way into doubles is not ours to win back
        failed += lre[1] < min(13, digits(exact_sd, row["sd"]) - 0.1)
    return failed


def main():
    for family in (moments, distribution, classes, shares, tables, spearman, trend, moment, timeline, drift, hierarchy, differences, people, threads,
                   terms):
        family()
    failed = compare(sys.argv[1]) + compare_draws(sys.argv[1]) + nist(sys.argv[1])
    print(f"{failed} figures are too far off" if failed else "all figures agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
