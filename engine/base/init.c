/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * init.c - what must happen once, before threads
 */
#include "base/base.h"

#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <libxml/parser.h>

void tenor_init(void)
{
    gsl_set_error_handler_off(); /* its default aborts; every status is checked instead */
    json_object_seed(0);         /* lazily seeded otherwise, by whichever thread comes first */
    xmlInitParser();             /* likewise */
}
