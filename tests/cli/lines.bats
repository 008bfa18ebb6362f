#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# plain text, each line a comment

load helpers

# said TEXT ARGUMENTS...: the command with this on standard input
said() {
  status=0
  printf "$1" | "$TENOR" "${@:2}" >.out 2>.err || status=$?
  out=$(cat .out) err=$(cat .err)
}

@test "score and explain take text on standard input for lines" {
  said 'I love it\n' score
  expect_status 0
  [ "$(jq -r .sentiment.label <<<"$out")" != null ]
  [ "$(jq -r .article_id <<<"$out")" = lines ]
  said '\xef\xbb\xbfI love it, all of it\r\n\r\n  What a horrible idea  ' score
  [ "$(jq -s 'map(.sentiment.p) | length' <<<"$out")" -eq 2 ]
  printf 'I love it, all of it\n' | "$TENOR" explain --json - | jq -e '.text == "I love it, all of it"'
}

@test "what is a document, a table or binary is no lines unless it is said" {
  for text in '{"a": 1' '[1, 2]\n' '<3 it\n' 'nr,body\n1,I love it\n' 'nr\tbody\n1\tI love it\n' 'I love\x00it\n' 'I \033[1mlove it\n'; do
    said "$text" score
    [ "$status" -eq 1 ] || fail "$text: $out"
  done
  said 'I love it\n' score --map text=body
  expect_status 1
  said 'I love it\n' score --input-format labelled
  expect_status 1
  said '<3 it\n{"a": 1\n' convert --input-format lines
  [ "$(jq -r .text <<<"$out")" = '<3 it
{"a": 1' ]
}

@test "files, and what is published, are lines only when it is said" {
  printf 'I love it\nWhat a horrible idea\n\nI love it\n' >in.txt
  run_tenor score in.txt
  expect_status 1
  expect_message "--input-format lines"
  for command in "convert" "batch -o results -" "sample -n 1"; do
    # shellcheck disable=SC2086 # options
    said 'I love it\n' $command
    expect_status 1
  done
  tenor batch -q --input-format lines --article-id pond -o results in.txt
  jq -e 'map([.article_id, .comments]) == [["pond", 3]]' results/current/articles.json # on lines of their own
  jq -e '.inputs[0] | [.format, .records] == ["lines", 3]' results/current/manifest.json
  head -c 32 /dev/urandom >key
  tenor map -q --input-format lines --author-key-file key --shard a in.txt |
    "$TENOR" reduce -q --author-key-file key -o reduced
  jq -e 'map([.article_id, .comments]) == [["lines", 3]]' reduced/current/articles.json
  [ "$(tenor sample -q -n 3 --input-format lines --format ndjson in.txt | wc -l)" -eq 3 ]
  run_tenor batch --input-format labelled -o results in.txt
  expect_status 2
}

@test "lines in Windows-1252, of markup, and too long" {
  printf 'I don\x92t like the caf\xe9\n<p>I love it</p>\n%s\n' "$(head -c 2000 /dev/zero | tr '\0' x)" >in.txt
  run_tenor convert --input-format lines --max-record-bytes 1K in.txt
  [ "$(jq -r .text <<<"$out")" = 'I don’t like the café
I love it' ]
  [ "$err" = "tenor: in.txt:3: the line is longer than 1024 bytes
tenor: 1 text repaired." ] || fail "$err"
}
