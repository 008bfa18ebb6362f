/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ndjson.cpp - simdjson behind C: one line of JSON into a flat row
 *
 * The DOM interface checks the whole line before anything is taken from it.
 * No exception leaves this file: the error-code interface is used throughout,
 * and what may throw (allocation) is caught.
 */
#include "ingest/ndjson.h"

#include <cstring>
#include <new>
#include <simdjson.h>

static_assert(TN_LINE_PADDING >= simdjson::SIMDJSON_PADDING, "lines need simdjson's padding");

struct tn_json_parser {
    simdjson::dom::parser parser;
};

namespace
{
using simdjson::dom::element;
using simdjson::dom::element_type;

const char *reason_of(simdjson::error_code code)
{
    switch (code) {
    case simdjson::UTF8_ERROR:
        return "invalid UTF-8";
    case simdjson::STRING_ERROR:
        return "a string has an invalid escape";
    case simdjson::UNESCAPED_CHARS:
        return "a string has an unescaped control character";
    case simdjson::UNCLOSED_STRING:
        return "a string is not closed";
    case simdjson::NUMBER_ERROR:
        return "a number is malformed or out of range";
    case simdjson::DEPTH_ERROR:
        return "nested too deeply";
    case simdjson::CAPACITY:
        return "too long for one JSON object";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
        return "a word other than true, false or null";
    default:
        return "braces, brackets, commas or colons are missing or too many";
    }
}

void take_value(tn_value *out, element value)
{
    std::string_view text;
    bool truth = false;
    uint64_t large = 0;

    switch (value.type()) {
    case element_type::STRING:
        if (!value.get(text)) {
            out->kind = TN_STRING;
            out->text.data = text.data();
            out->text.bytes = text.size();
        }
        break;
    case element_type::INT64:
        if (!value.get(out->integer)) {
            out->kind = TN_INTEGER;
        }
        break;
    case element_type::UINT64:
        if (!value.get(large)) {
            out->kind = TN_UNSIGNED;
            memcpy(&out->integer, &large, sizeof(large));
        }
        break;
    case element_type::DOUBLE:
        if (!value.get(out->fraction)) {
            out->kind = TN_FRACTION;
        }
        break;
    case element_type::BOOL:
        if (!value.get(truth)) {
            out->kind = TN_BOOLEAN;
            out->integer = truth;
        }
        break;
    case element_type::NULL_VALUE:
        out->kind = TN_ABSENT;
        break;
    default:
        out->kind = TN_COMPOUND;
        break;
    }
}

void take_article(tn_row *row, element value)
{
    simdjson::dom::object object;

    for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++) {
        row->article[f].kind = TN_ABSENT; /* the last of two keys counts */
    }
    row->article_is_odd = false;
    if (value.is_null()) {
        return;
    }
    if (value.get(object)) {
        row->article_is_odd = true;
        return;
    }
    for (auto member : object) {
        for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++) {
            if (member.key == tn_field_name(TN_FIRST_ARTICLE_FIELD + f)) {
                take_value(&row->article[f], member.value);
            }
        }
    }
}

/* A comment's own title or address is not its article's: only `target` is read flat. */
bool is_read(const tn_field_map *map, int field)
{
    return map->name[field] && (field <= TN_FIELD_TARGET || map->mapped[field]);
}

void take_member(tn_row *row, const tn_field_map *map, std::string_view key, element value)
{
    for (int f = 0; f < TN_N_FIELDS; f++) {
        if (map->name_bytes[f] == key.size() && is_read(map, f) &&
            memcmp(map->name[f], key.data(), key.size()) == 0) {
            take_value(&row->field[f], value);
        }
    }
    if (map->article_object && key == "article") {
        take_article(row, value);
    }
}

int parse(tn_json_parser *parser, const char *line, size_t bytes, const tn_field_map *map,
          tn_row *row, bool *bad_utf8)
{
    element root;
    simdjson::dom::object object;
    simdjson::error_code code = parser->parser.parse(line, bytes, false).get(root);

    if (code == simdjson::MEMALLOC) {
        return TENOR_ERR_MEMORY;
    }
    if (code) {
        *bad_utf8 = code == simdjson::UTF8_ERROR;
        tn_row_reason(row, "not valid JSON: %s", reason_of(code));
        return TENOR_ERR_INPUT;
    }
    if (root.get(object)) {
        tn_row_reason(row, "not a JSON object");
        return TENOR_ERR_INPUT;
    }
    for (auto member : object) {
        take_member(row, map, member.key, member.value);
    }
    return 0;
}
} // namespace

tn_json_parser *tn_json_parser_new(void)
{
    try {
        return new tn_json_parser;
    } catch (...) {
        return nullptr;
    }
}

int tn_json_parse(tn_json_parser *parser, const char *line, size_t bytes, const tn_field_map *map,
                  tn_row *row, bool *bad_utf8)
{
    *bad_utf8 = false;
    try {
        return parse(parser, line, bytes, map, row, bad_utf8);
    } catch (...) {
        return TENOR_ERR_MEMORY;
    }
}

void tn_json_parser_free(tn_json_parser *parser)
{
    delete parser;
}

bool tn_utf8_is_valid(const char *text, size_t bytes)
{
    return simdjson::validate_utf8(text, bytes);
}
