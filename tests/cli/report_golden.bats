#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The terminal report at three widths, of results that are kept (tests/fixtures/report), so
# that nothing here depends on a model. Titles have wide and combining letters, emoji, a direction
# of their own and an escape sequence.

load helpers

setup() { cd "$ROOT/tests/fixtures/report"; }

# fits WIDTH: no line of the last golden report is wider, and it has no blanks at its end
fits() {
  [ "$(LC_ALL=C.UTF-8 wc -L <<<"$out")" -le "$1" ]
  run grep -n ' $' <<<"$out"
  [ "$status" -eq 1 ] || fail "$output"
}

for_width() {
  golden "report-$1" report --width "$1" results
  fits "$1"
  golden "report-$1-article" report --width "$1" --article pond results
  fits "$1"
}

@test "60 columns" { for_width 60; }

@test "80 columns" { for_width 80; }

@test "120 columns" { for_width 120; }

@test "articles without a title, a reply or a time" {
  golden report-80-article-untitled report --width 80 --article untitled results
  golden report-80-article-wide report --width 80 --article market results
  fits 80
}

@test "in color" {
  golden report-color report --width 80 --color always results
  golden report-color-article report --width 80 --color always --article pond results
  # what is asked for outright is not taken back by NO_COLOR, what is not is
  NO_COLOR=1 golden report-color report --width 80 --color always results
  NO_COLOR=1 golden report-80 report --width 80 results
  # and without its styles it is the plain one
  golden report-80 report --width 80 results
  [ "$(tenor report --width 80 --color always results | sed 's/\x1b\[[0-9;]*m//g; s/ *$//')" = "$out" ]
}

@test "Markdown" { golden report-markdown report --format markdown results; }

@test "a table's shares are those of articles.json" {
  row=$(jq -r '.[] | select(.article_id == "pond") | [.stance_against, .stance_none, .stance_favor] | map(. * 100 | round | tostring) | join("/")' results/current/articles.json)
  tenor report --width 120 results | grep -F "Should the duck pond" | grep -qF " $row"
}
