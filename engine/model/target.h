/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.h - what a target is called, and where a text names it
 *
 * A text's words that name the target become one mark, TN_TARGET, before pairs are made: "ban
 * <target>" and "<target> is" are then the same features under every target, so what is learnt of
 * them holds for targets that training never saw. For sentiment the mark weighs nothing: what all
 * comments of an article name says nothing of how each one feels.
 */
#ifndef TN_MODEL_TARGET_H
#define TN_MODEL_TARGET_H

#include "text/token.h"

/* Words of a name that tell it apart: all but stop words and short ones, or all if there are none
 * else; a plural's s and 's cut off. What is beyond the 32nd is context. */
#define TN_MAX_NAME_WORDS 32
typedef struct {
    uint64_t hash[TN_MAX_NAME_WORDS];
    size_t n_words;
    tn_buf words; /* the same as text, each behind a byte with its length: tags are searched */
    tn_buf form;  /* folded forms joined by blanks, as a model knows its targets */
} tn_name;

/* A target and its aliases; all zero is none. Reading another one in its place is fine. */
typedef struct {
    tn_name *name; /* the target's own first */
    size_t n_names, capacity;
    size_t n_used;      /* that hold memory */
    uint64_t filter[8]; /* a bit of each word's hash */
    tn_tokens tokens;   /* scratch */
} tn_target;

/* The string of text/target.h. A target without a word has no names. */
int tn_target_read(tn_target *out, tenor_str target, tenor_error *err);
void tn_target_free(tn_target *target);

/* How a text names a target. */
typedef struct {
    size_t n_marks;     /* places; 0: it does not */
    double share_named; /* 0..1, of the words of the name that is named best */
    bool in_tag;        /* a hashtag or mention does */
    bool negated;       /* one of the places is negated */
} tn_naming;

/*
 * Find where `tokens` name the target. *masked is a view of them in which each run of such words is
 * one token of kind TN_TARGET; its forms are those of `tokens`, to which the mark's is appended:
 * release masked->token alone. Where nothing is named *masked is left as it was.
 */
int tn_target_mask(tn_tokens *masked, tn_naming *naming, tn_tokens *tokens, const tn_target *target,
                   tenor_error *err);

/* Whether a target from this source was set on purpose; a title's words mean something. */
static inline bool tn_is_topic(int target_source)
{
    return target_source == TENOR_TARGET_ARTICLE || target_source == TENOR_TARGET_OPTION;
}

#endif
