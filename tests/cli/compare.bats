#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor compare: what has drifted between two nights, and what has not

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
