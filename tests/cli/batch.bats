#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor batch: what is published, what is refused, and with which words

bats_require_minimum_version 1.5.0

setup_file() {
  cd "$BATS_TEST_DIRNAME/../.." || return 1
  TENOR=$(realpath "${TENOR:-build/release/tenor}")
  export TENOR
  if [ -z "${TENOR_TEST_MODELS:-}" ] || [ ! -d "$TENOR_TEST_MODELS" ]; then
    TENOR_TEST_MODELS=$BATS_FILE_TMPDIR/models
    for task in sentiment stance; do
      "$TENOR" train -q -C 1 --folds 3 --min-count 1 --task $task \
        -o "$TENOR_TEST_MODELS/$task" "datasets/samples/$task.ndjson" || return 1
    done
  fi
  TENOR_TEST_MODELS=$(realpath "$TENOR_TEST_MODELS")
  export TENOR_TEST_MODELS
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.." || return 1
  out=$BATS_TEST_TMPDIR/results
  in=$BATS_TEST_TMPDIR/in.ndjson
}

batch() { "$TENOR" batch -q --models "$TENOR_TEST_MODELS" -o "$out" "$@"; }

# field FILE PATH: a value of a JSON document, "accounting.received"
field() {
  /usr/bin/python3 -c '
import json, sys
value = json.load(open(sys.argv[1], encoding="utf-8"))
for key in sys.argv[2].split("."):
    value = value[int(key)] if isinstance(value, list) else value[key]
print(value)' "$1" "$2"
}

comment() { # ARTICLE ID TEXT [MORE]
  printf '{"article_id": "%s", "id": "%s", "text": "%s"%s}\n' "$1" "$2" "$3" "${4:+, $4}"
}

@test "a run has all of its documents, and each keeps to its schema" {
  batch --comments datasets/demo/comments.ndjson datasets/demo/page.txt
  for name in manifest.json site.json articles.json articles comments.ndjson rejected.ndjson metrics.prom; do
    [ -e "$out/current/$name" ]
  done
  [ ! -e "$out/current/manifest.json.tmp" ]
  /usr/bin/python3 tests/schema/validate.py "$out"
}

@test "inspect finds a fresh run valid" {
  batch --comments datasets/demo/comments.ndjson
  run -0 "$TENOR" inspect "$out"
  [ "${lines[-1]}" = valid ]
}

@test "comments.ndjson is written on request only" {
  batch datasets/demo/comments.ndjson
  [ ! -e "$out/current/comments.ndjson" ]
}

@test "every record is accounted for" {
  { comment a 1 "I love this tram"; comment a 2 ""; comment a 1 "I love this tram"
    echo '{"article_id": "a", "id": 3}'; echo 'not JSON'
    comment a 4 "gone" '"deleted": true'; comment b 1 "what a horrible idea"; } >"$in"
  batch "$in"
  [ "$(field "$out/current/manifest.json" accounting.received)" = 7 ]
  [ "$(field "$out/current/manifest.json" accounting.duplicates)" = 1 ]
  [ "$(field "$out/current/manifest.json" accounting.rejected)" = 2 ]
  [ "$(field "$out/current/manifest.json" accounting.unscored.empty)" = 1 ]
  [ "$(field "$out/current/manifest.json" accounting.unscored.deleted)" = 1 ]
  [ "$(field "$out/current/site.json" comments.count)" = 4 ]
  [ "$(wc -l <"$out/current/rejected.ndjson")" = 2 ]
}

@test "rejections stand in the order of reading, with their lines" {
  { echo '{"id": 1}'; comment a 1 fine; echo '{'; } >"$in"
  batch "$in"
  [[ "$(sed -n 1p "$out/current/rejected.ndjson")" == *'"line": 1,'* ]]
  [[ "$(sed -n 2p "$out/current/rejected.ndjson")" == *'"line": 3,'* ]]
}

@test "a deletion wins over every other copy" {
  { comment a 1 "I love this" '"deleted": true'; comment a 1 "I love this" '"updated_at": 1700000000'; } >"$in"
  batch "$in"
  [ "$(field "$out/current/manifest.json" accounting.unscored.deleted)" = 1 ]
  [ "$(field "$out/current/manifest.json" accounting.duplicates)" = 1 ]
}

