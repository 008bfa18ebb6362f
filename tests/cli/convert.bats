#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor convert, and what every command says of inputs that are not as they should be.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  cp "$INPUT"/* .
}

@test "canonical NDJSON stays what it is" {
  golden convert-ndjson convert good.ndjson
  tenor convert good.ndjson | tenor convert >twice
  diff <(tenor convert good.ndjson) twice
}

@test "CSV with a header" {
  golden convert-csv convert comments.csv
}

@test "a copied page: its comments and nothing of its body" {
  golden convert-page convert page.txt
}

@test "fields are renamed with --map, articles joined with --articles" {
  golden convert-map convert --map article_id=thread,id=nr,text=body,author=user \
    --articles articles.ndjson renamed.ndjson
}

@test "bad records are reported with file, line and reason; the others pass" {
  golden convert-bad convert bad.ndjson
}

@test "-q keeps rejections to itself, -v shows them all" {
  for i in $(seq 15); do echo "not JSON $i"; done >many.ndjson
  echo '{"article_id":1,"id":1,"text":"x"}' >>many.ndjson
  run_tenor convert -q many.ndjson
  expect_status 0
  [ -z "$err" ]
  run_tenor convert -v many.ndjson
  [ "$(wc -l <<<"$err")" -eq 15 ]
  run_tenor convert many.ndjson
  [ "$(wc -l <<<"$err")" -eq 11 ]
  [[ $err == *"5 more rejected records; -v shows them all" ]]
}

@test "--strict makes rejected records an exit status of 3" {
  run_tenor convert --strict bad.ndjson
  expect_status 3
  [ "$(wc -l <<<"$out")" -eq 4 ]
  run_tenor convert --strict good.ndjson
  expect_status 0
}

@test "standard input, named or not" {
  tenor convert good.ndjson >expected
  diff expected <(tenor convert - <good.ndjson)
  diff expected <(tenor convert <good.ndjson)
}

@test "gzip, zstd and xz are seen through" {
  tenor convert good.ndjson >expected
  gzip -k good.ndjson && zstd -q good.ndjson && xz -k good.ndjson
  for packed in good.ndjson.gz good.ndjson.zst good.ndjson.xz; do
    mv $packed packed # the name says nothing
    diff expected <(tenor convert packed)
  done
}

@test "a missing file fails before anything is written" {
  run_tenor convert -o converted good.ndjson missing.ndjson
  expect_status 1
  expect_message "'missing.ndjson': No such file or directory"
  [ -z "$(find . -name 'converted*')" ]
}

@test "an empty file holds no comments and is no error" {
  : >empty
  golden convert-empty convert empty
  golden convert-empty-strict convert --strict empty
}

@test "a line of 100 MB is rejected, its neighbours are not" {
  {
    echo '{"article_id":1,"id":1,"text":"before"}'
    printf '{"article_id":1,"id":2,"text":"'
    head -c 100000000 /dev/zero | tr '\0' x
    printf '"}\n'
    echo '{"article_id":1,"id":3,"text":"after"}'
  } >long.ndjson
  run_tenor convert long.ndjson
  rm long.ndjson
  expect_status 0
  expect_message "long.ndjson:2: "
  [ "$(wc -l <<<"$out")" -eq 2 ]
  [[ $out == *before*after* ]]
}

@test "--max-record-bytes sets the limit" {
  printf '{"article_id":1,"id":1,"text":"%s"}\n' "$(head -c 2000 /dev/zero | tr '\0' x)" >line
  run_tenor convert -q --max-record-bytes 1K line
  expect_status 1
  [ -z "$out" ]
  expect_message "no comments in 1 input: 1 of 1 records rejected, mostly: the line is longer than 1024 bytes"
  run_tenor convert --max-record-bytes 4K line
  [ -n "$out" ] && [ -z "$err" ]
}

@test "what is no comments at all is refused" {
  /usr/bin/python3 -c 'import random, sys; sys.stdout.buffer.write(random.Random(1).randbytes(5000))' >noise
  run_tenor convert noise
  expect_status 1
  expect_message "noise"
}

@test "what is no comments at all is passed over in a folder, and counted" {
  mkdir folder
  echo 'What these files are' >folder/README
  cp "$DEMO" folder/comments.ndjson
  run_tenor convert --strict folder
  expect_status 3
  [[ $err == *"folder/README:1: format not recognised"* ]]
  [ "$(wc -l <<<"$out")" -gt 700 ]
  run_tenor batch -o results folder
  expect_status 0
  jq -e '.inputs | map(select(.format == "unknown" and .rejected == 1)) | length == 1' results/current/manifest.json
}

@test "-o makes or replaces a file only when the new one is whole" {
  gzip -c "$DEMO" | head -c 20000 >cut.gz
  run_tenor convert -q -o converted cut.gz
  expect_status 1
  expect_message "cut.gz"
  [ -z "$(find . -name 'converted*')" ]
  echo old >converted
  run_tenor convert -q -o converted cut.gz
  expect_status 1
  [ "$(cat converted)" = old ]
  run_tenor convert -o converted good.ndjson
  expect_status 0
  diff converted <(tenor convert good.ndjson)
  [ "$(find . -name 'converted*')" = ./converted ]
}

@test "the demo converts whole, and only its faults are rejected" {
  run_tenor convert -o demo.ndjson "$DEMO"
  expect_status 0
  [ "$(grep -c 'comments.ndjson:[0-9]*: ' <<<"$err")" -eq 2 ]
  [ "$(wc -l <demo.ndjson)" -eq 778 ]
  jq -es 'all(has("article_id") and has("id") and has("text"))' demo.ndjson
}
