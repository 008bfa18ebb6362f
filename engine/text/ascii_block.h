/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii_block.h - the plain tokens of a block of sixty-four bytes, by bitmasks
 *
 * Most tokens are a few ASCII letters, no letter three times in a row, before a blank or a sign
 * that makes neither an address nor a face of them; or a single sign. The bytes of a block are
 * classified sixteen at a time, and where such plain tokens begin and end is computed for the whole
 * block, so that none of them is scanned byte by byte. What is not that simple is left to the
 * scanner of single tokens, which finds the same for a plain one.
 */
#ifndef TN_ASCII_BLOCK_H
#define TN_ASCII_BLOCK_H

#include "base/hash_few.h"
#include "base/simd16.h"
#include "text/scan.h"

/* of all words of a text */
typedef struct {
    size_t n_upper, n_lower; /* letters: is the text shouted as a whole? */
    bool any_negator;
} tn_word_counts;

#ifdef __SSE2__

#include <string.h>

#define TN_ASCII_BLOCK_BYTES 64
#define TN_ASCII_BLOCK_READ  (TN_ASCII_BLOCK_BYTES + 16) /* bytes of its text that are read */
#define TN_ASCII_BLOCK_SURE  62 /* of what begins from here on, too little is seen */

typedef uint64_t tn_bitmask; /* bit i for byte i of a block */

/* what bytes are */
typedef struct {
    tn_bitmask letters;     /* of ASCII */
    tn_bitmask capitals;    /* and others without bit 0x20 */
    tn_bitmask blanks;      /* white space and control characters */
    tn_bitmask same;        /* as the next byte, but for bit 0x20 */
    tn_bitmask alternate;   /* as the next but one, likewise */
    tn_bitmask letters_x;   /* "xD" begins so */
    tn_bitmask apostrophes; /* straight ones */
    tn_bitmask dots;
    tn_bitmask commas;       /* and straight quotation marks */
    tn_bitmask exclamations; /* exclamation and question marks */
    tn_bitmask brackets;     /* round ones */
} tn_byte_classes;

typedef struct {
    const char *text;               /* TN_ASCII_BLOCK_READ bytes, zeros behind the text's last */
    size_t base;                    /* its offset in the text */
    tn_bitmask starts, ends;        /* of tokens, in their order; an end is the byte behind one */
    tn_bitmask stops;               /* in every token that is not plain */
    tn_bitmask words, signs;        /* bytes of words; signs, of whatever token */
    tn_bitmask shouted;             /* last bytes of words of two or more letters, all capitals */
    tn_bitmask letters, capitals;   /* letters; those that are capital */
    char copy[TN_ASCII_BLOCK_READ]; /* of the text, where it ends before so many bytes */
} tn_ascii_block;

/* ------------------------------------------------------------ classification */

static inline void tn_classify_bytes(tn_byte_classes *out, const char *text)
{
    *out = (tn_byte_classes){ 0 };
    for (int at = 0; at < TN_ASCII_BLOCK_BYTES; at += 16) {
        tn_simd16 x = tn_simd16_load(text + at), lower = tn_simd16_lower(x);
        tn_simd16 next = tn_simd16_lower(tn_simd16_load(text + at + 1));
        tn_simd16 second = tn_simd16_lower(tn_simd16_load(text + at + 2));

        out->letters |= (tn_bitmask)tn_simd16_lower_letters(lower) << at;
        out->capitals |= (tn_bitmask)tn_simd16_capitals(x) << at;
        out->blanks |= (tn_bitmask)tn_simd16_up_to(x, ' ') << at;
        out->same |= (tn_bitmask)tn_simd16_same(lower, next) << at;
        out->alternate |= (tn_bitmask)tn_simd16_same(lower, second) << at;
        out->letters_x |= (tn_bitmask)tn_simd16_equal(lower, 'x') << at;
        out->apostrophes |= (tn_bitmask)tn_simd16_equal(x, '\'') << at;
        out->dots |= (tn_bitmask)tn_simd16_equal(x, '.') << at;
        out->commas |= (tn_bitmask)(tn_simd16_equal(x, ',') | tn_simd16_equal(x, '"')) << at;
        out->exclamations |= (tn_bitmask)(tn_simd16_equal(x, '!') | tn_simd16_equal(x, '?')) << at;
        out->brackets |= (tn_bitmask)(tn_simd16_equal(x, '(') | tn_simd16_equal(x, ')')) << at;
    }
}

/* where sixteen in a row begin: of so long a word nothing is read behind it that would end it */
static inline tn_bitmask sixteen_in_a_row(tn_bitmask set)
{
    set &= set >> 1;
    set &= set >> 2;
    set &= set >> 4;
    return set & set >> 8;
}

/* the last bytes of words of capitals, more than one; words: their bytes, starts: their first */
static inline tn_bitmask lasts_of_capitals(tn_bitmask words, tn_bitmask starts, tn_bitmask small)
{
    tn_bitmask others = words & ~small;

    /* the sum carries from a word's start to where its first small letter or its end is */
    return (((starts & others) + others) & ~words) >> 1 & ~starts;
}

/* the last bytes of words before what makes neither an address nor a face of them */
static inline tn_bitmask well_ended(const tn_byte_classes *c)
{
    tn_bitmask enders = c->blanks | c->commas | c->exclamations | c->brackets;

    return (enders | (c->dots & enders >> 1)) >> 1;
}

/* signs that are no part of a longer token */
static inline tn_bitmask single_signs(const tn_byte_classes *c)
{
    tn_bitmask signs = c->dots | c->commas | c->exclamations;
    tn_bitmask mixed = c->exclamations & c->exclamations >> 1; /* "?!" */

    return (signs & ~c->same & ~mixed) |
           (c->brackets & (c->blanks | c->letters | signs) >> 1); /* no face */
}

