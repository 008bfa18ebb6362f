# Rows of a set that no linear model separates: two pairs of words, of which each word stands as
# often in either class, and only both together tell. awk -v seed=N -v rows=N -f pairs.awk
function next_number() { state = (state * 16807) % 2147483647; return int(state / 1024) }
function filler() { return word[next_number() % n + 1] }
BEGIN {
  state = seed
  n = split("today then so perhaps again", word, " ")
  for (i = 0; i < rows; i++) {
    a = next_number() % 2
    b = next_number() % 2
    printf "{\"text\":\"%s we had %s %s and", filler(), (a ? "sunshine" : "rainfall"), filler()
    printf " %s %s %s %s\",", filler(), (b ? "picnic" : "garden"), filler(), filler()
    printf "\"label\":\"%s\"}\n", (a == b ? "negative" : "positive")
  }
}
