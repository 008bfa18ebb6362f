#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What tenor-slurm asks of Slurm, with stand-ins for its commands that note how they were called.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    work=$BATS_TEST_TMPDIR
    mkdir "$work/bin" "$work/in"
    printf '#!/bin/bash\necho "RequeueExit = 75"; echo "MaxArraySize = 1001"\n' >"$work/bin/scontrol"
    printf '#!/bin/bash\n[ -e %q ] || exit 1\n' "$work/up" >"$work/bin/squeue"
    printf '#!/bin/bash\necho "$*" >>%q\nwc -l <%q\n' "$work/asked" "$work/asked" >"$work/bin/sbatch"
    printf '#!/bin/bash\n' >"$work/bin/tenor"
    chmod +x "$work"/bin/*
    touch "$work/up" "$work/asked"
    echo key >"$work/key"
    PATH=$work/bin:$PATH
    for size in 100 90 20 10; do head -c $size /dev/zero >"$work/in/$size bytes"; done
    submit=(deploy/slurm/tenor-slurm submit --input "$work/in/*" --output "$work/out" --author-key-file "$work/key")
}

asked() { grep -e "--job-name tenor-$1-" "$work/asked"; }

@test "files are dealt to the shards by size" {
    run -0 "${submit[@]}" --shards 2
    cd "$output/shards"
    [ "$(cat shard-0000)" = "$work/in/100 bytes"$'\n'"$work/in/10 bytes" ]
    [ "$(cat shard-0001)" = "$work/in/90 bytes"$'\n'"$work/in/20 bytes" ]
    asked map | grep -q -e '--array=0,1 '
}

@test "a step follows the one before, whatever became of it" {
    run -0 "${submit[@]}" --parts 2
    asked map | grep -q -e '--array=0,1,2,3 '
    asked reduce | grep -q -e '--array=1,2 .*--dependency=afterany:1 '
    asked publish | grep -q -e '--dependency=afterany:2 '
}

@test "resume submits what has not left its part, and nothing of a published run" {
    run=$("${submit[@]}")
    for shard in 0000 0001 0003; do
        mkdir "$run/maps/shard-$shard" && touch "$run/maps/shard-$shard/manifest.json"
    done
    : >"$work/asked"
    deploy/slurm/tenor-slurm resume "$run"
    asked map | grep -q -e '--array=2 '
    touch "$run/published"
    : >"$work/asked"
    deploy/slurm/tenor-slurm resume "$run"
    [ ! -s "$work/asked" ]
}

@test "a publication that waits does not count once a map is submitted again" {
    run=$("${submit[@]}")
    : >"$work/asked"
    printf '#!/bin/bash\ncase "$*" in *tenor-publish-*) echo 3 ;; esac\n' >"$work/bin/squeue"
    deploy/slurm/tenor-slurm resume "$run"
    asked publish | grep -q -e '--dependency=afterany:1 '
    : >"$work/asked"
    mkdir "$run"/maps/shard-000{0..3} && touch "$run"/maps/shard-000{0..3}/manifest.json
    deploy/slurm/tenor-slurm resume "$run"
    [ ! -s "$work/asked" ]
}

@test "a silent Slurm is no empty queue: nothing is submitted, the run stays" {
    rm "$work/up"
    run -1 --separate-stderr "${submit[@]}"
    [[ "$stderr" == *"tenor-slurm resume $output"* ]]
    [ ! -s "$work/asked" ]
    run -4 deploy/slurm/tenor-slurm status "$output"
    [[ "$output" == *"state      silent"* ]]
}

@test "what is missing from the command line is said, and no run is made" {
    run -2 deploy/slurm/tenor-slurm submit --input "$work/in/*"
    [[ "$output" == *"--output is missing"* ]]
    run -2 "${submit[@]}" --shards none
    [[ "$output" == *"--shards none: not a number"* ]]
    run -1 "${submit[@]}" --input "$work/nothing/*"
    [[ "$output" == *"$work/nothing/*: no such file"* ]]
    [ -z "$(ls -A "$work/out.work" 2>/dev/null)" ]
}
