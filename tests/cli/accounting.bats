#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Every record is accounted for, input by input; and what happens when too many are no good.

load helpers

row() { printf '{"article_id": "%s", "id": %s, "text": "%s"}\n' "$1" "$2" "$3"; }
batch() { run_tenor batch --models "$TENOR_MODELS" -o results "$@"; }

# inputs: name, records, scored, unscored, duplicates, rejected, left out, suppressed, a line each
inputs() {
  jq -r '.inputs[] | [.name, .records, .scored, .unscored, .duplicates, .rejected, (.left_out | add), .suppressed] | join(" ")' \
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
  [[ $err == "tenor: 3 received: 1 scored, 1 unscored (1 empty), 0 duplicates, 1 rejected: not valid JSON: "*". 2 articles in "* ]] ||
    fail "$err"
}

@test "what became of the records of each input" {
  one_with_rejections >one.ndjson
  { row a 1 "I love this tram"; row b 1 "what a horrible idea"; row a 3 "not good at all"; } >two.ndjson
  : >three
  batch one.ndjson two.ndjson three
  expect_status 0
  diff - <(inputs) <<'END'
one.ndjson 5 1 1 1 2 0 0
two.ndjson 3 2 0 1 0 0 0
three 0 0 0 0 0 0 0
END
  batch --min-comments 2 two.ndjson one.ndjson
  diff - <(inputs) <<'END'
two.ndjson 3 2 0 0 0 0 1
one.ndjson 5 0 1 2 2 0 0
END
  tenor inspect results >/dev/null
  sed -i '0,/"duplicates": 0/s//"duplicates": 1/' results/current/manifest.json
  run_tenor inspect results
  expect_status 1
  expect_message "an input's records"
}

# WordPress's interface: two comments, one of them with an odd field, spam, one that is held and a pingback
wordpress() {
  local status type
  echo '['
  for status in approved approved spam hold approved; do
    type=comment n=$((n + 1))
    [ $n -lt 5 ] || type=pingback
    printf '{"id": %d, "post": 7, "parent": %s, "author_name": "Ada", "status": "%s", "type": "%s", %s},\n' \
      $n "$([ $n -eq 2 ] && echo '[1]' || echo 0)" $status $type '"content": {"rendered": "<p>I love it</p>"}'
  done
  echo '{"post": 7, "author_name": "Ada", "id": 6, "content": {}}]'
}

@test "what is left out is counted by its reason, and is nobody's fault" {
  wordpress >wp.json
  batch --strict --max-rejected 1 wp.json
  expect_status 3
  [[ $err == "tenor: 6 received: 2 scored, 0 unscored, 0 duplicates, 3 left out (1 spam, 1 held, 1 pingback), 1 rejected: field \`text\` is missing. 1 article in "*". 1 optional field dropped. rejected.ndjson there says of each record why." ]] ||
    fail "$err"
  [ "$(inputs)" = "wp.json 6 2 0 0 1 3 0" ]
  jq -e '.accounting | .left_out == {spam: 1, held: 1, pingback: 1, other: 0} and .dropped_fields == 1 and .rejected == 1' \
    results/current/manifest.json
  [ "$(jq -c '[.reason, .left_out]' results/current/rejected.ndjson | sed -n 2p)" = '["not published","held"]' ]
  grep -qxF 'tenor_batch_comments_left_out{reason="pingback"} 1' results/current/metrics.prom
  grep -qxF 'tenor_batch_dropped_fields 1' results/current/metrics.prom
  [ "$(jq .left_out results/history.ndjson)" -eq 3 ]
  tenor inspect results | grep -qF '1 rejected + 3 left out'
  sed -i '$d' results/current/rejected.ndjson
  run_tenor inspect results
  expect_status 1
  expect_message "the number of lines is 3, not 4"
}

@test "left out records alone are no reason for --strict" {
  wordpress | sed '$s/{.*}/{"id": 6, "post": 7, "author_name": "B", "status": "spam", "content": {}}/' >wp.json
  batch --strict --max-rejected 0 wp.json
  expect_status 0
  run_tenor convert --strict wp.json
  expect_status 0
  [ "$err" = "tenor: 4 records left out (2 spam, 1 held, 1 pingback); -v shows them
tenor: 1 optional field dropped." ] || fail "$err"
  run_tenor convert -v wp.json
  [ "$(printf '%s\n' "$err" | grep -c ': marked as spam$')" -eq 2 ]
  run_tenor convert -q wp.json
  [ -z "$err" ]
}

@test "every filter says what was rejected, left out, repaired and dropped" {
  {
    row a 1 "It donâ€™t matter." | jq -c '.likes = "many" | .created_at = "soon"'
    row a 2 "Fine."
    echo '{"article_id": "a", "id": 3}'
  } >in.ndjson
  for command in "score --models $TENOR_MODELS" "explain --models $TENOR_MODELS" convert "sample -n 2"; do
    for verbose in "" -v; do
      run_tenor $command $verbose in.ndjson
      expect_status 0
      [[ $err == *"in.ndjson:3: field \`text\` is missing"*"tenor: 1 text repaired. 2 optional fields dropped."* ]] || fail "$command: $err"
    done
    run_tenor $command -q in.ndjson
    [ -z "$err" ] || fail "$command: $err"
  done
  wordpress >wp.json
  run_tenor sample -n 1 wp.json
  [[ $err == *"tenor: 3 records left out (1 spam, 1 held, 1 pingback); -v shows them"* ]] || fail "$err"
  batch -v in.ndjson
  [ "$(grep -c repaired <<<"$err")" -eq 1 ]
}

@test "the commonest rejection has the word, whichever came first" {
  { echo '{"id": 1}'; for i in 1 2 3; do echo "{\"article_id\": \"a\", \"id\": $i}"; done; row a 9 "fine"; } >in.ndjson
  batch in.ndjson
  [[ $err == *", 4 rejected, mostly: field \`text\` is missing. "* ]] || fail "$err"
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
  batch --max-rejected 0% --allow-empty nothing
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
