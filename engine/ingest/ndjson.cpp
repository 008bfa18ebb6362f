/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ndjson.cpp - simdjson behind C: one JSON object and its members
 *
 * The DOM interface checks the whole object before anything is taken from it.
 * No exception leaves this file: the error-code interface is used throughout,
 * and what may throw (allocation) is caught.
 */
#include "ingest/ndjson.h"

#include <cstring>
#include <new>
#include <simdjson.h>
#include <type_traits>

static_assert(sizeof(tn_json_node) == sizeof(simdjson::dom::element) &&
                  std::is_trivially_copyable<simdjson::dom::element>::value,
              "a node is an element");
static_assert(sizeof(tn_json_item) == sizeof(simdjson::dom::array::iterator) &&
                  std::is_trivially_copyable<simdjson::dom::array::iterator>::value,
              "an item is a place in an array");
static_assert(sizeof(tn_json_item) == sizeof(simdjson::dom::object::iterator) &&
                  std::is_trivially_copyable<simdjson::dom::object::iterator>::value,
              "or in an object");
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
        if (!value.get(out->integer))
            out->kind = TN_INTEGER;
        break;
    case element_type::UINT64:
        if (!value.get(large)) {
            out->kind = TN_UNSIGNED;
            memcpy(&out->integer, &large, sizeof(large));
        }
        break;
    case element_type::DOUBLE:
        if (!value.get(out->fraction))
            out->kind = TN_FRACTION;
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

/* one name on its own line; false if there is no room */
bool add_name(std::string_view name, char *room, size_t *bytes)
{
    if (name.size() + 1 > TN_NAMES_BYTES - *bytes)
        return false;
    for (char c : name)
        room[(*bytes)++] = c == '\n' || c == TENOR_ALIAS_MARK ? ' ' : c;
    room[(*bytes)++] = '\n';
    return true;
}

/* a list of strings; anything else is left to be refused */
void take_names(tn_value *out, element value, char *room)
{
    simdjson::dom::array array;
    std::string_view name;
    size_t bytes = 0;

    out->kind = value.is_null() ? TN_ABSENT : TN_COMPOUND;
    if (value.get(array))
        return;
    for (element item : array)
        if (item.get(name) || !add_name(name, room, &bytes))
            return;
    out->kind = TN_NAMES;
    out->text.data = room;
    out->text.bytes = bytes;
}

void take_field(tn_source_row *row, int field, element value)
{
    simdjson::dom::array labels;

    if (field == TN_FIELD_TARGET_ALIASES) {
        take_names(&row->field[field], value, row->names[0]);
        return;
    }
    /* doccano has a list of labels; more than one, or spans, are none */
    if (field >= TN_FIELD_LABEL && field <= TN_FIELD_REPLY && !value.get(labels) &&
        labels.size() == 1)
        value = labels.at(0).value_unsafe();
    take_value(&row->field[field], value);
}

void take_article_field(tn_source_row *row, int field, element value)
{
    tn_value *out = &row->article[field - TN_FIRST_ARTICLE_FIELD];

    if (field == TN_FIELD_TARGET_ALIASES)
        take_names(out, value, row->names[1]);
    else
        take_value(out, value);
}

template <typename visit>
void for_each_field(const tn_name_index &index, std::string_view name, visit &&take)
{
    for (uint32_t fields = tn_fields_named(&index, { name.data(), name.size() }); fields;
         fields &= fields - 1)
        take(__builtin_ctz(fields));
}

void take_article(tn_source_row *row, const tn_field_map *map, element value)
{
    simdjson::dom::object object;

    for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++)
        row->article[f].kind = TN_ABSENT; /* the last of two keys counts */
    row->article_is_odd = false;
    if (value.is_null())
        return;
    if (value.get(object)) {
        row->article_is_odd = true;
        return;
    }
    for (auto member : object) {
        for_each_field(
            map->of_article, member.key, [&](int f) { take_article_field(row, f, member.value); });
    }
}

void take_member(tn_source_row *row, const tn_field_map *map, std::string_view key, element value)
{
    for_each_field(map->of_row, key, [&](int f) { take_field(row, f, value); });
    if (map->article_object && key == "article")
        take_article(row, map, value);
}

element element_of(tn_json_node node)
{
    element value;

    memcpy(static_cast<void *>(&value), &node, sizeof(value));
    return value;
}

tn_json_node node_of(element value)
{
    tn_json_node node;

    memcpy(&node, &value, sizeof(node));
    return node;
}

/* The last of equal keys counts. */
bool find_key(element *out, element value, std::string_view key)
{
    simdjson::dom::object object;
    bool found = false;

    if (value.get(object))
        return false;
    for (auto member : object) {
        if (member.key == key) {
            *out = member.value;
            found = true;
        }
    }
    return found && !out->is_null();
}

