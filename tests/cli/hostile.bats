#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Input that means harm or is broken: tenor ends, in bounded time and memory,
# uses what can be used and accounts for the rest. docs/formats.md has the rules.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  good='{"article_id":"a","id":1,"text":"I love it"}'
}

# make EXPRESSION: bytes that a Python expression gives
make() { python3 -c "import sys; sys.stdout.buffer.write($1)" </dev/null; }

# expect_row TEXT: exactly one comment came out, with this in it
expect_row() {
  [ "$(wc -l <<<"$out")" -eq 1 ] || fail "not one comment: ${out:0:300}"
  [[ $out == *"$1"* ]] || fail "'$1' is not in: ${out:0:300}"
}

# bounded STATUS ARGUMENTS...: tenor ends so, in five minutes at most, and 600 MB of address space;
# standard input is the caller's
bounded() {
  local expected=$1
  shift
  status=0
  (
    case $(nm "$TENOR" 2>/dev/null) in *__asan_init*) ;; *) ulimit -v 600000 ;; esac
    exec timeout 300 "$TENOR" "$@"
  ) >.out 2>.err || status=$?
  out=$(cat .out) err=$(cat .err)
  expect_status "$expected"
}

@test "nesting in JSON is a rejected record, however deep" {
  make 'b"{\"a\":" * 300000 + b"1" + b"}" * 300000' >one-line
  { cat one-line && echo && echo "$good"; } >lines
  bounded 0 convert lines
  expect_row '"I love it"'
  [[ $err == *"lines:1: not valid JSON: nested too deeply"* ]]
  make 'b"[" * 500000 + b"{\"id\":1}"' >array
  bounded 1 convert array
  [ -z "$out" ]
  make 'b"{\"title\":\"t\",\"author\":\"a\",\"children\":[" + b"{\"id\":1,\"text\":\"x\",\"author\":\"a\",\"children\":[" * 200000' >tree
  bounded 1 convert tree
  [[ $err == *"tree:1: the JSON document is cut short here"* ]]
  make 'b"{\"title\":\"t\",\"author\":\"a\",\"children\":[" + b"{\"id\":1,\"text\":\"x\",\"author\":\"a\",\"children\":[" * 2000 + b"]}" * 2001' >tree
  bounded 1 convert tree
  [[ $err == *"tree:1: not valid JSON: nested too deeply"* ]]
}

@test "nesting in XML, in pages and in a comment's markup" {
  disqus='<disqus xmlns="http://disqus.com">'
  make "b'$disqus' + b'<a>' * 300000" >deep.xml
  bounded 1 convert deep.xml
  [[ $err == *"not well-formed XML, and what follows is lost"* ]]
  for tag in b div blockquote; do
    make "b'<html><body>' + b'<$tag>' * 300000 + b'</i>' * 300000" >deep.html
    bounded 1 convert deep.html
    [[ $err == *"the markup is nested deeper than 250: the rest is lost"* ]]
  done
  make "b'[{\"id\":1,\"post\":1,\"author_name\":\"a\",\"content\":{\"rendered\":\"' + b'<b>' * 100000 + b'</i>' * 100000 + b'\"}}]'" >deep.json
  bounded 1 convert deep.json
  [[ $err == *"deep.json:1: the markup is nested deeper than 256"* ]]
}

@test "entities of an export's own are not expanded, nor files fetched" {
  {
    echo '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">'
    for pair in a:b b:c c:d d:e e:f f:g g:h h:i; do
      e="&${pair%:*};"
      echo "<!ENTITY ${pair#*:} \"$e$e$e$e$e$e$e$e$e$e\">"
    done
    echo ']><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
    echo '<post dsq:id="1"><message>&i; &f;</message><thread dsq:id="1"/></post></disqus>'
  } >bomb.xml
  bounded 1 convert bomb.xml
  [ -z "$out" ]
  [[ $err == *"a document type is not accepted"* ]]
  grep -v DOCTYPE bomb.xml | grep -v ENTITY | sed 's/^]>//' >undeclared.xml
  bounded 0 convert undeclared.xml
  expect_row '"text":""'
}