@test "rejected records make no failure, but --strict says so" {
  { comment a 1 fine; echo '{'; } >"$in"
  run -0 batch "$in"
  run -3 batch --strict "$in"
  [ -e "$out/current/site.json" ]
}

@test "the target comes from the article, then from --target, then from the title" {
  { comment own 1 "I love this tram" '"article": {"title": "T1", "target": "the tram"}'
    comment title 1 "I love this tram" '"article": {"title": "T2"}'
    comment none 1 "I love this tram"; } >"$in"
  batch "$in"
  [ "$(field "$out/current/articles.json" 1.target_source)" = article ]
  [ "$(field "$out/current/articles.json" 2.target_source)" = title ]
  [ "$(field "$out/current/articles.json" 0.target_source)" = None ]
  [ "$(field "$out/current/articles.json" 0.stance_favor)" = None ]
  batch --target buses "$in"
  [ "$(field "$out/current/articles.json" 1.target_source)" = article ]
  [ "$(field "$out/current/articles.json" 2.target_source)" = option ]
  [ "$(field "$out/current/articles.json" 0.target)" = buses ]
}

@test "the stance of early comments is toward the target that arrives last" {
  article='"article": {"title": "A title", "target": "the bike lane"}'
  for i in 1 2 3 4 5 6 7; do comment a $i "The bike lane is the best thing that has happened to this street, $i"; done >"$in"
  comment a 8 "take it out" "$article" >>"$in"
  for i in 1 2 3 4 5 6 7; do comment a $i "The bike lane is the best thing that has happened to this street, $i" "$article"; done >"$in.all"
  comment a 8 "take it out" "$article" >>"$in.all"
  batch --comments --target buses "$in"
  "$TENOR" batch -q --comments --target buses --models "$TENOR_TEST_MODELS" -o "$out.all" "$in.all"
  [ "$(field "$out/current/articles.json" 0.target)" = "the bike lane" ]
  diff -r -x manifest.json -x metrics.prom "$out/current/" "$out.all/current/"
  grep -q '"id":"1",.*"stance":{' "$out/current/comments.ndjson"
}

@test "two targets of one article: one of them holds for all its comments" {
  { comment a 1 "Take the bike lane out of this street" '"article": {"target": "nuclear power"}'
    comment a 2 "The bike lane is the best thing" '"article": {"target": "the bike lane"}'
    comment a 3 "a fine thing"; } >"$in"
  batch --comments "$in"
  chosen=$(field "$out/current/articles.json" 0.target)
  sed "s/\"target\": \"[^\"]*\"/\"target\": \"$chosen\"/" "$in" | tac >"$in.one"
  "$TENOR" batch -q --comments --models "$TENOR_TEST_MODELS" -o "$out.one" "$in.one"
  diff -r -x manifest.json -x metrics.prom "$out/current/" "$out.one/current/"
  [ "$(grep -c '"stance":{' "$out/current/comments.ndjson")" -ge 2 ]
}

@test "--articles brings metadata that the comments lack" {
  comment a 1 "I love it" >"$in"
  echo '{"id": "a", "title": "From the list", "target": "the tram"}' >"$in.articles"
  batch --articles "$in.articles" "$in"
  [ "$(field "$out/current/articles.json" 0.title)" = "From the list" ]
  [ "$(field "$out/current/articles.json" 0.target)" = "the tram" ]
}

@test "--keep runs stay and the history has a row for each that was" {
  comment a 1 fine >"$in"
  for i in 1 2 3 4; do batch --keep 3 "$in"; done
  [ "$(ls "$out/runs" | wc -l)" = 3 ]
  [ "$(wc -l <"$out/history.ndjson")" = 4 ]
  batch --keep 1 "$in"
  [ "$(ls "$out/runs")" = "$(basename "$(readlink "$out/current")")" ]
}

@test "a failure leaves the previous run current and nothing else" {
  comment a 1 fine >"$in"
  batch "$in"
  before=$(readlink "$out/current")
  head -c 100000 /dev/urandom | gzip | head -c 5000 >"$in.gz"
  run -1 batch "$in" "$in.gz"
  [ "$(readlink "$out/current")" = "$before" ]
  [ "$(ls -A "$out/runs" | wc -l)" = 1 ]
  [ "$(wc -l <"$out/history.ndjson")" = 1 ]
}

