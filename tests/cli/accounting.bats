#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Every record is accounted for, input by input; and what happens when too many are no good.

load helpers

row() { printf '{"article_id": "%s", "id": %s, "text": "%s"}\n' "$1" "$2" "$3"; }
batch() { run_tenor batch --models "$TENOR_MODELS" -o results "$@"; }

# inputs: name, records, scored, unscored, duplicates, rejected, suppressed, a line each
inputs() {
  jq -r '.inputs[] | [.name, .records, .scored, .unscored, .duplicates, .rejected, .suppressed] | join(" ")' \
    results/current/manifest.json
}

# in one.ndjson 2 of 5 records are rejected
one_with_rejections() {
  row a 1 "I love this tram"
  row a 2 ""
  echo '{"id": 3}'
  row a 1 "I love this tram"
  echo 'not JSON'
}

@test "the summary counts one as one and none as none" {
  { row a 1 "I love this tram"; row a 1 "I love this tram"; } >one.ndjson
  batch one.ndjson
  [[ $err == "tenor: 2 received: 1 scored, 0 unscored, 1 duplicate, 0 rejected. 1 article in results/runs/"*. ]] ||
    fail "$err"
  { row a 1 "I love this tram"; row b 2 ""; echo no; } >two.ndjson
  batch two.ndjson
  [[ $err == "tenor: 3 received: 1 scored, 1 unscored (1 empty), 0 duplicates, 1 rejected. 2 articles in "* ]] ||
    fail "$err"
}

@test "what became of the records of each input" {
  one_with_rejections >one.ndjson
  { row a 1 "I love this tram"; row b 1 "what a horrible idea"; row a 3 "not good at all"; } >two.ndjson
  : >three
  batch one.ndjson two.ndjson three
  expect_status 0
  diff - <(inputs) <<'END'
one.ndjson 5 1 1 1 2 0
two.ndjson 3 2 0 1 0 0
three 0 0 0 0 0 0
END
  batch --min-comments 2 two.ndjson one.ndjson
  diff - <(inputs) <<'END'
two.ndjson 3 2 0 0 0 1
one.ndjson 5 0 1 2 2 0
END
  tenor inspect results >/dev/null
  sed -i '0,/"duplicates": 0/s//"duplicates": 1/' results/current/manifest.json
  run_tenor inspect results
  expect_status 1
  expect_message "an input's records"
}

@test "--max-rejected N: as many are fine, one more is not" {
  one_with_rejections >in.ndjson
  batch --max-rejected 2 in.ndjson
  expect_status 0
  before=$(readlink results/current)
  batch --max-rejected 1 in.ndjson
  expect_status 1
  expect_message "2 records were rejected, and at most 1 may be; nothing is published. The first: in.ndjson:3: "
  [ "$(readlink results/current)" = "$before" ]
  [ "$(n_runs results)" -eq 1 ]
  batch --max-rejected 0 in.ndjson
  expect_status 1
  row a 1 fine >fine.ndjson
  batch --max-rejected 0 fine.ndjson
  expect_status 0
}

@test "--max-rejected P%: a share of what was received" {
  one_with_rejections >in.ndjson
  batch --max-rejected 40% in.ndjson
  expect_status 0
  batch --max-rejected 39.9% in.ndjson
  expect_status 1
  expect_message "2 records were rejected, and at most 39.9% of 5 may be"
  [ "$(n_runs results)" -eq 1 ]
  : >nothing
  batch --max-rejected 0% nothing
  expect_status 0
}

@test "--max-rejected that is no number" {
  row a 1 fine >in.ndjson
  for wrong in x -1 1x 101% % 1e3 nan 0x10 1.5 99999999999999999999; do
    batch --max-rejected "$wrong" in.ndjson
    expect_status 2
    expect_message "--max-rejected: '$wrong'"
  done
}