@test "what unpacks to a thousand times its size ends the run, and so does a limit of one's own" {
  { echo "$good" && yes '' | head -c 400M; } | zstd -q >bomb.zst
  bounded 1 convert bomb.zst
  [[ $err == *"unpacks to more than 1000 times its size"* ]]
  for i in $(seq 2000); do echo "$good"; done | gzip >fair.gz
  run_tenor convert --max-unpacked-bytes 20K fair.gz
  expect_status 1
  expect_message "unpacks to more than 20480 bytes"
  run_tenor convert --max-unpacked-bytes 1M fair.gz
  expect_status 0
}

@test "a line or record without end costs no memory" {
  long() { make 'b"{\"article_id\":\"" + b"x" * 900000000'; }
  { echo "$good" && long && echo && echo "$good"; } | bounded 0 convert --max-record-bytes 1M
  [ "$(wc -l <.out)" -eq 2 ]
  [ "$(cat .err)" = "tenor: -:2: the line is longer than 1048576 bytes" ]
  { echo "[$good," && long && echo "\"},$good]"; } | bounded 0 convert --max-record-bytes 1M
  [ "$(wc -l <.out)" -eq 2 ]
  [ "$(cat .err)" = "tenor: -:2: the record is longer than 1048576 bytes" ]
}

@test "a text of 1.6 MB is explained in time that grows with it" {
  make 'b"{\"article_id\":\"a\",\"id\":1,\"text\":\"" + b"this is not a good day, and I hate it. " * 40000 + b"\"}"' >long
  explain() { (exec timeout 60 "$TENOR" explain -q --models "$TENOR_MODELS" --target "a day" "$@" long); }
  explain --json --head sentiment | jq -e '.sentiment.pieces | length > 500000'
  [ "$(explain | wc -l)" -gt 1000000 ]
}

@test "NUL bytes: escaped ones are kept, raw ones are no JSON, and white space in markup" {
  printf '%s\n' '{"article_id":"a","id":1,"text":"a\u0000b"}' >nul
  printf '{"article_id":"a","id":2,"text":"a\0b"}\n' >>nul
  run_tenor convert nul
  expect_row 'a\u0000b'
  [[ $err == *"nul:2: not valid JSON: a string has an unescaped control character"* ]]
  printf '<html><body><div class="comment" id="c1"><p>a\0b</p></div></body></html>' >nul.html
  run_tenor convert nul.html
  expect_row '"a b"'
  printf '<disqus xmlns="http://disqus.com" xmlns:dsq="x"><post dsq:id="1"><message>a\0\1b</message><thread dsq:id="1"/></post></disqus>' >nul.xml
  run_tenor convert nul.xml
  expect_row '"a b"'
}

@test "half surrogates, overlong forms and stray bytes become U+FFFD, and are counted" {
  {
    printf '%s\n' '{"article_id":"a","id":1,"text":"x\ud83dy"}'
    printf '{"article_id":"a","id":2,"text":"x\xc0\xafy"}\n'
    printf '{"article_id":"a","id":3,"text":"x\xed\xa0\x80y \xff"}\n'
  } >bad
  tenor batch -q --models "$TENOR_MODELS" -o results bad
  [ "$(jq -c '.inputs[0] | [.records, .rejected, .repaired]' results/current/manifest.json)" = '[3,0,3]' ]
  [ "$(tenor convert bad | head -1 | jq -r .text)" = $'x\xef\xbf\xbdy' ]
  printf '\xff\xfe{\0"\0a\0r\0t\0i\0c\0l\0e\0_\0i\0d\0"\0:\0001\0,\0"\0i\0d\0"\0:\0001\0,\0"\0t\0e\0x\0t\0"\0:\0"\0\x3d\xd8"\0}\0' >half
  run_tenor convert half
  expect_row $'"\xef\xbf\xbd"'
  printf '<disqus xmlns="http://disqus.com" xmlns:dsq="x"><post dsq:id="1"><message>a\xc0b</message><thread dsq:id="1"/></post></disqus>' >bad.xml
  run_tenor convert bad.xml
  expect_row $'a\xef\xbf\xbdb'
}

@test "CRLF and byte order marks change nothing, in any format" {
  for file in "$ROOT"/tests/fixtures/formats/*; do
    [ "${file##*/}" != comments.json ] || continue # needs --map
    { printf '\xef\xbb\xbf' && sed 's/$/\r/' "$file"; } >changed
    [ "$(tenor convert -q changed | wc -l)" -gt 1 ] || fail "$file"
    diff <(tenor convert -q "$file") <(tenor convert -q changed) || fail "$file"
  done
}

