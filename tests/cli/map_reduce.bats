#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# maps and reduces give the results of one batch, or say what is missing

load helpers

setup_file() {
  load helpers
  cd "$BATS_FILE_TMPDIR" || return 1
  head -c 32 /dev/urandom >key
  split -n l/3 --additional-suffix=.ndjson "$DEMO" in-
  tenor batch -q -o one --comments --excerpts --author-key-file key "$DEMO"
  for shard in aa ab ac; do
    tenor map -q --author-key-file key --shard "$shard" --parts 4 -o maps "in-$shard.ndjson"
    tenor map -q --author-key-file key --shard "$shard" "in-$shard.ndjson" >"$shard.lines"
  done
}

setup() { cd "$BATS_FILE_TMPDIR" || return 1; }

reduce() { # NAME ARGUMENT...
  local name=$BATS_TEST_TMPDIR/$1
  shift
  run_tenor reduce --author-key-file key --comments --excerpts -o "$name" "$@"
}

same() { # NAME
  local a=one/current b=$BATS_TEST_TMPDIR/$1/current
  same_results one "$BATS_TEST_TMPDIR/$1"
  cmp <(jq -S '[.accounting, .articles, .models]' "$a/manifest.json") \
    <(jq -S '[.accounting, .articles, .models]' "$b/manifest.json")
  cmp <(jq -cS 'del(.input, .line)' "$a/rejected.ndjson" | sort) \
    <(jq -cS 'del(.input, .line)' "$b/rejected.ndjson" | sort)
}

@test "folders of all shards, in any order" {
  reduce out --shards 3 maps/ac maps/aa maps/ab
  expect_status 0
  same out
  tenor inspect "$BATS_TEST_TMPDIR/out"
  jq -e '.inputs | map(.name) == ["in-aa.ndjson", "in-ab.ndjson", "in-ac.ndjson"]' \
    "$BATS_TEST_TMPDIR/out/current/manifest.json"
}

@test "what maps left out and dropped is counted, with the commonest rejection" {
  cd "$BATS_TEST_TMPDIR" || return 1
  for n in 1 2; do
    jq -n --argjson n $n '[(("approved", "spam", "hold") | {id: (if . == "spam" then 1 else 2 end + 10 * $n), post: $n,
      parent: [], author_name: "Ada", status: ., content: {rendered: "<p>I love it \u00e2\u0080\u0099s</p>"}}),
      {id: 3, post: 4, author_name: "B"}, {id: 4, post: 4, author_name: "C"}, {id: [], post: 4, author_name: "C"}]' >wp$n.json
    tenor map -q --author-key-file "$BATS_FILE_TMPDIR/key" --shard $n --parts 2 -o maps wp$n.json
    tenor map -q --author-key-file "$BATS_FILE_TMPDIR/key" --shard $n wp$n.json >$n.lines
  done
  run_tenor batch --author-key-file "$BATS_FILE_TMPDIR/key" -o one wp1.json wp2.json
  whole=$(sed 's/ in one.*right/ right/; s/[0-9]* article.*runs.[^ ]* //' <<<"$err")
  [[ $whole == *"4 left out (2 spam, 2 held), 6 rejected, mostly: field \`text\` is missing. "*" 2 optional fields dropped."* ]] ||
    fail "$err"
  for part in 1 2; do
    tenor reduce -q --author-key-file "$BATS_FILE_TMPDIR/key" --part $part --parts 2 -o reduced maps/1 maps/2
  done
  for inputs in "maps/1 maps/2" "1.lines 2.lines" "reduced/reduced-00001 reduced/reduced-00002"; do
    # shellcheck disable=SC2086 # two words
    run_tenor reduce --author-key-file "$BATS_FILE_TMPDIR/key" -o out $inputs
    expect_status 0
    [ "$(sed 's/ in out.*right/ right/; s/[0-9]* article.*runs.[^ ]* //' <<<"$err")" = "$whole" ] || fail "$err"
    cmp <(jq -S '[.accounting, (.inputs | map([.name, .left_out, .dropped_fields]))]' one/current/manifest.json) \
      <(jq -S '[.accounting, (.inputs | map([.name, .left_out, .dropped_fields]))]' out/current/manifest.json)
    cmp <(sort one/current/rejected.ndjson) <(sort out/current/rejected.ndjson)
    tenor inspect out
  done
}

