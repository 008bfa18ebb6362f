/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_formats.h - answers and exports in JSON, a table each
 */
#ifndef TN_JSON_FORMATS_H
#define TN_JSON_FORMATS_H

#include "ingest/ingest.h"

/* The format of JSON that begins so, or NULL; `lines`: an object a line. */
const tn_format *tn_json_known_format(tenor_str head, bool lines);

/* Whether all of these (the last is NULL) are keys somewhere in it. */
bool tn_json_has_keys(tenor_str head, const char *const *keys);

#endif