/* "content.rendered" */
bool find_path(element *out, element value, std::string_view path)
{
    for (;;) {
        size_t dot = path.find('.');

        if (!find_key(&value, value, path.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos) {
            *out = value;
            return true;
        }
        path.remove_prefix(dot + 1);
    }
}

void take_paths(tn_source_row *row, const tn_field_map *map, element root)
{
    element value;

    for (int f = 0; f < TN_N_FIELDS; f++)
        if (map->mapped[f] && row->field[f].kind == TN_ABSENT && strchr(map->name[f], '.') &&
            find_path(&value, root, map->name[f]))
            take_field(row, f, value);
}

// simdjson chooses its code for this processor at the first use, and ends the program where there
// is no memory for that: before main() there is nothing to be lost by it
const bool code_is_chosen = !simdjson::get_active_implementation()->name().empty();

int parse(tn_json_parser *parser, const char *text, size_t bytes, tn_json_node *root,
          tn_source_row *row, bool *bad_utf8)
{
    element value;
    simdjson::error_code code = parser->parser.parse(text, bytes, false).get(value);

    if (code == simdjson::MEMALLOC)
        return TENOR_ERR_MEMORY;
    if (code) {
        *bad_utf8 = code == simdjson::UTF8_ERROR;
        tn_bad_row(row, "not valid JSON: %s", reason_of(code));
        return TENOR_ERR_INPUT;
    }
    if (!value.is_object()) {
        tn_bad_row(row, "not a JSON object");
        return TENOR_ERR_INPUT;
    }
    *root = node_of(value);
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

int tn_json_parse(tn_json_parser *parser, const char *text, size_t bytes, tn_json_node *root,
                  tn_source_row *row, bool *bad_utf8)
{
    *bad_utf8 = false;
    try {
        return parse(parser, text, bytes, root, row, bad_utf8);
    } catch (...) {
        return TENOR_ERR_MEMORY;
    }
}

void tn_json_parser_free(tn_json_parser *parser)
{
    delete parser;
}

void tn_json_take_row(tn_source_row *row, const tn_field_map *map, tn_json_node root)
{
    simdjson::dom::object object;

    if (element_of(root).get(object))
        return;
    for (auto member : object) {
        element_type type = member.value.type();

        if ((type == element_type::ARRAY || type == element_type::OBJECT) &&
            member.key != "article")
            row->has_nested = true;
        take_member(row, map, member.key, member.value);
    }
    if (map->has_paths)
        take_paths(row, map, element_of(root));
}

bool tn_json_members_of(tn_json_items *out, tn_json_node node)
{
    simdjson::dom::object object;

    if (element_of(node).get(object)) {
        *out = {};
        return false;
    }
    auto first = object.begin(), end = object.end();

    memcpy(&out->next, &first, sizeof(out->next));
    memcpy(&out->end, &end, sizeof(out->end));
    return true;
}

bool tn_json_next_member(tenor_str *key, tn_json_node *out, tn_json_items *members)
{
    simdjson::dom::object::iterator next, end;

    memcpy(static_cast<void *>(&next), &members->next, sizeof(next));
    memcpy(static_cast<void *>(&end), &members->end, sizeof(end));
    if (!(next != end))
        return false;
    auto name = next.key();

    *key = { name.data(), name.size() };
    *out = node_of(next.value());
    ++next;
    memcpy(&members->next, &next, sizeof(members->next));
    return true;
}

bool tn_json_get(tn_json_node *out, tn_json_node object, const char *key)
{
    element value;
    bool found = find_path(&value, element_of(object), key);

    if (found)
        *out = node_of(value);
    return found;
}

bool tn_json_take(tn_value *out, tn_json_node object, const char *key)
{
    element value;
    bool found = find_path(&value, element_of(object), key);

    if (found)
        take_value(out, value);
    return found;
}

void tn_json_value(tn_value *out, tn_json_node node)
{
    take_value(out, element_of(node));
}

tenor_str tn_json_string(tn_json_node object, const char *path)
{
    tn_value value = {};

    tn_json_take(&value, object, path);
    return value.kind == TN_STRING ? value.text : tenor_str{};
}

tenor_str tn_json_text(tn_json_node node)
{
    tn_value value = {};

    take_value(&value, element_of(node));
    return value.kind == TN_STRING ? value.text : tenor_str{};
}

bool tn_json_items_of(tn_json_items *out, tn_json_node node)
{
    simdjson::dom::array array;

    if (element_of(node).get(array)) {
        *out = {};
        return false;
    }
    auto first = array.begin(), end = array.end();

    memcpy(&out->next, &first, sizeof(out->next));
    memcpy(&out->end, &end, sizeof(out->end));
    return true;
}

bool tn_json_next_item(tn_json_node *out, tn_json_items *items)
{
    simdjson::dom::array::iterator next, end;

    memcpy(static_cast<void *>(&next), &items->next, sizeof(next));
    memcpy(static_cast<void *>(&end), &items->end, sizeof(end));
    if (!(next != end))
        return false;
    *out = node_of(*next);
    ++next;
    memcpy(&items->next, &next, sizeof(items->next));
    return true;
}

bool tn_json_is_array(tn_json_node node)
{
    return element_of(node).is_array();
}

bool tn_json_is_object(tn_json_node node)
{
    return element_of(node).is_object();
}

bool tn_utf8_is_valid(const char *text, size_t bytes)
{
    return simdjson::validate_utf8(text, bytes);
}
