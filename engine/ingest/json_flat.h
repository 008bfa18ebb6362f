/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat.h - a comment's JSON object as most are, read in one pass
 */
#ifndef TN_JSON_FLAT_H
#define TN_JSON_FLAT_H

#include "ingest/ingest.h"

/*
 * Fill *row (comes cleared) as tn_json_object and tn_json_take_row do. false where those are to be
 * asked, because the object has something unusual in it or is none; *row is to be cleared again
 * then. TN_LINE_PADDING bytes behind the line must be readable. Strings stay in the line, or stand
 * in `scratch` where they had escapes.
 */
bool tn_json_flat(tn_row *row, const tn_field_map *map, tenor_str line, tn_buf *scratch);

#endif
