/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topic.h - sentiment without the words that name what an article is about
 *
 * What all comments of an article name says nothing of how each feels about it, but whatever the
 * model has learned of it elsewhere would move all of them: "ebola" made every comment on it
 * negative. So the words of a target that was set on purpose do not count for sentiment; without
 * them, counts and corrected shares are nearer to the truth (`make bench-quantification`).
 */
#ifndef TN_TOPIC_H
#define TN_TOPIC_H

#include "model/target_names.h"

/* true if a target from this source is a topic: a title is full of words that mean something */
static inline bool tn_is_topic(int target_source)
{
    return target_source == TENOR_TARGET_ARTICLE || target_source == TENOR_TARGET_OPTION;
}

/*
 * The tokens that stay when those of the topic go: its content words (task.h), also as hashtag or
 * mention, and with 's, and those of its aliases (NULL for none). *kept is a view: its forms are
 * those of `tokens`; free kept->token alone. *found: whether there was any; if not, *kept is left
 * as it was.
 */
int tn_without_topic(tn_tokens *kept, bool *found, const tn_tokens *tokens,
                     const tn_name_words *topic, const tn_aliases *aliases, tenor_error *err);

#endif
