#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# one article with a third of all comments: the same bytes, in little memory and however it is cut

load helpers

setup_file() {
  load helpers
  cd "$BATS_FILE_TMPDIR" || return 1
  head -c 32 /dev/urandom >key
  # the demo fifteen times over; five times all of it is one article's
  jq -cR 'fromjson? | objects | select(.id) | range(15) as $copy
    | .id = "\($copy)-\(.id)"
    | if .parent_id then .parent_id = "\($copy)-\(.parent_id)" else . end
    | .article_id = if $copy < 5 then "huge" else "\($copy)-\(.article_id)" end' "$DEMO" >all.ndjson
  split -n l/3 --additional-suffix=.ndjson all.ndjson in-
  tenor batch -q -o one --threads 1 --comments --excerpts --author-key-file key all.ndjson
  for shard in aa ab ac; do
    tenor map -q --memory 16M --author-key-file key --shard "$shard" --parts 2 -o maps "in-$shard.ndjson"
    tenor map -q --author-key-file key --shard "$shard" "in-$shard.ndjson" >"$shard.lines"
  done
}

setup() { cd "$BATS_FILE_TMPDIR" || return 1; }

same() { # NAME
  same_results one "$BATS_TEST_TMPDIR/$1"
  [ -z "$(find "$BATS_TEST_TMPDIR/$1" -name 'temporary*')" ]
}

reduce() { # NAME ARGUMENT...
  local name=$BATS_TEST_TMPDIR/$1
  shift
  run_tenor reduce --author-key-file key --comments --excerpts -o "$name" "$@"
  expect_status 0
}

@test "there is a huge article" {
  [ "$(jq '[.[] | .comments] | max' one/current/articles.json)" -gt 2000 ]
  [ "$(jq '[.[] | .comments] | max / add * 100 | floor' one/current/articles.json)" -ge 30 ]
  jq -e '.resources.spilled_bytes == 0' one/current/manifest.json
}

@test "in little memory, in any order, three times over" {
  for threads in 1 3; do
    cat all.ndjson all.ndjson all.ndjson | shuf --random-source=<(yes "$threads") >"$BATS_TEST_TMPDIR/in.ndjson"
    tenor batch -q -o "$BATS_TEST_TMPDIR/small$threads" --threads "$threads" --memory 16M --comments \
      --excerpts --author-key-file key "$BATS_TEST_TMPDIR/in.ndjson"
    jq -e '.resources.spilled_bytes > 1000000' "$BATS_TEST_TMPDIR/small$threads/current/manifest.json"
    same "small$threads"
  done
}

@test "by night after night" {
  for shard in ab aa ac; do
    tenor batch -q -o "$BATS_TEST_TMPDIR/nights" --append "$BATS_TEST_TMPDIR/state" --memory 16M --comments --excerpts "in-$shard.ndjson"
  done
  same nights
}

@test "by maps and one reduce" {
  reduce out --memory 16M --threads 1 maps/*
  same out
  reduce more --memory 16M --threads 3 maps/ab maps/ac maps/aa
  same more
}

@test "by maps, reduces side by side, and a publication" {
  for part in 1 2; do
    run_tenor reduce --memory 16M --author-key-file key --part "$part" --parts 2 \
      -o "$BATS_TEST_TMPDIR/reduced" maps/*
    expect_status 0
  done
  reduce out --memory 16M "$BATS_TEST_TMPDIR"/reduced/*
  same out
}

@test "by lines" {
  sort ./*.lines >shuffled
  reduce out --memory 16M shuffled
  same out
}

# pieces with the same records are pieces all the same
@test "by a shard's lines, of which it has several, with every comment three times" {
  cat all.ndjson all.ndjson all.ndjson >thrice
  tenor map -q --author-key-file key --shard all thrice >thrice.lines
  [ "$(grep -c '^huge' thrice.lines)" -gt 3 ]
  reduce out --memory 16M --shards 1 thrice.lines
  same out
  jq -e '.accounting.duplicates > 10000' "$BATS_TEST_TMPDIR/out/current/manifest.json"
}
