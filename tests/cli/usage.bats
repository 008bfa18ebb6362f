#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Help, versions and wrong command lines.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  export TENOR_MODELS=some/models # a default that help must show
}

@test "help lists the commands" {
  golden help --help
}

@test "help of every command shows its options and their defaults" {
  for command in batch map reduce compare score report explain train evaluate calibrate convert inspect; do
    golden "help-$command" $command --help
  done
}

@test "help and -h are --help" {
  run_tenor help score
  long=$out
  run_tenor score -h
  [ "$out" = "$long" ]
  run_tenor -h
  expect_status 0
  [[ $out == *"usage: tenor COMMAND"* ]]
}

@test "help shows the models that would be used" {
  run_tenor score --help
  [[ $(unwrapped) == *"[default: some/models]"* ]]
  export TENOR_MODELS= # empty is not set
  run_tenor score --help
  [[ $(unwrapped) =~ "trained models [default: "/[^\ ]*/models\] ]]
  unset TENOR_MODELS
  run_tenor score --help
  [[ $(unwrapped) =~ "trained models [default: "/[^\ ]*/models\] ]]
}

@test "help shows defaults, not what the command line says" {
  run_tenor batch --keep 7 --help
  expect_status 0
  [[ $out == *"included [default: 2]"* ]]
}

@test "the man page is the one that is kept" {
  diff -u "$ROOT/docs/tenor.1" <(tenor --help-man)
}

@test "version" {
  run_tenor --version
  expect_status 0
  [ "$out" = "tenor $(sed -n 's/^#define TENOR_VERSION "\(.*\)"/\1/p' "$ROOT/engine/tenor.h")" ]
  whole=$out
  run_tenor batch --version
  [ "$out" = "$whole" ]
}

@test "no command, an unknown command, an unknown option" {
  golden usage-none
  golden usage-unknown-command frobnicate
  golden usage-unknown-option --frobnicate
  golden usage-unknown-help help frobnicate
}

@test "a misspelt option says what it might be" {
  golden usage-misspelt batch --ouptut results x.ndjson
}

@test "options with wrong values" {
  golden usage-not-a-number batch -o r --keep two x.ndjson
  golden usage-out-of-range batch -o r --keep 0 x.ndjson
  golden usage-bad-size score --max-record-bytes 12Q x.ndjson
  golden usage-bad-choice report --color sometimes r
  golden usage-no-value batch -o
  golden usage-flag-value batch --strict=yes -o r x.ndjson
}

@test "what is required must be there" {
  golden usage-no-output batch x.ndjson
  golden usage-no-file batch -o r
  golden usage-no-task train -o m x.ndjson
  golden usage-no-results report
  golden usage-two-results report one two
  golden usage-folds-head evaluate --folds 3 x.ndjson
  [ ! -e r ]
}

@test "the same common options can be given to every command" {
  for command in batch map reduce compare score report explain train evaluate calibrate convert inspect; do
    run_tenor $command -q -v --threads 1 --seed 2 --models m --help
    expect_status 0
  done
}

@test "wrong --map, --labels and --target are usage errors or harmless" {
  run_tenor convert --map nonsense "$INPUT/good.ndjson"
  expect_status 2
  expect_message "map"
}
