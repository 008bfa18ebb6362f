#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# sections.json, targets.json and periods.json: the same comments as in comments.ndjson, added up

load helpers

setup_file() {
  load helpers
  cd "$BATS_FILE_TMPDIR" || return 1
  tenor batch -q --comments -o results "$DEMO"
}

setup() { cd "$BATS_FILE_TMPDIR" || return 1; }

@test "each row has what its comments say" {
  python3 - results/current <<'END'
import collections, datetime, json, sys

def load(name):
    with open(f"{sys.argv[1]}/{name}.json", encoding="utf-8") as file:
        return json.load(file)

articles = {row["article_id"]: row for row in load("articles")}
with open(f"{sys.argv[1]}/comments.ndjson", encoding="utf-8") as file:
    comments = [json.loads(line) for line in file]
groups = collections.defaultdict(list)
untimed = 0
for comment in comments:
    article = articles[comment["article_id"]]
    groups["section", article["section"]].append(comment)
    if article["target_source"] in ("article", "option"):
        groups["target", article["target"]].append(comment)
    if comment["created_at"] is None:
        untimed += 1
        continue
    day = datetime.date.fromisoformat(comment["created_at"][:10])
    for period, start in (("day", day), ("week", day - datetime.timedelta(day.weekday())), ("month", day.replace(day=1))):
        groups[period, f"{start}T00:00:00Z"].append(comment)

rows = {("section", row["section"]): row for row in load("sections")["sections"]}
rows |= {("target", row["target"]): row for row in load("targets")["targets"]}
rows |= {(row["period"], row["starts_at"]): row for row in load("periods")["periods"]}
assert rows.keys() == groups.keys(), rows.keys() ^ groups.keys()
assert load("periods")["comments_without_time"] == untimed > 0
ends = {"sentiment": ("negative", "positive"), "stance": ("against", "favor"), "reply": ("disagree", "agree")}
for key, row in rows.items():
    own = groups[key]
    assert row["comments"] == len(own) and row["scored"] == sum(c["unscored"] is None for c in own)
    assert row["articles"] == len({c["article_id"] for c in own})
    for head, (first, last) in ends.items():
        counted = [c[head]["p"] for c in own if c[head] and
                   (head != "stance" or articles[c["article_id"]]["target_source"] in ("article", "option"))]
        n = len(counted)
        assert row[f"{head}_count"] == n, (key, head, n)
        for label in counted[0] if n else ():
            share = sum(p[label] for p in counted) / n
            assert abs(row[f"{head}_{label}"] - share) < 2e-6, (key, label)
            assert n == 1 or row[f"{head}_{label}_low"] <= share <= row[f"{head}_{label}_high"]
        mean = sum(p[last] - p[first] for p in counted) / n if n else None
        assert row[f"{head}_mean"] == mean or abs(row[f"{head}_mean"] - mean) < 2e-6, (key, head)

# a difference is that of the means
before = {"day": datetime.timedelta(1), "week": datetime.timedelta(7)}
n_checked = 0
for (kind, name), row in rows.items():
    if kind in before:
        start = datetime.date.fromisoformat(name[:10]) - before[kind]
        other = groups.get((kind, f"{start}T00:00:00Z"), [])
    elif kind != "month":
        other = [c for c in comments if c not in groups[kind, name]]
    else:
        continue
    scores = [c["sentiment"]["p"]["positive"] - c["sentiment"]["p"]["negative"] for c in other if c["sentiment"]]
    difference = row["sentiment_difference"]
    assert (difference is None) == (not scores or row["sentiment_mean"] is None), (kind, name)
    if difference:
        n_checked += 1
        assert abs(difference["estimate"] - row["sentiment_mean"] + sum(scores) / len(scores)) < 4e-6, (kind, name)
        assert difference["low"] < difference["estimate"] < difference["high"]
        assert difference["p_value"] <= difference["q_value"]
assert n_checked > 40, n_checked
END
}

@test "a night without comments has documents without rows" {
  : >"$BATS_TEST_TMPDIR/none.ndjson"
  tenor batch -q --allow-empty -o none "$BATS_TEST_TMPDIR/none.ndjson"
  [ "$(cat none/current/{sections,targets,periods}.json | jq -c '.sections // .targets // .periods' | tr -d '\n')" = '[][][]' ]
  tenor inspect none
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" none
}

@test "one site of one section has nothing to be compared with" {
  sed 's/"section":"[^"]*"/"section":"All"/' "$DEMO" | grep '"section"' >one.ndjson
  tenor batch -q -o one one.ndjson
  jq -e '.sections | length == 1 and .[0].section == "All" and .[0].sentiment_difference == null' one/current/sections.json
}
