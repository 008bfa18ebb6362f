/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stretch.h - sixty-four bytes of a text, looked at at once
 *
 * Most tokens are a few ASCII letters, no letter three times in a row, before a blank or a sign
 * that makes neither an address nor a face of them; or a single sign. Where such plain tokens
 * begin and end is said for a whole stretch, as sets of places, so that none of them needs a look
 * at its single bytes. What is not that simple is left to the scanner's other ways, which would
 * say the same of a plain token.
 */
#ifndef TN_STRETCH_H
#define TN_STRETCH_H

#include "base/hash_few.h"
#include "base/sixteen.h"
#include "base/wide.h"
#include "text/scan.h"

#include <string.h>

#define TN_STRETCH_BYTES 64
#define TN_STRETCH_ROOM  (TN_STRETCH_BYTES + 16) /* so many bytes of its text are read */
#define TN_STRETCH_SURE  62 /* of what begins from here on, too little is seen */

typedef uint64_t tn_places; /* bit i for byte i of a stretch */

/* what bytes are */
typedef struct {
    tn_places letters;     /* of ASCII */
    tn_places capitals;    /* and others without bit 0x20 */
    tn_places blanks;      /* white space and control characters */
    tn_places same;        /* as the next byte, but for bit 0x20 */
    tn_places exes;        /* "xD" begins so */
    tn_places apostrophes; /* straight ones */
    tn_places dots;
    tn_places commas;   /* and straight quotation marks */
    tn_places cries;    /* exclamation and question marks */
    tn_places brackets; /* round ones */
} tn_sight;

typedef struct {
    const char *text;            /* TN_STRETCH_ROOM bytes, zeros behind the text's last */
    size_t base;                 /* where they stand in the text */
    tn_places starts, ends;      /* of tokens, in their order; an end stands behind its token */
    tn_places stops;             /* in every token that is not plain */
    tn_places words, signs;      /* bytes of words; signs, of whatever token */
    tn_places inner;             /* apostrophes of words */
    tn_places shouted;           /* last bytes of words of two or more letters, all capitals */
    tn_places letters, capitals; /* letters; those that are capital */
    char last[TN_STRETCH_ROOM];  /* a copy where the text has no such room */
} tn_stretch;

/* of all words of a text */
typedef struct {
    size_t n_upper, n_lower; /* letters: is the text shouted as a whole? */
    unsigned any_role;
} tn_word_sums;

/* ------------------------------------------------------------ kinds of bytes */

#define SIXTEENS (TN_STRETCH_BYTES / 16)

TN_INLINE void tn_look_plainly(tn_sight *out, const char *text)
{
    *out = (tn_sight){ 0 };
    for (int i = 0; i < SIXTEENS; i++) {
        tn_sixteen x = tn_sixteen_at(text + 16 * i), lower = tn_sixteen_lower(x);
        tn_sixteen next = tn_sixteen_lower(tn_sixteen_at(text + 16 * i + 1));
        int to = 16 * i;

        out->letters |= (tn_places)tn_sixteen_lower_letters(lower) << to;
        out->capitals |= (tn_places)tn_sixteen_capitals(x) << to;
        out->blanks |= (tn_places)tn_sixteen_blanks(x) << to;
        out->same |= (tn_places)tn_sixteen_same(lower, next) << to;
        out->exes |= (tn_places)tn_sixteen_equal(lower, 'x') << to;
        out->apostrophes |= (tn_places)tn_sixteen_equal(x, '\'') << to;
        out->dots |= (tn_places)tn_sixteen_equal(x, '.') << to;
        out->commas |= (tn_places)(tn_sixteen_equal(x, ',') | tn_sixteen_equal(x, '"')) << to;
        out->cries |= (tn_places)(tn_sixteen_equal(x, '!') | tn_sixteen_equal(x, '?')) << to;
        out->brackets |= (tn_places)(tn_sixteen_equal(x, '(') | tn_sixteen_equal(x, ')')) << to;
    }
}

#ifdef __x86_64__

#include <immintrin.h>

#define WIDE TN_WIDE TN_INLINE

WIDE __m256i bytes_at(const char *text)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)text);
}

WIDE __m256i equal(__m256i x, char c)
{
    return _mm256_cmpeq_epi8(x, _mm256_set1_epi8(c));
}

WIDE __m256i either(__m256i x, char c, char d)
{
    return _mm256_or_si256(equal(x, c), equal(x, d));
}

WIDE __m256i up_to(__m256i x, char c)
{
    return _mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(c)), x);
}

/* the highest bits of the bytes of a and b */
WIDE tn_places places(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) | (tn_places)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

