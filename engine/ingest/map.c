/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * map.c - the names of fields, ours and (by --map FIELD=THEIRS,…) the source's
 */
#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

static const char *const field_names[TN_N_FIELDS] = {
    "article_id", "id",      "text",         "parent_id",   "author",        "created_at",
    "updated_at", "likes",   "deleted",      "parent_text", "label",         "sentiment",
    "stance",     "reply",   "split",        "drawn",       "target",        "title",
    "url",        "section", "published_at", "captured_at", "target_aliases"
};

const char *tn_field_name(int field)
{
    return field >= 0 && field < TN_N_FIELDS ? field_names[field] : NULL;
}

/* A comment's own title or address is not its article's: only a target is read flat. */
static bool is_read(const tn_field_map *map, int field)
{
    bool flat = field <= TN_FIELD_TARGET || field == TN_FIELD_TARGET_ALIASES;

    return map->name[field] && (map->mapped[field] || flat);
}

static void add_name(tn_name_index *index, int field, const char *name)
{
    tenor_str own = tn_str(name);

    index->of_bytes[tn_name_class(own.bytes)] |= 1u << field;
    index->name[field] = own;
    index->begin[field] = tn_name_begin(own);
    index->end[field] = tn_name_end(own);
}

static void index_names(tn_field_map *map)
{
    for (int f = 0; f < TN_N_FIELDS; f++) {
        if (is_read(map, f))
            add_name(&map->of_row, f, map->name[f]);
        if (f >= TN_FIRST_ARTICLE_FIELD)
            add_name(&map->of_article, f, field_names[f]);
    }
}

/* One "FIELD=THEIRS", terminated. */
static int add_pair(tn_field_map *map, char *pair, tenor_error *err)
{
    char *equals = strchr(pair, '=');
    int field = 0;

    if (!equals || equals == pair || !equals[1])
        return tn_fail(err, TENOR_ERR_ARGUMENT, "--map: '%.80s' is not FIELD=THEIRS", pair);
    *equals = '\0';
    while (field < TN_N_FIELDS && strcmp(field_names[field], pair) != 0)
        field++;
    if (field == TN_N_FIELDS)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "--map: there is no field '%.80s'", pair);
    if (map->mapped[field])
        return tn_fail(err, TENOR_ERR_ARGUMENT, "--map: field '%s' is named twice", pair);
    map->mapped[field] = true;
    map->has_paths |= strchr(equals + 1, '.') != NULL;
    map->name[field] = equals + 1;
    return 0;
}

/* A source field that was renamed is no longer there under its old name. */
static bool is_taken(const tn_field_map *map, const char *name)
{
    for (int f = 0; f < TN_N_FIELDS; f++)
        if (map->mapped[f] && strcmp(map->name[f], name) == 0)
            return true;
    return false;
}

int tn_field_map_init(tn_field_map *map, const char *spec, tenor_error *err)
{
    *map = (tn_field_map){ 0 };
    if (spec && *spec) {
        char *pair, *rest;

        rest = map->storage = tn_strndup(spec, strlen(spec));
        if (!rest)
            return tn_no_memory(err);
        while ((pair = strsep(&rest, ",")) != NULL) {
            int rc = add_pair(map, pair, err);

            if (rc < 0)
                return rc;
        }
    }
    for (int f = 0; f < TN_N_FIELDS; f++)
        if (!map->mapped[f] && !is_taken(map, field_names[f]))
            map->name[f] = field_names[f];
    map->article_object = !is_taken(map, "article");
    index_names(map);
    return 0;
}

void tn_field_map_articles(tn_field_map *map)
{
    *map = (tn_field_map){ 0 };
    map->name[TN_FIELD_ARTICLE_ID] = field_names[TN_FIELD_ARTICLE_ID];
    map->name[TN_FIELD_ID] = field_names[TN_FIELD_ID];
    for (int f = TN_FIRST_ARTICLE_FIELD; f < TN_N_FIELDS; f++) {
        map->name[f] = field_names[f];
        map->mapped[f] = true;
    }
    index_names(map);
}

void tn_field_map_free(tn_field_map *map)
{
    free(map->storage);
    *map = (tn_field_map){ 0 };
}
