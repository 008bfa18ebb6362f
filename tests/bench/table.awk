#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-3.0-or-later
# The tables of run.sh out of its measurements: "NAME wall cpu peak_kB", a line a run.

{
  i = ++runs[$1]
  wall[$1, i] = $2
  cpu[$1, i] = $3
  peak[$1] = $4 > peak[$1] ? $4 : peak[$1]
  if (i == 1) order[++n_names] = $1
}

function sorted(values, count, out,    i, j, x) {
  for (i = 1; i <= count; i++) {
    x = values[i]
    for (j = i - 1; j > 0 && out[j] > x; j--) out[j + 1] = out[j]
    out[j + 1] = x
  }
}

function median(table, name,    i, v, s) {
  for (i = 1; i <= runs[name]; i++) v[i] = table[name, i]
  sorted(v, runs[name], s)
  return s[int((runs[name] + 1) / 2)]
}

# the ratio a / b of each round: "median (least to greatest)"
function ratio(table_a, a, table_b, b,    i, v, s, count) {
  count = runs[a]
  for (i = 1; i <= count; i++) {
    v[i] = table_b[b, i] > 0 ? table_a[a, i] / table_b[b, i] : 0
  }
  sorted(v, count, s)
  return sprintf("%8.2f (%.2f to %.2f)", s[int((count + 1) / 2)], s[1], s[count])
}

END {
  printf "\n%-32s %9s %9s %12s %9s\n", "command", "wall s", "cpu s", "comments/s", "peak MB"
  for (i = 1; i <= n_names; i++) {
    name = order[i]
    if (name == "sklearn" || name == "score-one-comment") continue
    size = name
    if (!sub(/.*-of-/, "", size)) size = n
    printf "%-32s %9.3f %9.3f %12d %9.1f\n", name, median(wall, name), median(cpu, name),
      size / median(wall, name), peak[name] / 1024
  }
  if ("sklearn-scaled" in runs) {
    printf "scikit-learn predicted %d of the comments; its time is scaled by their number\n", subset
  }
  printf "\n%-58s %s\n", "ratio", "median (least to greatest)"
  row = "%-58s %s\n"
  printf row, "batch, 2 threads / parse only, wall", ratio(wall, "batch-2-threads", wall, "parse")
  printf row, "batch, 1 thread / parse only, cpu", ratio(cpu, "batch-1-threads", cpu, "parse")
  printf row, "batch, 1 thread / 2 threads, wall", ratio(wall, "batch-1-threads", wall, "batch-2-threads")
  printf row, "score, 1 thread / 2 threads, wall", ratio(wall, "score-1-thread", wall, "score-2-threads")
  if ("fasttext" in runs) {
    printf row, "fastText, one label / score, three heads, cpu", ratio(cpu, "fasttext", cpu, "score-1-thread")
    printf row, "fastText, the same three labels / score, cpu", ratio(cpu, "fasttext-3-labels", cpu, "score-1-thread")
  }
  if ("sklearn-scaled" in runs) {
    printf row, "scikit-learn, one label / batch, 2 threads, wall", ratio(wall, "sklearn-scaled", wall, "batch-2-threads")
    printf row, "scikit-learn, the same three labels / batch, wall", ratio(wall, "sklearn-3-labels-scaled", wall, "batch-2-threads")
  }
  printf "%-58s %8.0f\n", "score of one comment, whole process, ms of wall", 1000 * median(wall, "score-one-comment")
}