WIDE void tn_look_wide(tn_sight *out, const char *text)
{
    const __m256i low = _mm256_set1_epi8(0x20), from_a = _mm256_set1_epi8('a');
    __m256i x = bytes_at(text), y = bytes_at(text + 32);
    __m256i lower_x = _mm256_or_si256(x, low), lower_y = _mm256_or_si256(y, low);
    __m256i next_x = _mm256_or_si256(bytes_at(text + 1), low);
    __m256i next_y = _mm256_or_si256(bytes_at(text + 33), low);

    out->letters = places(up_to(_mm256_sub_epi8(lower_x, from_a), 'z' - 'a'),
                          up_to(_mm256_sub_epi8(lower_y, from_a), 'z' - 'a'));
    out->capitals = ~places(_mm256_slli_epi16(x, 2), _mm256_slli_epi16(y, 2));
    out->blanks = places(up_to(x, ' '), up_to(y, ' '));
    out->same = places(_mm256_cmpeq_epi8(lower_x, next_x), _mm256_cmpeq_epi8(lower_y, next_y));
    out->exes = places(equal(lower_x, 'x'), equal(lower_y, 'x'));
    out->apostrophes = places(equal(x, '\''), equal(y, '\''));
    out->dots = places(equal(x, '.'), equal(y, '.'));
    out->commas = places(either(x, ',', '"'), either(y, ',', '"'));
    out->cries = places(either(x, '!', '?'), either(y, '!', '?'));
    out->brackets = places(either(x, '(', ')'), either(y, '(', ')'));
}

#else

TN_INLINE void tn_look_wide(tn_sight *out, const char *text)
{
    tn_look_plainly(out, text);
}

#endif

/* -------------------------------------------------------------------- tokens */

/* the places from which sixteen in a row are in the set: such a word has no zero behind it */
TN_INLINE tn_places sixteen_in_a_row(tn_places set)
{
    set &= set >> 1;
    set &= set >> 2;
    set &= set >> 4;
    return set & set >> 8;
}

/* the last bytes of words of capitals, more than one; words: their bytes, starts: their first */
TN_INLINE tn_places lasts_of_capitals(tn_places words, tn_places starts, tn_places small)
{
    tn_places others = words & ~small;

    /* the sum carries from a word's start to where its first small letter or its end is */
    return (((starts & others) + others) & ~words) >> 1 & ~starts;
}

/* the last bytes of words before what makes neither an address nor a face of them */
TN_INLINE tn_places well_ended(const tn_sight *c)
{
    tn_places enders = c->blanks | c->commas | c->cries | c->brackets;

    return (enders | (c->dots & enders >> 1)) >> 1;
}

/* signs that are no part of a longer token */
TN_INLINE tn_places single_signs(const tn_sight *c)
{
    tn_places signs = c->dots | c->commas | c->cries;
    tn_places mixed = c->cries & c->cries >> 1; /* "?!" */

    return (signs & ~c->same & ~mixed) |
           (c->brackets & (c->blanks | c->letters | signs) >> 1); /* no face */
}

/* Begin with text[at..bytes), at < bytes. Then what its bytes are is to be looked for and seen. */
TN_INLINE void tn_stretch_at(tn_stretch *s, const char *text, size_t bytes, size_t at)
{
    s->text = text + at;
    s->base = at;
    if (bytes - at < TN_STRETCH_ROOM) {
        memset(s->last, 0, sizeof(s->last));
        memcpy(s->last, text + at, bytes - at);
        s->text = s->last;
    }
}

TN_INLINE void tn_stretch_see(tn_stretch *s, const tn_sight *c)
{
    tn_places words, starts, lasts, signs;

    s->inner = c->apostrophes & c->letters << 1 & c->letters >> 1;
    words = c->letters | s->inner;
    starts = words & ~(words << 1);
    lasts = words & ~(words >> 1);
    signs = ~words & ~c->blanks;
    s->words = words;
    s->signs = signs;
    s->starts = starts | signs;
    s->ends = (lasts | signs) << 1;
    s->stops = (signs & ~single_signs(c)) | (lasts & ~well_ended(c)) | (starts & c->exes) |
               (c->letters & c->same & c->same >> 1) | sixteen_in_a_row(words);
    s->shouted = lasts_of_capitals(words, starts, c->letters & ~c->capitals);
    s->letters = c->letters;
    s->capitals = c->letters & c->capitals;
}

