#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash and zsh.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  source "$ROOT/docs/completions/tenor.bash"
}

# complete_line WORD...: what bash offers for the last word, sorted, on one line
complete_line() {
  COMP_WORDS=(tenor "$@")
  COMP_CWORD=$#
  _tenor
  offered=$(printf '%s\n' "${COMPREPLY[@]}" | sort | xargs)
}

@test "the completion scripts are the ones that are kept" {
  diff -u "$ROOT/docs/completions/tenor.bash" <(tenor --help-bash)
  diff -u "$ROOT/docs/completions/_tenor" <(tenor --help-zsh)
}

@test "bash: every command is offered" {
  complete_line ""
  for command in $(tenor --help | sed -n 's/^  \([a-z]\+\) .*/\1/p'); do
    [[ " $offered " == *" $command "* ]] || fail "$command is not in: $offered"
  done
  complete_line comp
  [ "$offered" = compare ]
  complete_line help scor
  [ "$offered" = score ]
}

@test "bash: every option in a command's help is offered" {
  for command in $(tenor --help | sed -n 's/^  \([a-z]\+\) .*/\1/p'); do
    complete_line "$command" --
    wanted=$(tenor "$command" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-zA-Z0-9-]+' | grep -oE -- '--.*' | sort | xargs)
    [ "$offered" = "$wanted" ] || fail "$command: $offered, not $wanted"
  done
}

@test "bash: values are offered where they are known" {
  mkdir folder
  touch file.ndjson
  complete_line train --task ""
  [ "$offered" = "reply sentiment stance" ]
  complete_line train --task = st
  [ "$offered" = stance ]
  complete_line train --task =
  [ "$offered" = "reply sentiment stance" ]
  complete_line batch -o ""
  [ "$offered" = folder ]
  complete_line batch --articles fi
  [ "$offered" = file.ndjson ]
  complete_line batch fi
  [ "$offered" = file.ndjson ]
  complete_line batch --keep ""
  [ -z "$offered" ]
}

@test "zsh reads its script" {
  command -v zsh >/dev/null || skip "zsh is not installed"
  zsh -n "$ROOT/docs/completions/_tenor"
  for command in batch score train; do
    grep -q "^        $command)" "$ROOT/docs/completions/_tenor"
  done
}

@test "zsh completes" {
  command -v zsh >/dev/null || skip "zsh is not installed"
  cat >ask.zsh <<'ZSH'
zmodload zsh/zpty || exit 77
zpty shell 'zsh -f -i'
send() { zpty -w shell "$1"; }
# until what the shell prints looks like $1, for half a minute at most
expect() {
  local n more
  for n in {1..300}; do
    while zpty -r -t shell more; do answer+=$more; done
    [[ $answer != ${~1} ]] || return 0
    sleep 0.1
  done
}
send "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; bindkey '^I' complete-word; print rea''dy"
expect '*ready*'
zpty -w -n shell $'tenor train --task st\t --sol\t'
expect '*tenor train --task stance*--solver*'
print -r -- "$answer"
ZSH
  zsh -f ask.zsh "$ROOT/docs/completions" >answer || skip "no zsh/zpty here"
  grep -q 'tenor train --task stance.*--solver' answer || fail "$(cat -v answer)"
}
