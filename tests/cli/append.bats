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

@test "what other models have scored is refused, or scored again: the same as one batch by the new ones" {
  cp -r "$TENOR_MODELS" other
  # with other words, so that other comments are known well enough to have a label
  rm -r other/sentiment
  awk 'NR % 2' "$ROOT/datasets/samples/sentiment.ndjson" >half.ndjson
  tenor train -q --folds 3 --min-count 1 --task sentiment -o other/sentiment half.ndjson
  # an article whose target is known from the second night on, and what neither model can score
  jq -c '.[]' >first.ndjson <<'END'
[{"article_id":"late","id":1,"text":"A wonderful tram line, I love it","article":{"title":"The tram"}},
 {"article_id":"late","id":2,"text":"xyzzy plugh"}, {"article_id":"late","id":3,"text":""},
 {"article_id":"late","id":4,"text":"The tram is a bad idea","deleted":true}]
END
  echo '{"article_id":"late","id":5,"parent_id":1,"text":"No, a bad tram line","article":{"title":"The tram","target":"the tram line"}}' >second.ndjson
  night night-aa.ndjson first.ndjson
  night night-ab.ndjson
  expect_status 0
  unscored=$(jq '.accounting.unscored' nights/current/manifest.json)
  cp nights/current/site.json before.json
  cp store/CURRENT listed
  night --models other night-ac.ndjson second.ndjson
  expect_status 1
  expect_message "'store' was made with other models, or by another version of tenor; --rescore scores what is stored again"
  cmp before.json nights/current/site.json
  cmp listed store/CURRENT
  night --models other --rescore night-ac.ndjson second.ndjson
  expect_status 0
  tenor batch -q --models other -o one --comments --excerpts "$DEMO" first.ndjson second.ndjson
  same_results one nights
  [ "$(jq '.accounting.unscored' nights/current/manifest.json)" != "$unscored" ]
  [ "$(jq '.segments | length' store/CURRENT)" -eq 2 ]
  [ "$(find store/segments -type f | wc -l)" -eq 2 ]
  # the models are the same now: nothing is to be done, and nothing is
  cp store/segments/* .
  night --models other --rescore night-aa.ndjson
  expect_status 0
  same_results one nights
  cmp 00000003 store/segments/00000003
  # and back
  night --rescore second.ndjson
  expect_status 0
  tenor batch -q -o two --comments --excerpts "$DEMO" first.ndjson second.ndjson
  same_results two nights
  tenor inspect nights
}

@test "--rescore is about a store" {
  run_tenor batch --rescore -o nights night-aa.ndjson
  expect_status 2
  expect_message "there is no store to score again"
}

@test "what a dead run has left is removed, what is damaged is refused" {
  night night-aa.ndjson
  echo "half a segment" >store/segments/00000009
  echo "half a list" >store/CURRENT.tmp
  night night-ab.ndjson night-ac.ndjson
  expect_status 0
  same_as_one_batch
  [ ! -e store/segments/00000009 ]
  spoil store/segments/00000001 2000
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