/* What stands before `at`, which is behind its begin, has been read. False: begin anew there. */
TN_INLINE bool tn_stretch_skip(tn_stretch *s, size_t at)
{
    size_t n = at - s->base;

    /* a word that begins within another was not seen to begin */
    if (n >= TN_STRETCH_SURE || (s->words >> (n - 1) & 3) == 3)
        return false;
    s->starts = s->starts >> n << n;
    s->stops = s->stops >> n << n;
    s->ends = s->ends >> n >> 1 << n << 1; /* one at n is what was read before */
    s->inner = s->inner >> n << n;
    s->shouted = s->shouted >> n << n;
    s->letters = s->letters >> n << n;
    s->capitals = s->capitals >> n << n;
    return true;
}

TN_INLINE unsigned first_of(tn_places places)
{
    return (unsigned)__builtin_ctzll(places);
}

/* what a plain word of a rare shape does, or how it laughs; returns its form's bytes */
static inline size_t settle_rare(tn_token *token, char *form, size_t n)
{
    size_t short_n = tn_shorten_laugh(form, n);

    if (short_n == 0) {
        token->role = (uint8_t)(n <= TN_ROLE_BYTES ? tn_role_of_eight(tn_eight_at(form)) : 0);
        return n;
    }
    token->form_bytes = (uint32_t)short_n;
    token->hash = tn_hash_few(form, short_n);
    token->marks = TN_ELONGATED;
    return short_n;
}

/*
 * The n bytes from `at` on, with their form at forms + form_start, where there is room for
 * sixteen bytes; returns the form's bytes. Fields are written one by one: the token's padding costs
 * two stores more.
 */
TN_INLINE size_t put_plain_token(tn_token *token, const tn_stretch *s, unsigned at, size_t n,
                                 char *forms, size_t form_start)
{
    /* plain signs have bit 0x20, as small letters */
    tn_sixteen form = tn_sixteen_keep(tn_sixteen_lower(tn_sixteen_at(s->text + at)), n);

    tn_sixteen_put(forms + form_start, form); /* zeros behind the form end it */
    token->start = (uint32_t)(s->base + at);
    token->bytes = (uint32_t)n;
    token->form_start = (uint32_t)form_start;
    token->form_bytes = (uint32_t)n;
    token->hash = tn_hash_few(forms + form_start, n);
    token->kind = (uint8_t)(TN_PUNCT * (s->signs >> at & 1)); /* else TN_WORD, which is 0 */
    token->marks = 0;
    token->role = 0;
    if (tn_may_be_rare(s->text[at], s->text[at + n - 1], n))
        return settle_rare(token, forms + form_start, n);
    return n;
}

/* `token` and those behind it begin at s->starts: the one that a place is in */
TN_INLINE tn_token *token_around(tn_token *token, const tn_stretch *s, tn_places place)
{
    return token + tn_count_bits(s->starts & (place | (place - 1))) - 1;
}

/* of the tokens that were just added, what few of them have */
TN_INLINE void mark_rare(const tn_stretch *s, tn_tokens *out, tn_word_sums *sums, tn_token *added,
                         tn_places done)
{
    for (tn_places places = s->shouted & done; places; places &= places - 1)
        token_around(added, s, places & -places)->marks |= TN_CAPS;
    for (tn_places places = s->inner & done; places; places &= places - 1) {
        tn_token *word = token_around(added, s, places & -places);

        word->role = (uint8_t)tn_role_of(tn_form(out, word), word->form_bytes);
        sums->any_role |= word->role;
    }
    sums->n_upper += tn_count_bits(s->capitals & done);
    sums->n_lower += tn_count_bits(s->letters & ~s->capitals & done);
}

/*
 * Add the plain tokens at its begin; returns where the first other thing stands in the text, which
 * may be behind the stretch. There is room for as many tokens and bytes of forms as the stretch has
 * bytes of the text, and for sixteen bytes of forms more.
 */
TN_INLINE size_t tn_stretch_add(tn_stretch *s, tn_tokens *out, tn_word_sums *sums)
{
    tn_places starts = s->starts, stops = s->stops | (tn_places)3 << TN_STRETCH_SURE, done;
    tn_token *const added = out->token + out->n_tokens, *token = added;
    char *const forms = out->forms.data;
    size_t form_start = out->forms.bytes;
    unsigned any_role = 0;

    /* up to the first stop, that is */
    for (tn_places ends = s->ends & (stops ^ (stops - 1)); ends; ends &= ends - 1) {
        unsigned at = first_of(starts);

        form_start += put_plain_token(token, s, at, first_of(ends) - at, forms, form_start);
        any_role |= token->role;
        starts &= starts - 1;
        token++;
    }
    sums->any_role |= any_role;
    out->n_tokens += (size_t)(token - added);
    out->forms.bytes = form_start;
    done = (starts & -starts) - 1; /* all before the next one, or all */
    mark_rare(s, out, sums, added, done);
    s->starts = starts;
    return s->base + (starts ? first_of(starts) : TN_STRETCH_BYTES);
}

#endif
