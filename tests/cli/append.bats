#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# a store of all nights: the same results as one batch over everything

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
  split -n l/3 --additional-suffix=.ndjson "$DEMO" night-
}

night() { run_tenor batch --append store -o nights --comments --excerpts "$@"; }

same_as_one_batch() {
  tenor batch -q -o one --comments --excerpts "$DEMO"
  same_results one nights
}

@test "three nights are one batch over everything" {
  for part in a b c; do
    night "night-a$part.ndjson"
    expect_status 0
  done
  same_as_one_batch
  [[ $err == "tenor: "*" received and "*" of earlier runs: "* ]] || fail "$err"
  # shellcheck disable=SC2046 # three words
  set -- $(tr -d , <<<"$err" | sed -E 's/^tenor: ([0-9]+) received and ([0-9]+) of earlier runs: ([0-9]+) scored ([0-9]+) unscored [^)]*\) ([0-9]+) duplicates ([0-9]+) rejected.*/\1 \2 \3 \4 \5 \6/')
  [ $(($1 + $2)) -eq $(($3 + $4 + $5 + $6)) ] || fail "$err"
  [ "$(jq '.segments | length' store/CURRENT)" -eq 3 ]
  jq -e --argjson kept "$(jq '[.segments[].records] | add' store/CURRENT)" \
    '.accounting | $kept == .received + .stored - .rejected' nights/current/manifest.json
  tenor inspect nights
}

@test "what comes again changes nothing but the accounting" {
  night "$DEMO"
  cp -r nights/current/ before
  night night-ab.ndjson night-aa.ndjson
  expect_status 0
  same_as_one_batch
  diff -r before/articles nights/current/articles
  jq -e '.accounting | .duplicates >= .received and .stored > .received' nights/current/manifest.json
  tenor inspect nights
}

@test "many segments become one" {
  split -n l/11 --additional-suffix=.ndjson "$DEMO" small-
  for part in small-*.ndjson; do
    night "$part"
    expect_status 0
  done
  same_as_one_batch
  [ "$(jq '.segments | length' store/CURRENT)" -lt 8 ]
  [ "$(find store/segments -type f | wc -l)" -eq "$(jq '.segments | length' store/CURRENT)" ]
}

@test "the author key stays with the store, and is for nobody else" {
  night night-aa.ndjson
  [ "$(stat -c %a store/author.key)" = 600 ]
  head -c 32 /dev/urandom >other.key
  night --author-key-file other.key night-ab.ndjson
  expect_status 2
  expect_message "a store has an author key of its own"
  rm store/author.key
  night night-ab.ndjson
  expect_status 1
  expect_message "author.key' is missing"
}

@test "records that were scored otherwise are not mixed in" {
  night night-aa.ndjson
  cp nights/current/site.json before.json
  night --target "the tram" night-ab.ndjson
  expect_status 1
  expect_message "was made with another --target"
  cmp before.json nights/current/site.json
}

@test "what a dead run has left is removed, what is damaged is refused" {
  night night-aa.ndjson
  echo "half a segment" >store/segments/00000009
  echo "half a list" >store/CURRENT.tmp
  night night-ab.ndjson night-ac.ndjson
  expect_status 0
  same_as_one_batch
  [ ! -e store/segments/00000009 ]
  printf 'x' | dd of=store/segments/00000001 bs=1 seek=2000 conv=notrunc status=none
  cp nights/current/site.json before.json
  night night-aa.ndjson
  expect_status 1
  expect_message "store/segments/00000001' is damaged or cut short"
  cmp before.json nights/current/site.json
}

@test "one run at a time" {
  night night-aa.ndjson
  exec 8>store/.lock
  flock 8
  night night-ab.ndjson 8>&-
  exec 8>&-
  expect_status 1
  expect_message "another run holds 'store'"
}
