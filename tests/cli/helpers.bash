# SPDX-License-Identifier: GPL-3.0-or-later
# helpers.bash - what the tests of the command share
#
# Every test works in a folder of its own ($BATS_TEST_TMPDIR). $TENOR is the
# command under test, $TENOR_MODELS its small models; tests/run.sh sets both
# for the build that is tested, and without it they are those of build/release.

bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
TENOR=${TENOR:-$ROOT/build/release/tenor}
TENOR_MODELS=${TENOR_TEST_MODELS:-$ROOT/build/release/test-models}
INPUT=$ROOT/tests/cli/input
GOLDEN=$ROOT/tests/cli/golden
DEMO=$ROOT/datasets/demo/comments.ndjson
export TENOR TENOR_MODELS
unset COLUMNS NO_COLOR

# unless a file has a setup of its own
setup() { cd "$BATS_TEST_TMPDIR" || return; }

# The command by its short name, so that tests read like a terminal.
tenor() { "$TENOR" "$@"; }

# run_tenor ARGUMENTS...: $status, $out and $err are what came of it
run_tenor() {
  status=0
  "$TENOR" "$@" >"$BATS_TEST_TMPDIR/.out" 2>"$BATS_TEST_TMPDIR/.err" </dev/null || status=$?
  out=$(cat "$BATS_TEST_TMPDIR/.out")
  err=$(cat "$BATS_TEST_TMPDIR/.err")
}

# what was printed without the line ends of wrapping, which fall where a path's length puts them
unwrapped() { tr -s '[:space:]' ' ' <<<"$out"; }

# on_terminal COMMAND: run a shell command with a terminal as its output, into the file typescript
on_terminal() {
  script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no pseudo-terminal here"
  script -qec "$1" /dev/null >typescript </dev/null
}

fail() {
  echo "$*"
  return 1
}

expect_status() {
  [ "$status" -eq "$1" ] || fail "exit status $status, not $1; stderr: $err"
}

# expect_message TEXT: stderr is one line, "tenor: ", and holds TEXT
expect_message() {
  [ "$(printf '%s\n' "$err" | wc -l)" -eq 1 ] || fail "not one line: $err"
  case $err in
    "tenor: "*"$1"*) ;;
    *) fail "'$1' is not in: $err" ;;
  esac
}

# nowhere ARGUMENTS OF GREP...: it finds nothing, and can look. (A `! grep` fails a test only where it
# is the last line.)
nowhere() {
  local found=0
  grep "$@" || found=$?
  [ "$found" -eq 1 ] || fail "grep $*: status $found, not 1"
}

# steers_nothing FILE: no control character is in it, and nothing that turns the direction
steers_nothing() {
  LC_ALL=C nowhere -aP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xc2[\x80-\x9f]' "$1"
}

# golden NAME ARGUMENTS...: what is printed, and the exit status, are those of
# golden/NAME.txt. TENOR_GOLDEN=update (`make golden`) writes the file anew.
golden() {
  local name=$1 found=$BATS_TEST_TMPDIR/.golden
  shift
  run_tenor "$@"
  {
    echo "\$ tenor $*"
    cat "$BATS_TEST_TMPDIR/.out"
    echo "--- stderr"
    cat "$BATS_TEST_TMPDIR/.err"
    echo "--- exit $status"
  } >"$found"
  if [ "${TENOR_GOLDEN:-}" = update ]; then
    cp "$found" "$GOLDEN/$name.txt"
  fi
  diff -u "$GOLDEN/$name.txt" "$found"
}

# same_results DIR OTHER: their current runs are the same in all that does not tell of deliveries
same_results() {
  local name
  for name in site.json sections.json targets.json periods.json articles.json comments.ndjson articles; do
    diff -r "$1/current/$name" "$2/current/$name" || return 1
  done
}

# spoil FILE AT: its byte at AT becomes another
spoil() {
  local byte
  byte=$(od -An -tu1 -j"$2" -N1 "$1")
  # shellcheck disable=SC2059 # the byte is the format
  printf "\\x$(printf %02x $((byte ^ 90)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# n_runs DIR: entries of DIR/runs, hidden and partial ones too
n_runs() { find "$1/runs" -mindepth 1 -maxdepth 1 | wc -l; }