@test "lines in any order, and twice" {
  cat ./*.lines >all
  for order in "sort" "sort -r" "shuf --random-source=in-aa.ndjson"; do
    $order all >shuffled
    reduce "out-${order%% *}${#order}" shuffled
    expect_status 0
    same "out-${order%% *}${#order}"
  done
  cat all ./*.lines | sort >twice
  "$TENOR" reduce -q --author-key-file key --comments --excerpts -o "$BATS_TEST_TMPDIR/piped" <twice
  same piped
}

@test "a map and its repetition are the same bytes, whatever the threads" {
  tenor map -q --threads 1 --author-key-file key --shard ab in-ab.ndjson | cmp - ab.lines
  tenor map -q --threads 3 --memory 16M --author-key-file key --shard ab --parts 4 -o "$BATS_TEST_TMPDIR" in-ab.ndjson
  diff -r maps/ab "$BATS_TEST_TMPDIR/ab"
  tenor map -q --author-key-file key --shard ab --parts 4 -o "$BATS_TEST_TMPDIR" in-ab.ndjson
  diff -r maps/ab "$BATS_TEST_TMPDIR/ab"
  [ -z "$(find "$BATS_TEST_TMPDIR" -name '.partial*' -o -name '.replaced*')" ]
}

@test "the same shard delivered twice counts once" {
  reduce out maps/aa maps/ab maps/ac maps/ab
  expect_status 0
  same out
}

@test "records that two shards have are duplicates" {
  tenor map -q --author-key-file key --shard again --parts 4 -o "$BATS_TEST_TMPDIR" in-ab.ndjson
  reduce out maps/* "$BATS_TEST_TMPDIR/again"
  expect_status 0
  cmp one/current/site.json "$BATS_TEST_TMPDIR/out/current/site.json"
  jq -e '.accounting.duplicates > 100' "$BATS_TEST_TMPDIR/out/current/manifest.json"
}

@test "reduces side by side, then one" {
  for part in 1 2 3 4; do
    run_tenor reduce --author-key-file key --part "$part" --parts 4 --expect <(printf 'aa\nab\nac\n') \
      -o "$BATS_TEST_TMPDIR/reduced" maps/*
    expect_status 0
  done
  reduce out "$BATS_TEST_TMPDIR"/reduced/*
  expect_status 0
  same out
  reduce twice "$BATS_TEST_TMPDIR"/reduced/* "$BATS_TEST_TMPDIR"/reduced/*1
  expect_status 0
  same twice
  rm -r "$BATS_TEST_TMPDIR/reduced/reduced-00003"
  reduce missing "$BATS_TEST_TMPDIR"/reduced/*
  expect_status 1
  expect_message "part 3 of 4 is missing: a reduce leaves it in 'reduced-00003'"
  [ ! -e "$BATS_TEST_TMPDIR/missing/current" ]
}

@test "a part that is reduced has no copies any more, and says how many there were" {
  cd "$BATS_TEST_TMPDIR"
  ln -s "$BATS_FILE_TMPDIR/maps" "$BATS_FILE_TMPDIR/key" "$BATS_FILE_TMPDIR/one" .
  tenor map -q --author-key-file key --shard again --parts 4 -o . "$BATS_FILE_TMPDIR/in-ab.ndjson"
  for part in 1 2 3 4; do tenor reduce -q --author-key-file key --part "$part" --parts 4 -o reduced maps/* again; done
  reduce out reduced/*
  expect_status 0
  cmp one/current/site.json out/current/site.json
  duplicates=$(jq .accounting.duplicates out/current/manifest.json)
  [ "$duplicates" -gt 100 ]
  [ "$(cat reduced/*/manifest.json | jq -s 'map(.dropped) | add')" -eq "$duplicates" ]
}

