/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_reader.c - a JSON object's text becomes a row: its repairs, and its fields
 */
#include "ingest/json_reader.h"

#include "text/token.h"

#include <string.h>

/* "\uXXXX" at `at`, or -1. */
static int32_t escaped_unit(const char *at, const char *end)
{
    int32_t unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;

        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/*
 * simdjson refuses a surrogate without its other half. Other writers leave
 * them behind when they cut a text, so they become U+FFFD, of the same length.
 */
static bool replace_lone_surrogates(char *line, size_t bytes)
{
    char *end = line + bytes;
    char *at = memchr(line, '\\', bytes);
    bool replaced = false;

    while (at && end - at >= 2) {
        int32_t unit = escaped_unit(at, end);
        int32_t next = unit >= 0xD800 && unit < 0xDC00 ? escaped_unit(at + 6, end) : -1;

        if (next >= 0xDC00 && next < 0xE000) {
            at += 12;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            memcpy(at + 2, "fffd", 4);
            replaced = true;
            at += 6;
        } else {
            at += 2;
        }
        at = at < end ? memchr(at, '\\', (size_t)(end - at)) : NULL;
    }
    return replaced;
}

int tn_json_object(tn_json_parser *parser, tn_input_line *line, tn_json_node *root, tn_buf *scratch,
                   tn_source_row *row, tenor_error *err)
{
    bool bad_utf8;
    int rc;

    row->repaired = replace_lone_surrogates(line->data, line->bytes);
    rc = tn_json_parse(parser, line->data, line->bytes, root, row, &bad_utf8);
    if (rc == TENOR_ERR_INPUT && bad_utf8) {
        int64_t n_invalid;

        tn_buf_clear(scratch);
        n_invalid = tn_utf8_sanitise(scratch, line->data, line->bytes, err);
        if (n_invalid < 0)
            return (int)n_invalid;
        rc = tn_buf_reserve(scratch, TN_LINE_PADDING, err);
        if (rc < 0)
            return rc;
        memset(scratch->data + scratch->bytes, 0, TN_LINE_PADDING);
        row->repaired = true;
        row->reason[0] = '\0';
        rc = tn_json_parse(parser, scratch->data, scratch->bytes, root, row, &bad_utf8);
    }
    if (rc == TENOR_ERR_MEMORY)
        return tn_no_memory(err);
    return rc < 0 ? TN_BAD_ROW : TN_GOOD_ROW;
}

/* ["so ", {"type": "link", "text": "here"}] as text. */
static int join_pieces(tn_value *value, tn_json_node object, const char *path, tn_buf *text,
                       tenor_error *err)
{
    tn_json_items items;
    tn_json_node list, piece;
    size_t start = text->bytes;

    if (!tn_json_get(&list, object, path) || !tn_json_items_of(&items, list))
        return 0;
    while (tn_json_next_item(&piece, &items)) {
        tenor_str part =
            tn_json_is_object(piece) ? tn_json_string(piece, "text") : tn_json_text(piece);
        int rc = tn_buf_append(text, part.data ? part.data : "", part.bytes, err);

        if (rc < 0)
            return rc;
    }
    tn_set_text(value, (tenor_str){ text->data ? text->data + start : "", text->bytes - start });
    return 0;
}

int tn_json_map(tn_source_row *row, const tn_mapping *table, tn_json_node object, tn_buf *text,
                tenor_error *err)
{
    for (; table->path; table++) {
        tn_value value = { 0 };
        int rc = TN_GOOD_ROW;

        if (!tn_json_take(&value, object, table->path))
            continue;
        if (table->kind == TN_AS_PIECES && value.kind == TN_COMPOUND)
            rc = join_pieces(&value, object, table->path, text, err);
        if (rc < 0)
            return rc;
        rc = tn_map_value(row, table, &value, text, err);

        if (rc != TN_GOOD_ROW)
            return rc;
    }
    return TN_GOOD_ROW;
}

int tn_json_reader_init(tn_json_reader *reader, const tn_setup *setup, tenor_error *err)
{
    reader->kind = setup->format->json;
    reader->map = setup->map;
    reader->labelled = setup->labelled;
    reader->parser = tn_json_parser_new();
    if (!reader->parser)
        return tn_no_memory(err);
    if (reader->kind->known && !setup->has_article_id)
        reader->article_id = setup->format->name;
    if (!reader->kind->names)
        return 0;
    reader->map = &reader->own_map;
    return tn_field_map_init(&reader->own_map, reader->kind->names, err);
}

void tn_json_reader_free(tn_json_reader *reader)
{
    tn_json_parser_free(reader->parser);
    tn_field_map_free(&reader->own_map);
    tn_buf_free(&reader->scratch);
    tn_buf_free(&reader->text);
}

/* The field that a control of Label Studio labels: a head's own by its name, else `label`. */
static tn_value *labelled_field(tn_source_row *row, tn_json_node result)
{
    tenor_str name = tn_json_string(result, "from_name");
    int field = TN_FIELD_SENTIMENT;

    while (field <= TN_FIELD_REPLY && !tn_str_is(name, tn_field_name(field)))
        field++;
    return &row->field[field <= TN_FIELD_REPLY ? field : TN_FIELD_LABEL];
}

/*
 * What the annotation tools have under `data`: doccano the text, Label Studio the task's own
 * fields. Of several annotations of a task the first that was not cancelled counts.
 */
static void take_data(tn_source_row *row, const tn_field_map *map, tn_json_node task)
{
    tn_json_node data, list, annotation, result, choice;
    tn_json_items annotations = { 0 }, results = { 0 }, choices = { 0 };
    tn_value cancelled;

    if (!tn_json_get(&data, task, "data"))
        return;
    if (!tn_json_is_object(data)) {
        tn_json_take(&row->field[TN_FIELD_TEXT], task, "data");
        return;
    }
    tn_json_take_row(row, map, data);
    if (tn_json_get(&list, task, "annotations"))
        tn_json_items_of(&annotations, list);
    while (tn_json_next_item(&annotation, &annotations)) {
        cancelled = (tn_value){ 0 };
        tn_json_take(&cancelled, annotation, "was_cancelled");
        if (cancelled.integer || !tn_json_get(&list, annotation, "result"))
            continue;
        tn_json_items_of(&results, list);
        while (tn_json_next_item(&result, &results)) {
            tn_value *label = labelled_field(row, result);
            tn_value first = { 0 };

            if (!tn_json_get(&list, result, "value.choices") || !tn_json_items_of(&choices, list) ||
                !tn_json_next_item(&choice, &choices))
                continue;
            tn_json_value(&first, choice);
            if (!tn_json_next_item(&choice, &choices) &&
                (label->kind == TN_ABSENT || (label->kind == TN_STRING && label->text.bytes == 0)))
                *label = first;
        }
    }
}

/* An author who is an object has a name in it. */
static void take_author(tn_source_row *row, const char *key, tn_json_node object)
{
    static const char *const names[] = { "name",         "username", "displayName",
                                         "display_name", "nickname", "id" };
    tn_value *author = &row->field[TN_FIELD_AUTHOR], name = { 0 };
    tn_json_node node;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (tn_json_get(&node, object, key) && tn_json_take(&name, node, names[i]) &&
            (name.kind == TN_STRING || name.kind == TN_INTEGER)) {
            *author = name;
            return;
        }
}

int tn_json_read_row(tn_json_reader *reader, tn_source_row *row, tn_json_node object,
                     tenor_error *err)
{
    const tn_json_kind *kind = reader->kind;

    if (kind->fields) {
        int rc = tn_json_map(row, kind->fields, object, &reader->text, err);

        if (rc != TN_GOOD_ROW)
            return rc;
    } else {
        tn_json_take_row(row, reader->map, object);
        if (reader->labelled && row->field[TN_FIELD_TEXT].kind == TN_ABSENT)
            take_data(row, reader->map, object);
        if (row->field[TN_FIELD_AUTHOR].kind == TN_COMPOUND)
            take_author(row, reader->map->name[TN_FIELD_AUTHOR], object);
    }
    return kind->normalise ? kind->normalise(row, &reader->text, err) : TN_GOOD_ROW;
}
