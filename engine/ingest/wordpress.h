/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wordpress.h - what WordPress's exports have in common
 */
#ifndef TN_WORDPRESS_H
#define TN_WORDPRESS_H

#include "ingest/ingest.h"

/*
 * A comment's status and type, as WordPress writes them (absent: as usual).
 * TN_GOOD_ROW: what lies in the trash is deleted. TN_BAD_ROW: spam, what waits
 * for approval, and links that other sites sent (pingbacks, trackbacks) are no
 * part of the discussion.
 */
int tn_wp_take_status(tn_source_row *row, tenor_str status, tenor_str type);

#endif
