# SPDX-License-Identifier: GPL-3.0-or-later
# common.bash - what the drills share
#
# A drill publishes Monday's results, does something bad to Tuesday's batch (or the other way
# round) and judges what stands there: the old results, the new ones, or something broken. Its last
# line is
#     drill NAME: N repetitions, N old, N new, N broken
# and it fails if anything was broken. TENOR, TENOR_TEST_MODELS and TENOR_BUILD say what is tested;
# FULL=1 does many repetitions (`make faults`), otherwise few.
#
# shellcheck shell=bash
# shellcheck disable=SC2034 # the drills use what is set here

set -u -o pipefail
tenor=$(realpath "${TENOR:-build/release/tenor}")
models=$(realpath "${TENOR_TEST_MODELS:-build/release/test-models}")
shim=$(realpath -m "${TENOR_BUILD:-build/release}/faults_shim.so")
drill=$(basename "$0" .sh)
work=$(mktemp -d) || exit 1
results=$work/results
child= # a process to be ended with the drill
n_old=0 n_new=0 n_broken=0
RANDOM=${SEED:-$$}

finish() {
  [ -z "$child" ] || kill -9 "$child" 2>/dev/null
  chmod -R u+rwX "$work" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "$drill: $*" >&2
  exit 1
}

skip() {
  echo "$drill: $*"
  exit 77
}

# quick_or_full FEW MANY
quick_or_full() { if [ -n "${FULL:-}" ]; then echo "$2"; else echo "$1"; fi; }

needs_shim() { [ -e "$shim" ] || fail "no $shim: make B=${TENOR_BUILD:-build/release} $shim"; }

# comments NAME ARTICLES: a made-up day with 20 comments an article, replies among them
comments() {
  awk -v articles="$2" -v name="$1" 'BEGIN {
    split("I love this tram,what a horrible idea,the meeting starts at seven,not good at all," \
          "great news for the town,nobody asked us", text, ",")
    for (a = 1; a <= articles; a++)
      for (c = 1; c <= 20; c++)
        printf "{\"article_id\": \"%s-%d\", \"id\": %d, %s\"text\": \"%s, number %d\", " \
               "\"author\": \"reader %d\", \"created_at\": %d, " \
               "\"article\": {\"title\": \"Article %d\", \"target\": \"the tram\"}}\n", \
               name, a, c, c % 4 ? "" : "\"parent_id\": 1, ", text[(a * c) % 6 + 1], c, \
               (a + c) % 50, 1700000000 + a * 1000 + c, a
  }'
}

command=("$tenor" batch -q --comments --threads 2 --models "$models" -o "$results")
batch() { "${command[@]}" "$@"; }

# attempt FAULT ARGUMENTS...: the command with a fault of the shim; $status and $work/log are what came of it
attempt() {
  TENOR_FAULT=$1 LD_PRELOAD=$shim timeout 300 "${command[@]}" "${@:2}" >"$work/log" 2>&1
  status=$?
}

# count_calls: $n_allocations and $n_io of Monday's run
count_calls() {
  TENOR_FAULT=none TENOR_FAULT_COUNT=$work/count LD_PRELOAD=$shim "${command[@]}" "$work/monday.ndjson" ||
    fail "a run with nothing but counting failed"
  read -r n_allocations n_io <"$work/count"
}

# run_after_all: a last run of a day succeeds and clears away what is left
run_after_all() {
  "${command[@]}" "$1" || fail "the run after it all failed"
  [ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
}

pause_ms() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }
id_of() { sed -n 's/.*"results_id": *"\([0-9a-f]*\)".*/\1/p' "$1/manifest.json" | head -n 1; }
results_id() { id_of "$results/current"; }

# two_days ARTICLES: what each day gives ($monday, $tuesday) and how long a run takes ($full_ms);
# Monday is what is published afterwards
two_days() {
  local start
  comments monday "$1" >"$work/monday.ndjson"
  comments tuesday "$1" >"$work/tuesday.ndjson"
  batch "$work/tuesday.ndjson" || fail "the first batch failed"
  tuesday=$(results_id)
  start=$(date +%s%N)
  batch "$work/monday.ndjson" || fail "the second batch failed"
  full_ms=$((($(date +%s%N) - start) / 1000000 + 1))
  monday=$(results_id)
  if [ -z "$monday" ] || [ "$monday" = "$tuesday" ]; then fail "the two days give the same results"; fi
}

# next_day: $input is the day that is not published, $before and $after the ids of both
next_day() {
  before=$(results_id)
  if [ "$before" = "$monday" ]; then
    input=$work/tuesday.ndjson after=$tuesday
  else
    input=$work/monday.ndjson after=$monday
  fi
}

broken() {
  n_broken=$((n_broken + 1))
  echo "$drill, repetition $((n_old + n_new + n_broken)): $*"
}

# half a run or a temporary file, which a run that ended by itself must not leave
leftovers() { find "$results" \( -name '.partial-*' -o -name '*.tmp' \) -print -quit; }

# judge STATUS...: what is published is $before or $after, whole, and the command said which: it
# ended with 0 where it is $after, else with one of STATUS (0: it may not fail). $status is how it ended, $work/log what
# it said.
judge() {
  local now allowed
  if ! "$tenor" inspect "$results" >"$work/inspect" 2>&1; then
    broken "not valid: $(tail -n 1 "$work/inspect")"
    return
  fi
  now=$(results_id)
  if [ "$status" -eq 0 ]; then
    if [ "$now" = "$after" ]; then n_new=$((n_new + 1)); else broken "exit 0, but '$now' is published"; fi
    return
  fi
  for allowed in "$@"; do
    if [ "$status" -eq "$allowed" ]; then
      judge_failure "$now"
      return
    fi
  done
  broken "exit status $status: $(cat "$work/log")"
}

judge_failure() {
  if [ "$1" = "$before" ]; then
    n_old=$((n_old + 1))
  elif [ "$1" = "$after" ]; then # too late to matter: it was published already
    n_new=$((n_new + 1))
  else
    broken "'$1' is published, neither the old nor the new results"
  fi
}

# the run in the background is killed, and judged as one that was
kill_and_judge() {
  kill -9 "$child" 2>/dev/null
  wait "$child" 2>/dev/null
  status=$?
  child=
  judge 137
}

# a failure has its message
said_why() { [ "$status" -eq 0 ] || grep -q '^tenor: ' "$work/log" || broken "exit status $status without a message"; }
nothing_left() { [ -z "$(leftovers)" ] || broken "left behind: $(leftovers)"; }

# row: the drill's last line, and its exit status
row() {
  local n=$((n_old + n_new + n_broken))
  [ "$n" -gt 0 ] || fail "nothing was done"
  echo "drill $drill: $n repetitions, $n_old old, $n_new new, $n_broken broken"
  [ "$n_broken" -eq 0 ]
  exit
}