/* The block that begins at text[at], at < bytes. */
static inline void tn_ascii_block_at(tn_ascii_block *b, const char *text, size_t bytes, size_t at)
{
    tn_bitmask inner, words, starts, lasts, signs;
    tn_byte_classes c;

    b->text = text + at;
    b->base = at;
    if (bytes - at < TN_ASCII_BLOCK_READ) {
        memset(b->copy, 0, sizeof(b->copy));
        memcpy(b->copy, text + at, bytes - at);
        b->text = b->copy;
    }
    tn_classify_bytes(&c, b->text);
    inner = c.apostrophes & c.letters << 1 & c.letters >> 1;
    words = c.letters | inner;
    starts = words & ~(words << 1);
    lasts = words & ~(words >> 1);
    signs = ~words & ~c.blanks;
    b->words = words;
    b->signs = signs;
    b->starts = starts | signs;
    b->ends = (lasts | signs) << 1;
    b->stops = (signs & ~single_signs(&c)) | (lasts & ~well_ended(&c)) | (starts & c.letters_x) |
               (c.letters & c.same & c.same >> 1) | sixteen_in_a_row(words) |
               (starts & c.alternate & c.alternate >> 1 & words >> 4); /* laughs */
    b->shouted = lasts_of_capitals(words, starts, c.letters & ~c.capitals);
    b->letters = c.letters;
    b->capitals = c.letters & c.capitals;
}

/* What is before `at`, which is behind its begin, has been read. False: another is to begin there.
 */
static inline bool tn_ascii_block_skip(tn_ascii_block *b, size_t at)
{
    size_t n = at - b->base;

    /* a word that begins within another was not seen to begin */
    if (n >= TN_ASCII_BLOCK_SURE || (b->words >> (n - 1) & 3) == 3)
        return false;
    b->starts = b->starts >> n << n;
    b->stops = b->stops >> n << n;
    b->ends = b->ends >> n >> 1 << n << 1; /* one at n is what was read before */
    b->shouted = b->shouted >> n << n;
    b->letters = b->letters >> n << n;
    b->capitals = b->capitals >> n << n;
    return true;
}

/* -------------------------------------------------------------------- tokens */

static inline unsigned first_of(tn_bitmask set)
{
    return (unsigned)__builtin_ctzll(set);
}

/*
 * The n bytes from `at` on, with their form at forms + form_start, where there is room for
 * sixteen bytes. Fields are written one by one: the token's padding costs two stores more.
 */
static inline void put_plain_token(tn_token *token, const tn_ascii_block *b, unsigned at, size_t n,
                                   char *forms, size_t form_start)
{
    /* plain signs have bit 0x20, as small letters */
    tn_simd16 form = tn_simd16_keep(tn_simd16_lower(tn_simd16_load(b->text + at)), n);

    tn_simd16_store(forms + form_start, form); /* zeros behind the form end it */
    token->start = (uint32_t)(b->base + at);
    token->bytes = (uint32_t)n;
    token->form_start = (uint32_t)form_start;
    token->form_bytes = (uint32_t)n;
    token->hash = tn_hash_few(forms + form_start, n);
    token->kind = (uint8_t)(TN_PUNCT * (b->signs >> at & 1)); /* else TN_WORD, which is 0 */
    token->marks = 0;
    token->negator =
        (uint8_t)(tn_may_negate(forms + form_start, n) ? tn_negator_of(forms + form_start, n) : 0);
}

/* `token` and those behind it begin at b->starts: the one that the first byte of `set` is in */
static inline tn_token *token_around(tn_token *token, const tn_ascii_block *b, tn_bitmask set)
{
    return token + tn_count_bits(b->starts & (set ^ (set - 1))) - 1;
}

/*
 * Add the plain tokens at its begin; returns where the first other thing begins in the text, which
 * may be behind the block. There is room for as many tokens and bytes of forms as the block has
 * bytes of the text, and for sixteen bytes of forms more.
 */
static inline size_t tn_ascii_block_add(tn_ascii_block *b, tn_tokens *out, tn_word_counts *counts)
{
    tn_bitmask stops = b->stops | (tn_bitmask)3 << TN_ASCII_BLOCK_SURE, done;
    tn_bitmask starts = b->starts;
    tn_token *const added = out->token + out->n_tokens, *token = added;
    char *const forms = out->forms.data;
    size_t form_start = out->forms.bytes;
    unsigned any_negator = 0;

    /* those that end before the first stop */
    for (tn_bitmask ends = b->ends & (stops ^ (stops - 1)); ends; ends &= ends - 1) {
        unsigned at = first_of(starts);
        size_t n = first_of(ends) - at;

        put_plain_token(token, b, at, n, forms, form_start);
        form_start += n;
        any_negator |= token->negator;
        starts &= starts - 1;
        token++;
    }
    out->n_tokens += (size_t)(token - added);
    out->forms.bytes = form_start;
    done = (starts & -starts) - 1; /* all bytes before the next token, or all */
    for (tn_bitmask set = b->shouted & done; set; set &= set - 1)
        token_around(added, b, set)->marks |= TN_CAPS;
    counts->any_negator |= any_negator != 0;
    counts->n_upper += tn_count_bits(b->capitals & done);
    counts->n_lower += tn_count_bits(b->letters & ~b->capitals & done);
    b->starts = starts;
    return b->base + (starts ? first_of(starts) : TN_ASCII_BLOCK_BYTES);
}

#endif

#endif
