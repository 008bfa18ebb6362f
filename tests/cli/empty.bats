#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# An empty night replaces nothing: no comment, no run.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
  echo '{"article_id": "a", "id": 1, "text": "I love this tram"}' >good.ndjson
  tenor batch -q -o results good.ndjson
  good=$(readlink results/current)
}

batch() { run_tenor batch --keep 2 -o results "$@"; }

# still_good MESSAGE: the last command failed with this line, and what stood there stands there
still_good() {
  expect_status 1
  expect_message "$1"
  [ "$(readlink results/current)" = "$good" ]
  [ "$(n_runs results)" -eq 1 ]
  [ "$(wc -l <results/history.ndjson)" -eq 1 ]
}

@test "no file, an empty file, nothing on standard input" {
  mkdir folder
  batch folder
  still_good "no comments in 0 inputs: no file was found; nothing is published without --allow-empty"
  : >empty.ndjson
  batch empty.ndjson
  still_good "no comments in 1 input; nothing"
  gzip -k empty.ndjson
  echo '[]' >empty.json
  echo 'article_id,id,text' >header.csv
  batch empty.ndjson empty.ndjson.gz empty.json header.csv
  still_good "no comments in 4 inputs; nothing"
  batch - # /dev/null
  still_good "no comments in 1 input; nothing"
}

@test "everything rejected: the commonest reason is in the one line" {
  { cat good.ndjson good.ndjson; echo 'not JSON'; } >in.ndjson
  batch --map text=body in.ndjson
  still_good "no comments in 1 input: 3 of 3 records rejected, mostly: field \`text\` is missing (--map FIELD=THEIRS names it, --article-id files of one article); nothing is published"
  mkdir folder
  echo 'Read me first.' >folder/README
  batch folder
  still_good "1 of 1 records rejected, mostly: format not recognised: "
  batch --max-record-bytes 1K --strict in.ndjson
  expect_status 3 # one is enough
}

@test "what is left out alone is no comment either" {
  echo '[{"id": 1, "post": 7, "author_name": "Ada", "status": "spam", "content": {"rendered": "Buy"}}]' >spam.json
  batch spam.json
  still_good "no comments in 1 input: all 1 records left out; nothing is published"
  run_tenor convert spam.json # nothing is lost
  expect_status 0
}

@test "--allow-empty publishes an empty run" {
  : >empty.ndjson
  batch --allow-empty empty.ndjson
  expect_status 0
  [ "$(readlink results/current)" != "$good" ]
  [ "$(jq .articles results/current/manifest.json)" -eq 0 ]
  tenor inspect results
  tenor report results
}

@test "deleted comments and suppressed articles are comments" {
  echo '{"article_id": "a", "id": 1, "text": "", "deleted": true}' >deleted.ndjson
  batch deleted.ndjson
  expect_status 0
  batch --min-comments 9 good.ndjson
  expect_status 0
}

@test "with a store a night without news is no empty run, one of rejections is" {
  : >empty.ndjson
  run_tenor batch -o nights --append store empty.ndjson
  expect_status 1 # nothing was there before either
  tenor batch -q -o nights --append store good.ndjson
  before=$(jq -r .results_id nights/current/manifest.json)
  run_tenor batch -o nights --append store empty.ndjson
  expect_status 0
  run_tenor batch -o nights --append store good.ndjson
  expect_status 0
  [ "$(jq -r .results_id nights/current/manifest.json)" = "$before" ]
  current=$(readlink nights/current)
  run_tenor batch -o nights --append store --map text=body good.ndjson
  expect_status 1
  expect_message "mostly: field \`text\` is missing"
  [ "$(readlink nights/current)" = "$current" ]
}

@test "a reduce of empty maps publishes nothing, a map of nothing is fine" {
  head -c 32 /dev/urandom >key
  : >empty.ndjson
  map() { "$TENOR" map -q --author-key-file key "$@"; }
  map --shard none -o maps empty.ndjson
  map --shard wrong --map text=body -o maps good.ndjson
  reduce() { run_tenor reduce --author-key-file key -o results "$@"; }
  reduce maps/none maps/wrong
  still_good "no comments in 2 inputs: 1 of 1 records rejected, mostly: field \`text\` is missing (--map FIELD=THEIRS names it, --article-id files of one article); nothing"
  map --shard wrong --map text=body good.ndjson >lines
  reduce lines
  still_good "1 of 1 records rejected, mostly: field \`text\` is missing"
  reduce maps/none
  still_good "no comments in 1 input; nothing"
  map --shard right -o maps good.ndjson
  reduce maps/none maps/wrong maps/right
  expect_status 0
  reduce --allow-empty maps/none
  expect_status 0
}

@test "a filter whose every record is rejected fails; an empty one does not" {
  : >empty.ndjson
  for command in "convert -o out" "score --models $TENOR_MODELS -o out" "explain --models $TENOR_MODELS" "sample -n 5 -o out"; do
    # shellcheck disable=SC2086 # options
    run_tenor $command -q --map text=body good.ndjson good.ndjson
    expect_status 1
    [ "$(tail -n 1 <<<"$err")" = "tenor: no comments in 2 inputs: 2 of 2 records rejected, mostly: field \`text\` is missing (--map FIELD=THEIRS names it, --article-id files of one article)" ] ||
      fail "$command: $err"
    [ ! -e out ]
  done
  for command in convert "score --models $TENOR_MODELS"; do
    # shellcheck disable=SC2086 # options
    run_tenor $command empty.ndjson
    expect_status 0
    [ -z "$out$err" ]
  done
}