@test "parts that were reduced from other shards are refused, in any order" {
  cd "$BATS_TEST_TMPDIR"
  ln -s "$BATS_FILE_TMPDIR/maps" "$BATS_FILE_TMPDIR/key" .
  tenor reduce -q --author-key-file key --part 1 --parts 4 -o reduced maps/aa maps/ab
  for part in 2 3 4; do tenor reduce -q --author-key-file key --part "$part" --parts 4 -o reduced maps/*; done
  reduce out --shards 3 reduced/*2 reduced/*3 reduced/*4 reduced/*1
  expect_status 1
  expect_message "00001' is of other shards than the folders before it: it lacks 'ac'"
  reduce out --shards 3 reduced/*1 reduced/*2 reduced/*3 reduced/*4
  expect_status 1
  expect_message "00002' is of other shards than the folders before it: it has 'ac'"
  reduce out reduced/*2 maps/aa
  expect_status 1
  expect_message "'maps/aa' is not reduced, others are"
  reduce out maps/aa reduced/*2
  expect_status 1
  expect_message "00002' is reduced, others are not"
  [ ! -e out/current ]
}

@test "what is missing is named, and nothing is published" {
  reduce out --expect <(echo aa ab ac) maps/aa maps/ac
  expect_status 1
  expect_message "shard 'ab' is missing"
  reduce out --shards 3 maps/aa maps/ac
  expect_status 1
  expect_message "2 shards are there, not 3: 'aa', 'ac'"
  sed 2d ab.lines | cat - aa.lines ac.lines >some
  reduce out some
  expect_status 1
  expect_message "shard 'ab': 7 of 8 partial results are there"
  grep -v '^#ab' ab.lines | cat - aa.lines >some
  reduce out some
  expect_status 1
  expect_message "some:1: a partial result of a shard whose own line is missing"
  cp -r maps "$BATS_TEST_TMPDIR/"
  rm "$BATS_TEST_TMPDIR/maps/ab/part-00002"
  reduce out "$BATS_TEST_TMPDIR"/maps/*
  expect_status 1
  expect_message "maps/ab/part-00002' of shard 'ab': No such file"
  cp maps/ab/part-00002 "$BATS_TEST_TMPDIR/maps/ab/"
  : >"$BATS_TEST_TMPDIR/maps/ab/rejected.ndjson"
  reduce out "$BATS_TEST_TMPDIR"/maps/*
  expect_status 1
  expect_message "rejected.ndjson' of shard 'ab' has 0 rejected records, not 1"
  [ ! -e "$BATS_TEST_TMPDIR/out/current" ]
}

@test "what is damaged is refused" {
  cp -r maps "$BATS_TEST_TMPDIR/"
  local part=$BATS_TEST_TMPDIR/maps/ab/part-00001 size
  size=$(stat -c %s "$part")
  for at in 3 20 100 170 $((size / 2)) $((size - 2)); do
    cp maps/ab/part-00001 "$part"
    spoil "$part" "$at"
    reduce out "$BATS_TEST_TMPDIR"/maps/*
    expect_status 1
    expect_message "maps/ab/part-00001' of shard 'ab' "
  done
  head -c $((size / 2)) maps/ab/part-00001 >"$part"
  reduce out "$BATS_TEST_TMPDIR"/maps/*
  expect_status 1
  expect_message "maps/ab/part-00001' of shard 'ab' is damaged or cut short"
  sed '2s/./!/40' ab.lines >"$BATS_TEST_TMPDIR/lines"
  reduce out aa.lines "$BATS_TEST_TMPDIR/lines" ac.lines
  expect_status 1
  expect_message "lines:2: shard 'ab': a line of partial results is damaged"
  sed '$s/"records":/"recards":/' ab.lines >"$BATS_TEST_TMPDIR/lines"
  reduce out aa.lines "$BATS_TEST_TMPDIR/lines" ac.lines
  expect_status 1
  expect_message "lines:$(wc -l <ab.lines): what stands here of shard 'ab' is no manifest"
  [ ! -e "$BATS_TEST_TMPDIR/out/current" ]
}

@test "whole files in the wrong place are refused, though the number of records be right" {
  cp -r maps "$BATS_TEST_TMPDIR/"
  cd "$BATS_TEST_TMPDIR"
  ln -s "$BATS_FILE_TMPDIR/key" .
  for other in ab/part-00002 aa/part-00001; do
    cp "$BATS_FILE_TMPDIR/maps/$other" maps/ab/part-00001
    reduce out maps/*
    expect_status 1
    expect_message "'maps/ab/part-00001' of shard 'ab' is not the file that its manifest tells of"
    run_tenor reduce --author-key-file key --part 2 --parts 4 -o reduced maps/*
    expect_status 1
    expect_message "'maps/ab/part-00001' of shard 'ab' is not the file"
  done
  [ ! -e out/current ]
  [ ! -e reduced/reduced-00002 ]
}

@test "a shard that comes twice with other records is named, with its folder" {
  sed 2d in-ab.ndjson >"$BATS_TEST_TMPDIR/fewer.ndjson"
  for other in in-ac.ndjson "$BATS_TEST_TMPDIR/fewer.ndjson"; do
    tenor map -q --author-key-file key --shard ab --parts 4 -o "$BATS_TEST_TMPDIR" "$other"
    reduce out maps/ab "$BATS_TEST_TMPDIR/ab"
    expect_status 1
    expect_message "/ab': shard 'ab' is there twice, with other records"
  done
}

@test "what was made otherwise is refused" {
  head -c 32 /dev/urandom >other
  run_tenor reduce --author-key-file other -o "$BATS_TEST_TMPDIR/out" maps/*
  expect_status 1
  expect_message "was made with another author key"
  reduce out --target "the tram" maps/*
  expect_status 1
  expect_message "was made with another --target"
  mkdir "$BATS_TEST_TMPDIR/models"
  ln -s "$TENOR_MODELS/sentiment" "$BATS_TEST_TMPDIR/models/"
  reduce out --models "$BATS_TEST_TMPDIR/models" maps/*
  expect_status 1
  expect_message "was made with other models"
}

@test "options that make no sense" {
  run_tenor map in-aa.ndjson
  expect_status 2
  run_tenor map --author-key-file key --shard a/b in-aa.ndjson
  expect_status 2
  run_tenor map --author-key-file key --parts 3 in-aa.ndjson
  expect_status 2
  reduce out --part 5 --parts 4 maps/*
  expect_status 2
  reduce out --part 1 --parts 3 maps/*
  expect_status 1
  expect_message "has 4 parts, not 3"
  reduce out maps/aa ab.lines
  expect_status 1
  expect_message "cannot be mixed"
  reduce out nowhere
  expect_status 1
  expect_message "cannot open 'nowhere'"
}

@test "no room for temporary files is said" {
  TMPDIR=nowhere run_tenor map --author-key-file key in-aa.ndjson
  expect_status 1
  expect_message "cannot create folder 'nowhere/.partial-"
  run_tenor map --author-key-file key -o key/maps in-aa.ndjson
  expect_status 1
  expect_message "cannot create folder 'key': Not a directory"
}
