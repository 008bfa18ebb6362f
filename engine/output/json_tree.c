/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_tree.c - members of jansson's objects: read, and set in trees that are small
 */
#include "output/json_tree.h"

#include "text/token.h"

#include <math.h>
#include <string.h>

const char *tn_get_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

double tn_get_real(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : NAN;
}

int64_t tn_get_integer(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

void tn_put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new_nocheck(object, key, value) != 0)
        *ok = false;
}

/* UTF-8 as it is, with U+FFFD for every invalid sequence */
void tn_put_text(json_t *object, const char *key, const char *text, bool *ok)
{
    json_t *value = text ? json_string(text) : json_null();
    tn_buf repaired = { 0 };

    if (!value && text && tn_utf8_sanitise(&repaired, text, strlen(text), NULL) >= 0)
        value = json_string(repaired.data ? repaired.data : "");
    tn_buf_free(&repaired);
    tn_put(object, key, value, ok);
}

void tn_put_integer(json_t *object, const char *key, int64_t value, bool *ok)
{
    tn_put(object, key, json_integer(value), ok);
}

void tn_put_real(json_t *object, const char *key, double value, bool *ok)
{
    tn_put(object, key, isfinite(value) ? json_real(tn_round6(value)) : json_null(), ok);
}

void tn_append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0)
        *ok = false;
}

json_t *tn_json_finish(json_t *root, bool ok)
{
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}
