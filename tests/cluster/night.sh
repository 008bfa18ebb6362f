#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2154  # night and began are the test's
# The night of the cluster's tests, and what one machine makes of it. Sourced.
#
# $night/in/*.ndjson: articles whose comments stand in all files, replies whose parents stand in
# another one, comments that arrive twice and in two versions, and lines that are none.

write_night() {
  mkdir -p "$night/in"
  echo "a key of the tests" >"$night/key"
  awk -v to="$night/in" 'BEGIN {
    n = split("I love this tram,what a horrible idea,the meeting starts at seven,not good at all," \
              "great news for the town,nobody asked us,you are right about the tram", text, ",")
    for (c = 0; c < 4000; c++) {
      file = sprintf("%s/%d.ndjson", to, c % 8)
      a = int(c / 8) % 3 ? c % 40 : 7 # a third of the comments stand in one article
      parent = c > 400 && c % 5 == 0 ? sprintf("\"parent_id\": %d, ", c - 320) : ""
      line = sprintf("{\"article_id\": \"night/%d\", \"id\": %d, %s\"text\": \"%s, number %d\", " \
        "\"author\": \"reader %d\", \"created_at\": %d, \"updated_at\": %d, " \
        "\"article\": {\"title\": \"Article %d\", \"target\": \"the tram\"}}", \
        a, c, parent, text[c * 7919 % n + 1], c, c * 31 % 211, 1700000000 + c * 9, 1700000000 + c * 9, a)
      print line >file
      if (c % 50 == 0) { # delivered again elsewhere, and edited
        other = sprintf("%s/%d.ndjson", to, (c + 3) % 8)
        print line >other
        sub(/"updated_at": [0-9]+/, "\"updated_at\": 1800000000", line)
        sub(/, number/, ", edited", line)
        print line >other
      }
      if (c % 1000 == 0) print "no comment" >file
    }
  }'
}

# what every other way must give, byte for byte
single_machine() {
  "$TENOR" batch -q --comments --models "$TENOR_TEST_MODELS" --author-key-file "$night/key" \
    -o "$night/single" "$night"/in/*.ndjson
}

# same_as_single DIR: also where every record went
same_as_single() {
  local part
  diff <(jq .accounting "$night/single/current/manifest.json") \
    <(jq .accounting "$1/current/manifest.json") || return 1
  for part in site.json sections.json targets.json periods.json articles.json articles comments.ndjson; do
    diff -r "$night/single/current/$part" "$1/current/$part" || return 1
  done
}

# note DRILL WHAT: a line of the table that 'make cluster' prints
note() {
  mkdir -p "$TENOR_BUILD/logs"
  printf '%-34s %-46s %3d s\n' "$1" "$2" $((SECONDS - began)) >>"$TENOR_BUILD/logs/cluster.table"
}
