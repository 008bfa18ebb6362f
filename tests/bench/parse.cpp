/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse.cpp - what reading a dump costs at the least: simdjson over the whole file, one thread
 *
 *   parse FILE
 *
 * Every line is parsed and checked whole; the number of comments and of their texts' bytes is
 * printed.
 */
#include <cstdio>
#include <simdjson.h>

int main(int argc, char **argv)
{
    simdjson::padded_string file;
    simdjson::dom::parser parser;
    simdjson::dom::document_stream stream;
    long long n_comments = 0, text_bytes = 0;

#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;
#endif
    if (argc != 2 || simdjson::padded_string::load(argv[1]).get(file) ||
        parser.parse_many(file).get(stream)) {
        fprintf(stderr, "parse: cannot read the file\n");
        return 1;
    }
    for (auto document : stream) {
        std::string_view text;

        if (document["text"].get(text)) {
            fprintf(stderr, "parse: a line without a text\n");
            return 1;
        }
        n_comments++;
        text_bytes += (long long)text.size();
    }
    printf("%lld comments, %lld bytes of text\n", n_comments, text_bytes);
    return 0;
}
