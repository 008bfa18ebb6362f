#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor compare: what has drifted between two nights, what changed after a moment, and what has not

load helpers

# night SEED GLOOM: 30 articles in three sections; with GLOOM those of Sport turn sour
night() {
  /usr/bin/python3 - "$@" <<'PYTHON'
import json, random, sys
rng, gloom = random.Random(int(sys.argv[1])), sys.argv[2] == "gloom"
good = ["What a wonderful evening", "I love this", "Great work, thank you", "This makes me happy"]
bad = ["What a terrible mess", "I hate this", "Awful, simply awful", "This makes me sad and angry"]
for a in range(30):
    section = ("News", "Sport", "Culture")[a % 3]
    mood = rng.uniform(0.3, 0.7)
    if gloom and section == "Sport":
        mood = rng.uniform(0.0, 0.1)
    for c in range(rng.randint(8, 20)):
        text = rng.choice(good if rng.random() < mood else bad)
        print(json.dumps({"article_id": f"{a}", "id": str(c), "text": f"{text} {rng.randint(1, 99)}",
                          "article": {"section": section}}))
PYTHON
}

results() { # DIR SEED GLOOM
  night "$2" "$3" >in.ndjson
  tenor batch -q --models "$ROOT/models" -o "$1" in.ndjson
}

@test "a night is like itself" {
  results one 1 fair
  run_tenor compare one one
  expect_status 0
  [ "$(tail -n 1 <<<"$out")" = "no drift" ]
}

@test "nights of one kind do not drift" {
  for seed in 1 2 3 4 5 6; do results "night$seed" "$seed" fair; done
  for seed in 2 3 4 5 6; do
    run_tenor compare night1 "night$seed"
    expect_status 0
  done
}

@test "a section that turned sour is named, and the status is 4" {
  results one 1 fair
  results two 2 gloom
  run_tenor compare one two
  expect_status 4
  [[ "$(tail -n 1 <<<"$out")" == drift:*"sentiment in Sport"* ]]
  [[ "$(tail -n 1 <<<"$out")" != *"in News"* ]]
  [[ "$(tail -n 1 <<<"$out")" != *"in Culture"* ]]
  run -1 bash -c '"$TENOR" compare one two >/dev/full' # drift that nobody reads of is a failure
  run_tenor compare --json one two
  expect_status 4
  [ "$(jq -r .verdict <<<"$out")" = drift ]
  [ "$(jq -c '[.measures[] | select(.drifted and .section == "Sport") | .measure] | index("sentiment_mean") != null' <<<"$out")" = true ]
  # shares of classes stand beside the means
  [ "$(jq -c '[.measures[] | select(.drifted and .section == "Sport") | .measure] | index("sentiment_negative") != null' <<<"$out")" = true ]
  [ "$(jq -c '[.measures[] | select(.section == null) | .measure | select(test("negative|favor|agree"))]' <<<"$out")" = '["sentiment_negative"]' ]
  if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
    /usr/bin/python3 -c 'import json, sys, jsonschema
jsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))' \
      "$ROOT/docs/schema/comparison.schema.json" <<<"$out"
  fi
}

@test "few articles: nothing is said" {
  printf '{"article_id":"1","id":"1","text":"What a wonderful evening"}\n' >in.ndjson
  tenor batch -q -o few in.ndjson
  run_tenor compare few few
  expect_status 0
  [[ "$(tail -n 1 <<<"$out")" == unknown:* ]]
}

@test "what is no results directory is an error, and so is one directory" {
  run_tenor compare nowhere nowhere
  expect_status 1
  run_tenor compare nowhere
  expect_status 2
}

# thread: two articles on the mayor and one on a bridge. Of the first, 40 comments by 20 readers are
# angry before noon and 40 by 20 others glad from noon on, one at that second; two have no time.
# The others' readers come before and after and are as they were.
thread() {
  /usr/bin/python3 - <<'PYTHON'
import json
glad = ["Thank you for the honest correction", "I love how openly this was put right", "Great, a wonderful answer"]
sour = ["What a terrible mess", "I hate how this was hidden", "Awful, and nobody says sorry"]
def row(article, n, text, author, time, target):
    print(json.dumps({"article_id": article, "id": f"{article}{n}", "text": f"{text}, {n}", "author": author, "created_at": time,
                      "article": {"section": "City" if article != "bridge" else "Roads", "target": target}}))
for n in range(80):
    after = n >= 40
    time = f"2026-03-05T{12 + (n - 40) // 10 if after else 8 + n // 10:02d}:{n % 10 * 5:02d}:00Z"
    row("mayor", n, (glad if after else sour)[n % 3], f"reader {n // 2}", time, "Mayor Lindqvist")
    row("letters", n, (glad if n % 2 else sour)[n % 3], None, time, "mayor  lindqvist")
    if n % 4 == 0:
        row("bridge", n, sour[n % 3], "one reader" if after else f"driver {n}", time, "the bridge")
for n in (80, 81):
    row("mayor", n, sour[0], "reader 1", None, "Mayor Lindqvist")
PYTHON
}

