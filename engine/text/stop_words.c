/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stop_words.c - English words that say nothing of a subject
 */
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

/*
 * In the order of their bytes; words of fewer than three letters need not stand here, nor what is
 * left of one without its "'s". Negations
 * ("never", "nothing") and judgements ("good") are no stop words: they tell classes apart.
 */
static const char stop_words[][12] = {
    "about",     "above",    "after",     "again",      "all",      "almost",  "already",
    "also",      "although", "always",    "and",        "another",  "any",     "anyone",
    "anything",  "anyway",   "are",       "aren't",     "around",   "away",    "back",
    "because",   "been",     "before",    "being",      "below",    "between", "both",
    "but",       "came",     "can",       "can't",      "cannot",   "come",    "comes",
    "could",     "couldn't", "did",       "didn't",     "does",     "doesn't", "doing",
    "don't",     "done",     "down",      "during",     "each",     "either",  "else",
    "etc",       "even",     "ever",      "every",      "everyone", "few",     "for",
    "from",      "further",  "get",       "gets",       "getting",  "give",    "given",
    "goes",      "going",    "gonna",     "got",        "had",      "hadn't",  "has",
    "hasn't",    "have",     "haven't",   "having",     "he'd",     "he'll",   "her",
    "here",      "hers",     "herself",   "him",        "himself",  "his",     "how",
    "however",   "i'd",      "i'll",      "i'm",        "i've",     "into",    "isn't",
    "it'd",      "it'll",    "its",       "itself",     "just",     "know",    "let",
    "like",      "lot",      "made",      "make",       "makes",    "many",    "may",
    "maybe",     "mean",     "might",     "more",       "most",     "much",    "must",
    "myself",    "nor",      "not",       "now",        "off",      "often",   "once",
    "one",       "ones",     "only",      "other",      "others",   "our",     "ours",
    "ourselves", "out",      "over",      "own",        "per",      "perhaps", "put",
    "quite",     "rather",   "really",    "said",       "same",     "say",     "saying",
    "says",      "see",      "seem",      "seems",      "shall",    "she",     "she'd",
    "she'll",    "should",   "shouldn't", "since",      "some",     "someone", "something",
    "still",     "such",     "sure",      "take",       "tell",     "than",    "that",
    "that'd",    "that'll",  "the",       "their",      "theirs",   "them",    "themselves",
    "then",      "there",    "therefore", "these",      "they",     "they'd",  "they'll",
    "they're",   "they've",  "thing",     "things",     "think",    "this",    "those",
    "though",    "through",  "thus",      "too",        "toward",   "towards", "under",
    "unless",    "until",    "upon",      "use",        "used",     "very",    "want",
    "was",       "wasn't",   "way",       "we'd",       "we'll",    "we're",   "we've",
    "well",      "went",     "were",      "weren't",    "what",     "when",    "where",
    "whether",   "which",    "while",     "who",        "whom",     "whose",   "why",
    "will",      "with",     "within",    "without",    "won't",    "would",   "wouldn't",
    "yes",       "yet",      "you",       "you'd",      "you'll",   "you're",  "you've",
    "your",      "yours",    "yourself",  "yourselves",
};

static int compare(const void *key, const void *element)
{
    return memcmp(key, element, sizeof(*stop_words));
}

bool tn_is_stop_word(const char *form, size_t bytes)
{
    char key[sizeof(*stop_words)] = { 0 };

    if (bytes == 0 || bytes >= sizeof(key) || form[bytes - 1] == '\0')
        return false;
    memcpy(key, form, bytes);
    return bsearch(key, stop_words, sizeof(stop_words) / sizeof(*stop_words), sizeof(*stop_words),
                   compare) != NULL;
}
