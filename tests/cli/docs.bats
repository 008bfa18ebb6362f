#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documentation says to type, works. docs_commands.py takes it out of
# the pages; what is not run stands in docs_not_run.tsv, with its reason.

load helpers

setup_file() {
  mkdir "$BATS_FILE_TMPDIR/scripts"
  /usr/bin/python3 "$ROOT/tests/cli/docs_commands.py" "$ROOT" "$BATS_FILE_TMPDIR/scripts" \
    >"$BATS_FILE_TMPDIR/faults" || touch "$BATS_FILE_TMPDIR/faulty"
}

# run_page NAME: the blocks of a page in order, in a copy of the tree: later ones use what earlier ones made
run_page() {
  [ -n "$(ls -d "$ROOT"/models/*/model.json 2>/dev/null)" ] || skip "there are no trained models"
  cd "$BATS_TEST_TMPDIR"
  mkdir -p bin
  ln -sf "$TENOR" bin/tenor
  cp -r "$ROOT/datasets" "$ROOT/models" .
  mkdir -p tests
  cp -r "$ROOT/tests/fixtures" tests
  unset TENOR_MODELS
  [ "$(wc -l <"$BATS_FILE_TMPDIR/scripts/$1.sh")" -gt 1 ]
  PATH=$PWD/bin:$PATH bash -eu -o pipefail "$BATS_FILE_TMPDIR/scripts/$1.sh" >log 2>&1 || { cat log && false; }
}

@test "every block of the documentation is run or excepted, and every command in it exists" {
  [ ! -e "$BATS_FILE_TMPDIR/faulty" ] || fail "$(cat "$BATS_FILE_TMPDIR/faults")"
}

@test "a command that nobody runs, an option and a target that are not there, and a stale exception are found" {
  cd "$BATS_TEST_TMPDIR"
  mkdir -p tree/docs out
  cp "$ROOT/Makefile" tree
  printf '# Page\n\n    tenor inspect results\n\nSee `tenor batch --nonesuch`, `tenor dance` `make dinner` and `engine/kitchen.c`.\n\n```fish\nls\n```\n\n```text\n$ echo one\ntwo\n```\n' >tree/docs/page.md
  if /usr/bin/python3 "$ROOT/tests/cli/docs_commands.py" tree out >faults; then fail "$(cat faults)"; fi
  grep -qF 'docs/page.md: `tenor batch` has no --nonesuch' faults
  grep -qF 'docs/page.md: no command `tenor dance`' faults
  grep -qF 'docs/page.md: no target `make dinner`' faults
  grep -qF 'docs/page.md: there is no `engine/kitchen.c`' faults
  grep -qF "docs/page.md:7: a block in 'fish'" faults
  grep -qF 'stands nowhere: docs/cluster.md: # spark-shell' faults
  grep -qxF 'tenor inspect results' out/docs-page.sh
  sed 1,2d out/docs-page.sh >session.sh
  run bash session.sh # prints "one", and the page says "two"
  [ "$status" -ne 0 ]
  [[ "$output" == *"< two"*"> one"* ]]
}

@test "README.md" { run_page README; }

@test "datasets/README.md" { run_page datasets-README; }

@test "docs/operations.md, after a night" {
  cd "$BATS_TEST_TMPDIR"
  tenor batch -q -o results "$DEMO"
  run_page docs-operations
}

@test "docs/models.md: any libsvm gives the same labels" {
  command -v svm-predict >/dev/null || skip "svm-predict is not installed"
  run_page docs-models
  grep -q '^Accuracy = 100% ' log
  grep -qE '^ *[0-9]+ low_coverage$' log
}

@test "docs/cluster.md: pipes and GNU parallel publish what one machine does" {
  command -v parallel >/dev/null || skip "GNU parallel is not installed"
  cd "$BATS_TEST_TMPDIR"
  head -c 32 /dev/urandom >KEY
  split -n l/8 --additional-suffix=.ndjson "$DEMO" night-
  run_page docs-cluster
  tenor batch -q --models models --author-key-file KEY -o whole night-*.ndjson
  cmp whole/current/articles.json results/current/articles.json
  [ "$(n_runs results)" -eq 2 ]
}

@test "every page with something to run has a test here" {
  cd "$BATS_FILE_TMPDIR/scripts"
  for script in *.sh; do
    grep -qE "run_page ${script%.sh}( |;|\$)" "$BATS_TEST_FILENAME" || fail "no test runs $script"
  done
}

@test "make demo prints its report" {
  [ "$TENOR" = "$ROOT/build/release/tenor" ] || skip "only of build/release"
  cd "$ROOT"
  env -u MAKEFLAGS -u MAKELEVEL -u TENOR_MODELS make demo >"$BATS_TEST_TMPDIR/log" 2>&1 || fail "$(cat "$BATS_TEST_TMPDIR/log")"
  "$TENOR" report demo-results >"$BATS_TEST_TMPDIR/report"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/report")" -gt 10 ]
  tail -n 1 "$BATS_TEST_TMPDIR/log" | grep -E '^models and readers agree: sentiment [0-9]+ % \(kappa 0\.[0-9]+\), stance .*, reply '
  head -n -1 "$BATS_TEST_TMPDIR/log" | tail -n "$(wc -l <"$BATS_TEST_TMPDIR/report")" | diff - "$BATS_TEST_TMPDIR/report"
}

@test "links of the documentation lead somewhere" {
  cd "$ROOT"
  n_links=0
  while read -r page; do
    for link in $(grep -oE '\]\([^)#:]+[^):]*\)' "$page" | sed 's/^](//; s/)$//'); do
      file=$(dirname "$page")/${link%%#*}
      n_links=$((n_links + 1))
      [ -e "$file" ] || fail "$page: $link"
      [ "$link" = "${link%%#*}" ] || sed -n 's/^##* //p' "$file" | tr 'A-Z ' 'a-z-' | tr -d '`,.()' |
        grep -qxF "${link#*#}" || fail "$page: $link: no such heading"
    done
  done < <(find . -name '*.md' -not -path './build/*' -not -path './.git/*' -not -path '*/node_modules/*')
  [ $n_links -gt 50 ]
}