thread_results() {
  thread >in.ndjson
  tenor batch -q --comments --models "$ROOT/models" -o thread in.ndjson
}

@test "readers who changed after a moment are told, and the status is 4" {
  thread_results
  run_tenor compare --at 2026-03-05T12:00:00Z --article mayor thread
  expect_status 4
  [[ "$out" == *"left out: 2"* ]]
  [[ "$out" == *"sentiment: 40 comments of 20 authors before, 40 of 20 after"* ]]
  [[ "$(tail -n 1 <<<"$out")" == "change:"*"mean of sentiment"*"negative of sentiment"* ]]
  run_tenor compare --json --at 2026-03-05T13:00:00+01:00 --article mayor thread
  expect_status 4
  [ "$(jq -c '[.verdict, .at, .groups, .comments_without_time]' <<<"$out")" = '["change","2026-03-05T12:00:00Z","authors",2]' ]
  jq -e '.heads[] | select(.head == "sentiment") | .comments_before == 40 and .groups_after == 20
         and (.measures | length == 4 and all(.[]; .difference.smallest_detectable > 0)
              and (map(select(.measure == "share").after) | add - 1 | fabs < 1e-5))
         and (.measures[0] | .changed and .after > .before and (.difference.estimate - .after + .before | fabs < 1e-5))' <<<"$out"
  # q is over all tests of the call
  jq -e '[.heads[].measures[].difference | select(.) | {p: .p_value, q: .q_value} | select(.p)] | (max_by(.p) | .p == .q)
         and ((min_by(.p).p * length) as $most | min_by(.p).q <= $most * 1.0001)' <<<"$out"
  jq . <<<"$out" >change.json
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" --document change change.json
  run -1 bash -c '"$TENOR" compare --at 2026-03-05T12:00:00Z --article mayor thread >/dev/full'
}

@test "readers who stayed as they were have not changed" {
  thread_results
  run_tenor compare --at 2026-03-05T12:00:00Z --article letters thread
  expect_status 0
  [ "$(tail -n 1 <<<"$out")" = "no change" ]
  [[ "$out" == *"sentiment: 40 comments of 40 authors before"* ]] # unknown ones are each their own
}

@test "a section, a target and the site are compared over their articles" {
  thread_results
  for option in "--section City" "--target MAYOR_LINDQVIST" ""; do
    read -r -a words <<<"$option"
    run_tenor compare --json --at 2026-03-05T12:00:00Z "${words[@]//_/ }" thread
    [ "$status" -eq 0 ] || [ "$status" -eq 4 ]
    wanted=$([ -n "$option" ] && echo '["articles",80,2]' || echo '["articles",90,3]')
    [ "$(jq -c '[.groups, (.heads[] | select(.head == "sentiment") | .comments_before, .groups_before)]' <<<"$out")" = "$wanted" ]
  done
  run_tenor compare --json --at 2026-03-05T12:00:00Z --section Roads thread # one article: its authors
  [ "$(jq -r .groups <<<"$out")" = authors ]
}

@test "one author on a side, or nobody: nothing is said" {
  thread_results
  run_tenor compare --at 2026-03-05T12:00:00Z --article bridge thread
  expect_status 0
  [[ "$(tail -n 1 <<<"$out")" == "unknown: no head has labels of 2 authors on both sides" ]]
  run_tenor compare --at 2026-03-06 thread
  expect_status 0
  [[ "$(tail -n 1 <<<"$out")" == unknown:* ]]
  run_tenor compare --json --at 2026-03-06 thread
  jq -e '.verdict == "unknown" and all(.heads[].measures[]; .difference == null and .after == null)' <<<"$out"
}

@test "a moment that cannot be asked about is an error of one line" {
  thread_results
  rm thread/current/comments.ndjson
  run_tenor compare --at 2026-03-05 thread
  expect_status 1
  expect_message "tenor batch writes them with --comments"
  for wrong in "--at noon thread" "--at 2026-03-05 --article none thread" "--at 2026-03-05 --section none thread" \
    "--at 2026-03-05 --target none thread" "--at 2026-03-05 thread thread" "--article mayor thread thread" \
    "--at 2026-03-05 --article mayor --section City thread"; do
    read -r -a words <<<"$wrong"
    run_tenor compare "${words[@]}"
    expect_status 2
    [ "$(wc -l <<<"$err")" -eq 1 ]
  done
}

@test "comments of an older version, whose authors nobody can tell apart, are refused" {
  thread_results
  sed -i 's/"author":[^,]*,//' thread/current/comments.ndjson
  run_tenor compare --at 2026-03-05 --article mayor thread
  expect_status 1
  expect_message "run tenor batch again"
}