@test "of equal keys the last counts" {
  echo '{"article_id":"a","id":1,"text":"x","text":"y","id":2}' >twice
  run_tenor convert twice
  expect_row '"id":"2","text":"y"'
  echo '{"kind":"youtube#commentListResponse","items":[{"id":"a","id":"b","snippet":{},"snippet":{"textOriginal":"y"}}]}' >twice
  run_tenor convert twice
  expect_row '"id":"b","text":"y"'
}

@test "duplicate and cyclic ids: one of each comment, and no thread without end" {
  {
    for i in 1 1 1; do echo '{"article_id":"a","id":"'$i'","parent_id":"'$i'","text":"I love it"}'; done
    echo '{"article_id":"a","id":"2","parent_id":"3","text":"I hate it"}'
    echo '{"article_id":"a","id":"3","parent_id":"4","text":"No"}'
    echo '{"article_id":"a","id":"4","parent_id":"2","text":"Yes"}'
    echo '{"article_id":"a","id":"5","parent_id":"gone","text":"Good"}'
  } >cycles
  bounded 0 batch -q --models "$TENOR_MODELS" -o results cycles
  [ "$(jq -c '[.accounting.received, .accounting.duplicates]' results/current/manifest.json)" = '[7,2]' ]
  tenor inspect results >/dev/null
}

@test "dates from the year 0 to 9999 are read, others dropped" {
  n=0
  for date in 0000-01-01T00:00:00Z 9999-12-31T23:59:59Z 10000-01-01T00:00:00Z 2024-02-30T00:00:00Z; do
    n=$((n + 1))
    echo '{"article_id":"a","id":'$n',"text":"I love it","created_at":"'$date'"}'
  done >dates
  echo '{"article_id":"a","id":9,"text":"I love it","created_at":1e300}' >>dates
  run_tenor convert dates
  [ "$(jq -r ".created_at // empty" <<<"$out" | tr '\n' ' ')" = "0000-01-01T00:00:00Z 9999-12-31T23:59:59Z " ]
  [ "$(jq -s length <<<"$out")" -eq 5 ]
  bounded 0 batch -q --models "$TENOR_MODELS" -o results dates
  tenor report results >/dev/null
}

@test "article ids name no file but their own" {
  python3 - >ids <<'END'
import json
for n, name in enumerate(["../../etc/passwd", "/etc/passwd", "CON", "con", "nul.json", ".", "..", "a\0b",
                          "x" * 5000, "\U0001F642", "a/b", "A/B", " ", "-rf", "\x1b[31m"]):
    print(json.dumps({"article_id": name, "id": n, "text": "I love it"}))
END
  tenor batch -q --models "$TENOR_MODELS" -o results ids
  [ "$(jq .articles results/current/manifest.json)" -eq 15 ]
  find results/runs -type f -path '*/articles/*' -printf '%f\n' >names
  [ "$(wc -l <names)" -eq 15 ]
  [ "$(sort -f names | uniq -di | wc -l)" -eq 0 ]
  nowhere -vE '^[a-z0-9][a-z0-9-]{1,70}\.json$' names
  nowhere -iE '^(con|nul|aux|prn)\.' names
  [ "$(find . -name passwd | wc -l)" -eq 0 ]
}

@test "nothing that report, inspect or a message prints steers a terminal" {
  python3 - >escapes <<'END'
import json
evil = "\x1b[2J\x1b]0;gotcha\x07 \u202etxt.exe\u2066 \u009b31m \x08\x7f"
for n in range(3):
    print(json.dumps({"article_id": "a" + evil, "id": str(n) + evil, "author": evil, "text": "I love it " + evil,
                      "article": {"title": "Title " + evil, "section": evil, "url": "http://x/" + evil}}))
print(json.dumps({"article_id": evil, "id": 1, "text": "x", "likes": evil}))
END
  cp escapes "$(printf 'name\033[31m')"
  tenor batch --models "$TENOR_MODELS" -o results escapes name* >all 2>&1
  tenor report results >>all 2>&1
  tenor report --color=always results >>all 2>&1
  tenor inspect results >>all 2>&1
  tenor convert -v name* >/dev/null 2>>all
  tenor explain --text "$(head -1 escapes | jq -r .text)" --models "$TENOR_MODELS" >>all 2>&1
  sed 's/\x1b\[[0-9;]*m//g' all >plain # colours of our own
  steers_nothing plain
}
