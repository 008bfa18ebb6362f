#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor report: width, color, order and the page of one article.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  tenor batch -q -o results "$DEMO"
}

# the longest line of $out, in columns
longest() { LC_ALL=C.UTF-8 wc -L <<<"$out"; }

@test "80 columns where there is no terminal, COLUMNS or --width otherwise" {
  run_tenor report results
  expect_status 0
  [ "$(longest)" -le 80 ] && [ "$(longest)" -gt 70 ]
  COLUMNS=60 run_tenor report results
  [ "$(longest)" -le 60 ]
  COLUMNS=60 run_tenor report --width 120 results
  [ "$(longest)" -le 120 ] && [ "$(longest)" -gt 80 ]
}

@test "color only where it is wanted" {
  run_tenor report results
  [[ $out != *$'\033'* ]]
  run_tenor report --color always results
  [[ $out == *$'\033['* ]]
  run_tenor report --color never results
  [[ $out != *$'\033'* ]]
}

@test "color on a terminal, unless NO_COLOR is set" {
  command -v script >/dev/null || skip "script is not installed"
  on_terminal "'$TENOR' report results"
  grep -q $'\033\\[' typescript
  NO_COLOR=1 on_terminal "'$TENOR' report results"
  run grep -q $'\033\\[' typescript
  [ "$status" -eq 1 ]
}

@test "the article with the most comments comes first; --top cuts the table" {
  run_tenor report --top 1 results
  [[ $out == *"Council makes"* ]]
  [[ $out != *"Stennick"* ]]
}

@test "an unknown column to sort by is not taken in silence" {
  run_tenor report --sort nonsense results
  [ "$status" -ne 0 ]
  expect_message "nonsense"
}

@test "one article's page" {
  run_tenor report --article 70371 results
  expect_status 0
  [[ $out == *"River Tarrow"* ]]
  run_tenor report --article 1 results
  expect_status 2
  expect_message "no article '1'"
}

@test "what is no results directory" {
  golden report-nothing report nowhere
}
