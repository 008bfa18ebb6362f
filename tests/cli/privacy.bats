#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What must not leave: authors' names, addresses and numbers in excerpts; who may read what is
# published; and that tenor talks to nobody. SECURITY.md says it in words.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  {
    row 1 "I love this tram, it is wonderful" "Zebulon Quixworth"
    row 2 "not good at all, a horrible idea" "zq.secret@mail.example"
    row 3 "" "Zebulon Quixworth"
    row 4 "nobody asked us" "Zebulon Quixworth" '"parent_id": 1'
    row 4 "nobody asked us" "Zebulon Quixworth" '"parent_id": 1' # a copy
    echo '{"article_id": "a", "id": 5, "author": "Zebulon Quixworth"}'               # rejected: no text
    echo '{"article_id": "a", "id": 6, "text": 7, "author": ["Zebulon Quixworth"]}' # rejected
    echo '{"article_id": "a", "author": "Zebulon Quixworth", "text": "torn'         # rejected
  } >in.ndjson
}

row() { # ID TEXT AUTHOR [MORE]
  printf '{"article_id": "a", "id": %s, "text": "%s", "author": "%s"%s}\n' "$1" "$2" "$3" "${4:+, $4}"
}

# silent_about WORD PATH...: no file says it
silent_about() {
  local word=$1
  shift
  nowhere -rIil -- "$word" "$@"
}

@test "no output and no log has an author's name" {
  tenor batch -v --comments --excerpts --terms 20 --models "$TENOR_MODELS" -o results in.ndjson >log 2>&1
  tenor score -v --decisions --models "$TENOR_MODELS" in.ndjson >>log 2>&1
  tenor explain --models "$TENOR_MODELS" in.ndjson >>log 2>&1
  tenor explain --json --models "$TENOR_MODELS" in.ndjson >>log 2>&1
  tenor report results >>log 2>&1
  tenor report --article a results >>log 2>&1
  tenor inspect results >>log 2>&1
  [ "$(jq .accounting.rejected results/current/manifest.json)" -eq 3 ]
  [ "$(jq .comments.authors results/current/site.json)" -eq 2 ]
  grep -q 'I love this tram' results/current/articles/*/*.json # the search would find a name
  silent_about zebulon results log
  silent_about quixworth results log
  silent_about zq.secret results log
}

@test "an author counts as one, but under another key each run" {
  tenor batch -q --models "$TENOR_MODELS" -o one in.ndjson
  tenor batch -q --models "$TENOR_MODELS" -o two in.ndjson
  [ "$(jq .results_id one/current/site.json)" = "$(jq .results_id two/current/site.json)" ]
  silent_about author_key one two
}

@test "comments.ndjson tells an article's authors apart by the places of their first lines" {
  { row 1 "I love this tram" Ann; row 2 "I hate the noise" Ben; row 3 "I love it still" Ann; row 4 "Lovely" ""
    row 5 "A good morning" Ben | sed 's/"a"/"b"/'; row 6 "A bad evening" Ben | sed 's/"a"/"b"/'; } >in.ndjson
  tenor batch -q --comments --models "$TENOR_MODELS" -o one in.ndjson
  tenor batch -q --comments --models "$TENOR_MODELS" -o two in.ndjson
  cmp one/current/comments.ndjson two/current/comments.ndjson # whatever the key
  jq -es '(map(select(.article_id == "a")) | . as $a | ($a | INDEX(.id)) as $of
           | $of["1"].author == $of["3"].author and $of["1"].author != $of["2"].author and $of["4"].author == null
             and all(range(4); . as $i | $a[$i].author == null or $a[$i].author <= $i + 1)
             and $a[0].author // 1 == 1)
          and (map(select(.article_id == "b").author) == [1, 1])' one/current/comments.ndjson
}

@test "addresses and numbers in excerpts are masked" {
  row 1 "I love it, write to jane.roe@mail.example or call +49 (30) 555-012349876 today" Jane >in.ndjson
  tenor batch -q --models "$TENOR_MODELS" --excerpts -o results in.ndjson
  grep -rq 'write to \[email\] or call \[phone\] today' results/current/articles
  silent_about jane results
  silent_about 012349876 results # long enough not to turn up in a digest or a time by chance
  tenor batch -q --models "$TENOR_MODELS" -o without in.ndjson
  silent_about 'write to' without
}

@test "without --mode the umask decides who may read" {
  (umask 077 && tenor batch -q --models "$TENOR_MODELS" -o results in.ndjson)
  [ "$(stat -c %a results/current/site.json)" = 600 ]
  [ "$(stat -c %a results/current/)" = 700 ]
}

@test "--mode is that of every file, and folders can be searched" {
  (umask 022 && tenor batch -q --comments --mode 0640 --models "$TENOR_MODELS" -o results in.ndjson)
  [ "$(find results/current/ results/history.ndjson -type f -printf '%m\n' | sort -u)" = 640 ]
  [ "$(find results/current/ -type d -printf '%m\n' | sort -u)" = 750 ]
  [ "$(find results/current/ -type f | wc -l)" -ge 7 ]
  for mode in 0 0400 999 rw 01777 -1; do
    run_tenor batch --mode "$mode" --models "$TENOR_MODELS" -o results in.ndjson
    expect_status 2
    expect_message "--mode: '$mode'"
  done
}

@test "no command opens a connection" {
  strace -V >/dev/null 2>&1 || skip "no strace"
  strace -o probe true 2>/dev/null || skip "no strace here"
  cat >in.html <<'END'
<!DOCTYPE html SYSTEM "http://192.0.2.1/x.dtd"><html><head><link rel="stylesheet" href="http://192.0.2.1/a.css">
<script src="http://192.0.2.1/a.js"></script><title>A page</title></head><body><article><h1>A page</h1></article>
<ol class="commentlist"><li class="comment" id="comment-1"><cite class="fn">Jo</cite><p>I love it</p></li></ol></body></html>
END
  cat >in.xml <<'END'
<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://192.0.2.1/rss.dtd" [<!ENTITY far SYSTEM "http://192.0.2.1/far">]>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>&far;</title></item></channel></rss>
END
  export ASAN_OPTIONS=detect_leaks=0 # that does not work while somebody watches
  calls=(strace -f -qq -e trace=socket,connect,sendto -o calls)
  "${calls[@]}" "$TENOR" batch -q --models "$TENOR_MODELS" -o results in.ndjson
  [ ! -s calls ] || fail "$(cat calls)"
  for input in in.html in.xml; do
    run -"$([ $input = in.html ]; echo $?)" "${calls[@]}" "$TENOR" convert "$input" # a document type is refused
    [ ! -s calls ] || fail "$input: $(cat calls)"
  done
  strace -f -qq -e trace=socket -o calls /usr/bin/python3 -c 'import socket; socket.socket()'
  [ -s calls ] # such a call would have been seen
}
