#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# the same comments give the same bytes, however they are delivered

load helpers

setup_file() {
  load helpers
  cd "$BATS_FILE_TMPDIR" || return 1
  # every comment five times over, in articles of their own: several chunks for the threads
  export MANY=$PWD/many.ndjson
  for copy in 1 2 3 4 5; do
    sed -E "s/\"article_id\": *\"?([^\",]+)\"?/\"article_id\":\"copy$copy-\1\"/" "$DEMO"
  done >"$MANY"
  batch one --threads 1 "$MANY"
}

setup() { cd "$BATS_FILE_TMPDIR" || return 1; }

batch() { # NAME ARGUMENT...
  tenor batch -q --comments --excerpts -o "$@"
}

same() { same_results one "$1"; }

@test "there is enough to be told apart" {
  [ "$(wc -l <"one/current/comments.ndjson")" -gt 2000 ]
  [ "$(find "one/current/articles/" -name '*.json' | wc -l)" -gt 50 ]
  find "one/current/articles/" -name '*.json' -exec cat {} + |
    jq -se '([.[].terms.distinctive | length] | add > 20) and ([.[].examples.sentiment[].divisive | length] | add > 100)'
}

@test "two threads and seven threads" {
  batch two --threads 2 "$MANY"
  same two
  batch seven --threads 7 "$MANY"
  same seven
}

@test "records that do not fit in memory" {
  for threads in 1 3; do
    batch "small$threads" --threads "$threads" --memory 16M "$MANY" "$MANY" "$MANY" "$MANY"
    jq -e '.resources.spilled_bytes > 1000000' "small$threads/current/manifest.json"
    same "small$threads"
  done
  jq -e '.resources.spilled_bytes == 0' "one/current/manifest.json"
  [ -z "$(find small1 -name 'temporary*')" ]
}

@test "a shuffled input" {
  for seed in 1 2 3; do
    shuf --random-source=<(yes "$seed") "$MANY" >"$BATS_TEST_TMPDIR/in.ndjson"
    batch "shuffled$seed" --threads 2 "$BATS_TEST_TMPDIR/in.ndjson"
    same "shuffled$seed"
  done
}

@test "the whole input delivered twice" {
  batch twice --threads 2 "$MANY" "$MANY"
  same twice
}

@test "another author key" {
  head -c 32 /dev/urandom >"$BATS_TEST_TMPDIR/key"
  batch keyed --author-key-file "$BATS_TEST_TMPDIR/key" "$MANY"
  same keyed
}

@test "compressed, split into files, or from standard input" {
  split -n l/3 "$MANY" "$BATS_TEST_TMPDIR/part-"
  gzip "$BATS_TEST_TMPDIR/part-ab"
  batch parts "$BATS_TEST_TMPDIR"/part-*
  same parts
  batch stdin - <"$MANY"
  same stdin
}

@test "another comment gives another results_id" {
  { cat "$MANY"; echo '{"article_id": "one more", "id": 1, "text": "I love it"}'; } >"$BATS_TEST_TMPDIR/in.ndjson"
  batch more "$BATS_TEST_TMPDIR/in.ndjson"
  id() { sed -n 's/.*"results_id": *"\([0-9a-f]*\)".*/\1/p' "$1/current/manifest.json" | head -n 1; }
  [ -n "$(id more)" ]
  [ "$(id more)" != "$(id one)" ]
}

@test "score keeps the order of the input, whatever the threads" {
  tenor score -q --decisions --threads 1 "$MANY" >"$BATS_TEST_TMPDIR/1"
  tenor score -q --decisions --threads 5 "$MANY" >"$BATS_TEST_TMPDIR/5"
  cmp "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/5"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/1")" -gt 3000 ]
}

@test "vectors keep the order of the input, whatever the threads" {
  tenor score -q --vectors stance --threads 1 "$MANY" >"$BATS_TEST_TMPDIR/1"
  tenor score -q --vectors stance --threads 5 "$MANY" >"$BATS_TEST_TMPDIR/5"
  cmp "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/5"
  [ -s "$BATS_TEST_TMPDIR/1" ]
  run grep -vqE '^[0-2]( [0-9]+:[^ ]+)*$' "$BATS_TEST_TMPDIR/1"
  [ "$status" -eq 1 ]
}
