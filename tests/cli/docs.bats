#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documentation says to type, works.

load helpers

# Every ```sh block, in order, in one copy of the tree: later blocks use what earlier ones made.
@test "every command of the README and of the operator's page runs" {
  [ -n "$(ls -d "$ROOT"/models/*/model.json 2>/dev/null)" ] || skip "there are no trained models"
  cd "$BATS_TEST_TMPDIR"
  mkdir bin
  ln -s "$TENOR" bin/tenor
  cp -r "$ROOT/datasets" "$ROOT/models" .
  unset TENOR_MODELS
  awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$ROOT/README.md" "$ROOT/docs/operations.md" >all.sh
  [ "$(wc -l <all.sh)" -gt 5 ]
  PATH=$PWD/bin:$PATH bash -eu -o pipefail all.sh >log 2>&1 || { cat log && false; }
}

@test "links of the documentation lead somewhere" {
  cd "$ROOT"
  for page in README.md CONTRIBUTING.md docs/architecture.md docs/dashboards.md docs/performance.md docs/cluster.md docs/operations.md docs/operations.md; do
    [ -s "$page" ]
    for link in $(grep -oE '\]\([^)#:]+\)' "$page" | sed 's/^](//; s/)$//'); do
      [ -e "$(dirname "$page")/$link" ] || fail "$page: $link"
    done
  done
}