@test "a truncated .gz fails by name, and nothing is published" {
  gzip -c datasets/demo/comments.ndjson | head -c 20000 >"$in.gz"
  run -1 --separate-stderr batch "$in.gz"
  [ "${#stderr_lines[@]}" = 1 ]
  [[ "$stderr" == *"$in.gz"* ]]
  [ ! -e "$out/current" ]
  [ -z "$(ls -A "$out/runs")" ]
}

@test "a missing model is one line and status 1" {
  comment a 1 fine >"$in"
  run -1 --separate-stderr "$TENOR" batch -q --models "$BATS_TEST_TMPDIR/none" -o "$out" "$in"
  [ "${#stderr_lines[@]}" = 1 ]
  [[ "$stderr" == *"$BATS_TEST_TMPDIR/none"* ]]
  [ ! -e "$out/current" ]
}

@test "a missing input is one line and status 1" {
  run -1 --separate-stderr batch "$BATS_TEST_TMPDIR/none.ndjson"
  [ "${#stderr_lines[@]}" = 1 ]
  [[ "$stderr" == *none.ndjson* ]]
  [ ! -e "$out/current" ]
}

@test "wrong usage is status 2" {
  run -2 "$TENOR" batch --models "$TENOR_TEST_MODELS" datasets/demo/comments.ndjson
  run -2 batch
  run -2 batch --keep 0 datasets/demo/comments.ndjson
  run -2 batch --no-such-option datasets/demo/comments.ndjson
}

@test "an author key that is too short is refused" {
  comment a 1 fine >"$in"
  printf 'short' >"$BATS_TEST_TMPDIR/key"
  run ! --separate-stderr batch --author-key-file "$BATS_TEST_TMPDIR/key" "$in"
  [[ "$stderr" == *"at least 16"* ]]
  [ ! -e "$out/current" ]
}

@test "a second run on the same output is turned away" {
  comment a 1 fine >"$in"
  batch "$in"
  before=$(readlink "$out/current")
  exec 8>"$out/.lock"
  flock -n 8
  run -1 --separate-stderr batch "$in"
  exec 8>&-
  [[ "$stderr" == *"another run holds '$out'"* ]]
  [ "$(readlink "$out/current")" = "$before" ]
  run -0 batch "$in"
}

@test "standard input and folders are read" {
  mkdir "$BATS_TEST_TMPDIR/day"
  comment a 1 fine >"$BATS_TEST_TMPDIR/day/one.ndjson"
  comment a 2 fine >"$BATS_TEST_TMPDIR/day/two.ndjson"
  comment a 3 fine | batch - "$BATS_TEST_TMPDIR/day"
  [ "$(field "$out/current/site.json" comments.count)" = 3 ]
}

@test "author names appear nowhere in the results" {
  comment a 1 fine '"author": "Zebulon Quist"' >"$in"
  batch --comments "$in"
  run -1 grep -r "Zebulon" "$out"
  [ "$(field "$out/current/site.json" comments.authors)" = 1 ]
}

@test "damage to a run is found by inspect" {
  batch --comments datasets/demo/comments.ndjson
  sed -i '$d' "$out/current/comments.ndjson"
  run -1 "$TENOR" inspect "$out"
  [[ "$output" == *comments.ndjson* ]]
  run -1 "$TENOR" inspect "$BATS_TEST_TMPDIR"
}

@test "a full disk publishes nothing" {
  [ -w /dev/full ] || skip "there is no /dev/full"
  run -1 --separate-stderr "$TENOR" score -q --models "$TENOR_TEST_MODELS" -o /dev/full datasets/demo/comments.ndjson
  [ "${#stderr_lines[@]}" = 1 ]
}

