#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a few dozen labels of one's own are worth: targets are kept from a base model, then added
# with 50 to 500 rows, and measured on rows that neither has seen. Means of three draws.
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

/usr/bin/python3 - "$data/stance" "$work" <<'PYTHON'
import json, random, sys
data, work = sys.argv[1:]
rows = [json.loads(line) for name in ("vast_train", "semeval2016", "pstance", "mt_csd")
        for line in open(f"{data}/{name}.ndjson", encoding="utf-8")]
held = ("trump", "atheis", "climate", "bitcoin")

def write(path, chosen):
    with open(path, "w", encoding="utf-8") as out:
        for row in chosen:
            out.write(json.dumps({k: row[k] for k in ("text", "target", "label")}) + "\n")

write(work + "/base.ndjson", [r for r in rows if not any(w in r["target"].lower() for w in held)])
for key, target in enumerate(("Donald Trump", "Atheism", "Bitcoin")):
    own = [r for r in rows if r["target"] == target]
    random.Random(7).shuffle(own)
    n_test = len(own) // 3 if len(own) < 1500 else 1000
    write(f"{work}/{key}.test", own[:n_test])
    for n in (50, 100, 200, 500):
        for draw in range(3):
            rest = own[n_test:]
            random.Random(draw).shuffle(rest)
            if len(rest) >= n:
                write(f"{work}/{key}.{n}.{draw}", rest[:n])
PYTHON

macro_f1() { # MODEL ROWS OPTION...
  model=$1
  rows=$2
  shift 2
  "$tenor" evaluate -q --json --models "$model" --head stance "$@" "$rows" | jq .macro_f1
}

"$tenor" train -q -o "$work/base" --task stance --seed 1 -C 0.5 --min-count 5 \
  --max-features 200000 "$work/base.ndjson"
key=0
for target in "Donald Trump" Atheism Bitcoin; do
  set --
  [ "$target" != "Donald Trump" ] || set -- --labels favor,against
  printf '%s: base %.3f' "$target" "$(macro_f1 "$work/base" "$work/$key.test" "$@")"
  for n in 50 100 200 500; do
    [ -f "$work/$key.$n.0" ] || continue
    for draw in 0 1 2; do
      rm -rf "$work/own"
      "$tenor" train -q --task stance --target "$target" --base "$work/base" -o "$work/own" \
        "$work/$key.$n.$draw"
      macro_f1 "$work/own" "$work/$key.test" "$@"
    done | awk -v n=$n '{ sum += $1 } END { printf ", %d rows %.3f", n, sum / NR }'
  done
  echo
  key=$((key + 1))
done
