#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Kill a batch at random moments: what is published must stay whole.
#
# usage: kill_batch.sh   (TENOR: the command, TENOR_TEST_MODELS: models, KILLS: how many, SEED)
#
# After each kill -9 `current` must resolve to a valid run that is the one before or
# the one that was killed after it had been published; a last run must succeed and
# clear away what the dead ones have left.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 1

tenor=${TENOR:-build/release/tenor}
models=${TENOR_TEST_MODELS:-build/release/test-models}
kills=${KILLS:-20}
RANDOM=${SEED:-$$}
work=$(mktemp -d) || exit 1
batch_pid=

finish() {
  [ -z "$batch_pid" ] || kill -9 "$batch_pid" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "kill_batch: $*" >&2
  exit 1
}

# comments NAME COPIES: a made-up day with so many copies of 20 comments an article
comments() {
  awk -v copies="$2" -v name="$1" 'BEGIN {
    split("I love this tram,what a horrible idea,the meeting starts at seven,not good at all," \
          "great news for the town,nobody asked us", text, ",")
    for (a = 1; a <= copies; a++)
      for (c = 1; c <= 20; c++)
        printf "{\"article_id\": \"%s-%d\", \"id\": %d, \"text\": \"%s, number %d\", " \
               "\"author\": \"reader %d\", \"created_at\": %d, " \
               "\"article\": {\"title\": \"Article %d\", \"target\": \"the tram\"}}\n", \
               name, a, c, text[(a * c) % 6 + 1], c, (a + c) % 50, 1700000000 + a * 1000 + c, a
  }'
}

command=("$tenor" batch -q --comments --threads 2 --models "$models" -o "$work/results")
batch() { "${command[@]}" "$1"; }
pause_ms() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }
results_id() { sed -n 's/.*"results_id": *"\([0-9a-f]*\)".*/\1/p' "$work/results/current/manifest.json" | head -n 1; }

comments monday 600 >"$work/monday.ndjson"
comments tuesday 600 >"$work/tuesday.ndjson"

# what each of the two days gives, and how long a whole run takes
batch "$work/monday.ndjson" || fail "the first batch failed"
monday=$(results_id)
start=$(date +%s%N)
batch "$work/tuesday.ndjson" || fail "the second batch failed"
full_ms=$((($(date +%s%N) - start) / 1000000 + 1))
tuesday=$(results_id)
if [ -z "$monday" ] || [ "$monday" = "$tuesday" ]; then fail "the two days give the same results"; fi

before=$tuesday kept_old=0 saw_new=0
for ((i = 1; i <= kills; i++)); do
  if [ "$before" = "$monday" ]; then input=tuesday after=$tuesday; else input=monday after=$monday; fi
  "${command[@]}" "$work/$input.ndjson" >"$work/log" 2>&1 & # no function: its id must be the command's
  batch_pid=$!
  if ((i % 2)); then
    pause_ms $((RANDOM % full_ms))
  else # where it matters most: about when the run is published
    until compgen -G "$work/results/runs/.partial-*/site.json" >/dev/null || [ ! -e "/proc/$batch_pid" ]; do :; done
    pause_ms $((RANDOM % (full_ms * 2 / 3)))
  fi
  kill -9 "$batch_pid" 2>/dev/null
  wait "$batch_pid" 2>/dev/null
  batch_pid=
  [ -d "$work/results/current/" ] || fail "kill $i: current does not resolve"
  "$tenor" inspect "$work/results" >"$work/log" 2>&1 || fail "kill $i: not valid: $(cat "$work/log")"
  now=$(results_id)
  case $now in
    "$before") kept_old=$((kept_old + 1)) ;;
    "$after") saw_new=$((saw_new + 1)) ;;
    *) fail "kill $i: results '$now' are neither the old nor the new ones" ;;
  esac
  before=$now
done

batch "$work/tuesday.ndjson" || fail "the batch after the kills failed"
[ "$(results_id)" = "$tuesday" ] || fail "the batch after the kills gave other results"
"$tenor" inspect "$work/results" >/dev/null || fail "the results after the kills are not valid"
left=$(find "$work/results" -name '.partial-*' -o -name '*.tmp')
[ -z "$left" ] || fail "left behind: $left"
[ "$(find "$work/results/runs" -mindepth 1 -maxdepth 1 | wc -l)" -le 2 ] || fail "too many runs were kept"
while IFS= read -r row; do
  case $row in '{'*'}') ;; *) fail "a torn row in history.ndjson: $row" ;; esac
done <"$work/results/history.ndjson"
echo "kill_batch: $kills kills in runs of $full_ms ms: $kept_old left the old results, $saw_new the new ones"
