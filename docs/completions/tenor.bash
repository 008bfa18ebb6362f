# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tenor for bash. Made from the command table by `make man`; changes here are lost.

_tenor_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
_tenor_files() {
    compopt -o filenames 2>/dev/null || true # outside a completion there is nothing to set
    mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

_tenor() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} options=

    COMPREPLY=()
    if [[ $word == = ]]; then # bash takes --name=value for three words
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $COMP_CWORD -eq 1 ]]; then
        _tenor_words "batch score report compare explain train evaluate sample label calibrate convert map reduce inspect help --help --version"
        return
    fi
    case $command:$before in
        batch:--output | batch:-o) _tenor_files -d ;;
        batch:--articles) _tenor_files -f ;;
        batch:--map) : ;;
        batch:--records) : ;;
        batch:--article-id) : ;;
        batch:--text-format) _tenor_words "auto plain html" ;;
        batch:--max-record-bytes) : ;;
        batch:--max-unpacked-bytes) : ;;
        batch:--input-format) _tenor_words "auto lines" ;;
        batch:--target) : ;;
        batch:--target-alias) : ;;
        batch:--min-comments) : ;;
        batch:--terms) : ;;
        batch:--keep) : ;;
        batch:--max-rejected) : ;;
        batch:--mode) : ;;
        batch:--append) : ;;
        batch:--memory) : ;;
        batch:--author-key-file) _tenor_files -f ;;
        batch:--models) _tenor_files -d ;;
        batch:--threads) : ;;
        score:--output | score:-o) _tenor_files -f ;;
        score:--articles) _tenor_files -f ;;
        score:--map) : ;;
        score:--records) : ;;
        score:--article-id) : ;;
        score:--text-format) _tenor_words "auto plain html" ;;
        score:--max-record-bytes) : ;;
        score:--max-unpacked-bytes) : ;;
        score:--input-format) _tenor_words "auto lines labelled" ;;
        score:--target) : ;;
        score:--target-alias) : ;;
        score:--labels) : ;;
        score:--vectors) _tenor_words "sentiment stance reply" ;;
        score:--models) _tenor_files -d ;;
        score:--threads) : ;;
        report:--article) : ;;
        report:--section) : ;;
        report:--top) : ;;
        report:--sort) : ;;
        report:--filter) : ;;
        report:--since) : ;;
        report:--format) _tenor_words "text markdown html json csv email" ;;
        report:--against) _tenor_files -d ;;
        report:--pages) : ;;
        report:--output | report:-o) _tenor_files -f ;;
        report:--width) : ;;
        report:--color) _tenor_words "auto always never" ;;
        compare:--at) : ;;
        compare:--article) : ;;
        compare:--section) : ;;
        compare:--target) : ;;
        compare:--fdr) : ;;
        compare:--psi) : ;;
        explain:--text) : ;;
        explain:--target) : ;;
        explain:--target-alias) : ;;
        explain:--parent) : ;;
        explain:--head) _tenor_words "sentiment stance reply" ;;
        explain:--top) : ;;
        explain:--input-format) _tenor_words "auto lines labelled" ;;
        explain:--articles) _tenor_files -f ;;
        explain:--map) : ;;
        explain:--records) : ;;
        explain:--article-id) : ;;
        explain:--text-format) _tenor_words "auto plain html" ;;
        explain:--max-record-bytes) : ;;
        explain:--max-unpacked-bytes) : ;;
        explain:--width) : ;;
        explain:--color) _tenor_words "auto always never" ;;
        explain:--models) _tenor_files -d ;;
        train:--output | train:-o) _tenor_files -d ;;
        train:--task) _tenor_words "sentiment stance reply" ;;
        train:--lexicon) : ;;
        train:--vectors) _tenor_files -f ;;
        train:--supporting) : ;;
        train:--weight) : ;;
        train:--shared) : ;;
        train:--max-rows) : ;;
        train:--solver) _tenor_words "auto libsvm liblinear" ;;
        train:--C | train:-C) : ;;
        train:--min-count) : ;;
        train:--target) : ;;
        train:--target-alias) : ;;
        train:--base) _tenor_files -d ;;
        train:--split) : ;;
        train:--name) : ;;
        train:--folds) : ;;
        train:--max-features) : ;;
        train:--threads) : ;;
        train:--seed) : ;;
        evaluate:--head) _tenor_words "sentiment stance reply" ;;
        evaluate:--labels) : ;;
        evaluate:--split) : ;;
        evaluate:--against) _tenor_files -d ;;
        evaluate:--errors) : ;;
        evaluate:--folds) : ;;
        evaluate:--lexicon) : ;;
        evaluate:--vectors) _tenor_files -f ;;
        evaluate:--supporting) : ;;
        evaluate:--weight) : ;;
        evaluate:--shared) : ;;
        evaluate:--max-rows) : ;;
        evaluate:--solver) _tenor_words "auto libsvm liblinear" ;;
        evaluate:--C | evaluate:-C) : ;;
        evaluate:--min-count) : ;;
        evaluate:--models) _tenor_files -d ;;
        evaluate:--threads) : ;;
        evaluate:--seed) : ;;
        sample:--number | sample:-n) : ;;
        sample:--per-article) : ;;
        sample:--article) : ;;
        sample:--head) _tenor_words "sentiment stance reply" ;;
        sample:--target) : ;;
        sample:--output | sample:-o) _tenor_files -f ;;
        sample:--format) _tenor_words "csv ndjson" ;;
        sample:--articles) _tenor_files -f ;;
        sample:--map) : ;;
        sample:--records) : ;;
        sample:--article-id) : ;;
        sample:--text-format) _tenor_words "auto plain html" ;;
        sample:--max-record-bytes) : ;;
        sample:--max-unpacked-bytes) : ;;
        sample:--input-format) _tenor_words "auto lines" ;;
        sample:--models) _tenor_files -d ;;
        sample:--seed) : ;;
        label:--head) _tenor_words "sentiment stance reply" ;;
        label:--repeats) : ;;
        label:--width) : ;;
        label:--color) _tenor_words "auto always never" ;;
        calibrate:--labels) : ;;
        calibrate:--output | calibrate:-o) _tenor_files -d ;;
        calibrate:--models) _tenor_files -d ;;
        calibrate:--seed) : ;;
        convert:--output | convert:-o) _tenor_files -f ;;
        convert:--articles) _tenor_files -f ;;
        convert:--map) : ;;
        convert:--records) : ;;
        convert:--article-id) : ;;
        convert:--text-format) _tenor_words "auto plain html" ;;
        convert:--max-record-bytes) : ;;
        convert:--max-unpacked-bytes) : ;;
        convert:--input-format) _tenor_words "auto lines" ;;
        map:--output | map:-o) _tenor_files -d ;;
        map:--author-key-file) _tenor_files -f ;;
        map:--shard) : ;;
        map:--parts) : ;;
        map:--articles) _tenor_files -f ;;
        map:--map) : ;;
        map:--records) : ;;
        map:--article-id) : ;;
        map:--text-format) _tenor_words "auto plain html" ;;
        map:--max-record-bytes) : ;;
        map:--max-unpacked-bytes) : ;;
        map:--input-format) _tenor_words "auto lines" ;;
        map:--target) : ;;
        map:--target-alias) : ;;
        map:--memory) : ;;
        map:--models) _tenor_files -d ;;
        map:--threads) : ;;
        reduce:--output | reduce:-o) _tenor_files -d ;;
        reduce:--author-key-file) _tenor_files -f ;;
        reduce:--shards) : ;;
        reduce:--expect) _tenor_files -f ;;
        reduce:--part) : ;;
        reduce:--parts) : ;;
        reduce:--target) : ;;
        reduce:--target-alias) : ;;
        reduce:--min-comments) : ;;
        reduce:--terms) : ;;
        reduce:--keep) : ;;
        reduce:--memory) : ;;
        reduce:--models) _tenor_files -d ;;
        reduce:--threads) : ;;
        *) before= ;;
    esac
    [[ -z $before ]] || return 0
    case $command in
        batch) options=" --output --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --input-format --target --target-alias --comments --min-comments --terms --excerpts --keep --allow-empty --max-rejected --mode --append --rescore --memory --author-key-file --models --threads --quiet --verbose --help --version" ;;
        score) options=" --output --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --input-format --target --target-alias --labels --decisions --vectors --models --threads --quiet --verbose --help --version" ;;
        report) options=" --article --section --top --sort --ascending --filter --since --format --comments --against --pages --output --width --color --quiet --help --version" ;;
        compare) options=" --at --article --section --target --json --all --fdr --psi --quiet --help --version" ;;
        explain) options=" --text --target --target-alias --parent --head --top --json --input-format --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --width --color --models --quiet --verbose --help --version" ;;
        train) options=" --output --task --lexicon --vectors --supporting --weight --shared --max-rows --leave-files-out --solver --C --min-count --target --target-alias --base --split --name --folds --max-features --threads --seed --quiet --verbose --help --version" ;;
        evaluate) options=" --head --labels --split --json --against --reliability --errors --learning-curve --folds --lexicon --vectors --supporting --weight --shared --max-rows --leave-files-out --solver --C --min-count --models --threads --seed --quiet --verbose --help --version" ;;
        sample) options=" --number --per-article --article --uncertain --head --target --output --format --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --input-format --models --seed --quiet --verbose --help --version" ;;
        label) options=" --head --repeats --width --color --quiet --help --version" ;;
        calibrate) options=" --labels --output --models --seed --quiet --verbose --help --version" ;;
        convert) options=" --output --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --input-format --quiet --verbose --help --version" ;;
        map) options=" --output --author-key-file --shard --parts --articles --map --records --article-id --text-format --max-record-bytes --max-unpacked-bytes --strict --input-format --target --target-alias --memory --models --threads --quiet --verbose --help --version" ;;
        reduce) options=" --output --author-key-file --shards --expect --part --parts --target --target-alias --comments --min-comments --terms --excerpts --keep --allow-empty --memory --models --threads --quiet --verbose --help --version" ;;
        inspect) options=" --quiet --help --version" ;;
        help)
            _tenor_words "batch score report compare explain train evaluate sample label calibrate convert map reduce inspect"
            return
            ;;
    esac
    if [[ $word == -* ]]; then
        _tenor_words "$options"
    else
        _tenor_files -f
    fi
}
complete -F _tenor tenor
