/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent_sides.c - what the texts scored last bring to their replies
 */
#include "model/recent_sides.h"

#include <stdlib.h>

#define N_PLACES 2048 /* of a few articles' comments: 200 KB; a power of two */

int tn_recent_sides_begin(tn_recent_sides *sides, tenor_error *err)
{
    if (!sides->place) {
        sides->place = tn_alloc(N_PLACES, sizeof(*sides->place));
    }
    return sides->place ? 0 : tn_no_memory(err);
}

void tn_recent_sides_free(tn_recent_sides *sides)
{
    free(sides->place);
    *sides = (tn_recent_sides){ 0 };
}

static tn_recent_side *place_of(const tn_recent_sides *sides, tn_digest text)
{
    return &sides->place[text.low % N_PLACES];
}

const tn_recent_side *tn_recent_sides_find(const tn_recent_sides *sides, tenor_str text)
{
    const tn_recent_side *place;
    tn_digest digest;

    if (!sides->place) {
        return NULL;
    }
    digest = tn_digest_of(text.data, text.bytes);
    place = place_of(sides, digest);
    return tn_digest_compare(place->text, digest) == 0 ? place : NULL;
}

void tn_recent_sides_keep(tn_recent_sides *sides, tenor_str text, const tn_reply_side *side)
{
    tn_recent_side *place;
    tn_digest digest;

    if (!sides->place) {
        return;
    }
    digest = tn_digest_of(text.data, text.bytes);
    place = place_of(sides, digest);
    *place = (tn_recent_side){ .text = digest, .scored = side != NULL };
    if (side) {
        place->side = *side;
    }
}