@test "a copied page gives its article and its six comments" {
  [ -d ../shared/seeds ] || skip "no ../shared/seeds here"
  batch ../shared/seeds/*.txt
  [ "$(field "$out/current/site.json" articles)" = 1 ]
  [ "$(field "$out/current/articles.json" 0.comments)" = 6 ]
}

@test "field names are mapped: 184 articles, 2,983 comments" {
  data=../shared/data/stance/arc_nyt.ndjson
  [ -f "$data" ] || skip "no $data here"
  batch --map article_id=article "$data"
  [ "$(field "$out/current/site.json" articles)" = 184 ]
  [ "$(field "$out/current/site.json" comments.count)" = 2983 ]
}

@test "kill -9 at any moment leaves a whole run current" {
  run -0 tests/faults/kill_batch.sh
}

@test "a run that is asked to stop publishes nothing and leaves nothing" {
  for _ in $(seq 60); do cat datasets/demo/comments.ndjson; done >"$in"
  "$TENOR" batch -q --models "$TENOR_TEST_MODELS" -o "$out" - < <(cat "$in"; sleep 3) 2>"$BATS_TEST_TMPDIR/err" &
  pid=$!
  until compgen -G "$out/runs/.partial-*" >/dev/null || [ ! -e "/proc/$pid" ]; do sleep 0.02; done
  kill -TERM $pid
  for i in $(seq 600); do [ -e "/proc/$pid" ] || break; sleep 0.1; done
  run wait $pid
  [ ! -e "$out/current" ]
  [ -z "$(ls -A "$out/runs")" ]
}

@test "a disk that fills up is named, leaves last night's results, and no partial run" {
  unshare -m true 2>/dev/null || skip "no mount namespace of our own here"
  mkdir "$out"
  # shellcheck disable=SC2016  # the inner shell's variables
  run -0 unshare -m bash -c '
    mount -t tmpfs -o size=300k tmpfs "$0" || exit 9
    small=$1 large=$2
    "$TENOR" batch -q --models "$TENOR_TEST_MODELS" -o "$0" "$small" || exit 8
    before=$(readlink "$0/current")
    "$TENOR" batch -q --models "$TENOR_TEST_MODELS" --comments -o "$0" "$large" 2>"$3"
    [ $? -eq 1 ] || exit 7
    [ "$(readlink "$0/current")" = "$before" ] && "$TENOR" inspect "$0" >/dev/null || exit 6
    [ -z "$(find "$0/runs" -name ".partial*")" ] || exit 5
  ' "$out" tests/cli/input/good.ndjson datasets/demo/comments.ndjson "$BATS_TEST_TMPDIR/err"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/err")" -eq 1 ]
  grep -F "No space left on device" "$BATS_TEST_TMPDIR/err"
  grep -F "$out/runs/" "$BATS_TEST_TMPDIR/err"
}

@test "--min-comments: a small article stands in no file" {
  cd "$BATS_TEST_TMPDIR"
  for i in 1 2 3 4 5 6; do
    printf '{"article_id":"large","id":"l%d","text":"A fine day number %d","author":"a%d"}\n' $i $i $i
  done >"$in"
  batch --comments "$in"
  mv "$out" alone
  cat >>"$in" <<'ROWS'
{"article_id":"tiny-thing","id":"t1","text":"Horrible, I hate it","author":"zed","created_at":"2019-02-03T04:05:06Z","article":{"title":"Whispered","section":"Hidden"}}
{"article_id":"tiny-thing","id":"t2","text":"","author":"zed"}
ROWS
  batch --comments --min-comments 3 "$in"
  run -1 grep -rlE 'tiny-thing|Whispered|Hidden|2019-02-03|"t1"' "$out/current/"
  [ "$(jq -c '[.articles, .suppressed_articles, .min_comments, .comments.count, .comments.unscored.empty]' "$out/current/site.json")" = '[1,1,3,6,0]' ]
  [ "$(jq -c '.accounting | [.received, .suppressed, .unscored.empty]' "$out/current/manifest.json")" = '[8,2,0]' ]
  run -0 "$TENOR" inspect "$out"
  # the others' figures are those of a night without it
  diff <(jq 'del(.results_id)' "$out"/current/articles/*/large*.json) <(jq 'del(.results_id)' alone/current/articles/*/large*.json)
  diff <(jq 'del(.results_id, .suppressed_articles, .min_comments)' "$out/current/site.json") \
    <(jq 'del(.results_id, .suppressed_articles, .min_comments)' alone/current/site.json)
}
