/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sift.c - the keys of a text's features, four at a time, and those that some head may know
 *
 * The same steps as tn_form_key, tn_row_key, tn_bigram_key, tn_trigram_key and tn_filter_passes
 * take for one key, for four of them in four lanes of 64 bits.
 */
#include "model/sift.h"

#include "base/wide.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <stddef.h>

#define WIDE     TN_WIDE TN_INLINE
#define SET_BITS 7 /* of a set's size in bytes */

_Static_assert(sizeof(tn_joint_row) * TN_JOINT_WAYS == 1 << SET_BITS, "a set has its size");

/* lanes to the front: of each set of four, the places of those in it, as pairs of 32 bits */
static const int32_t to_front[16][8] = {
    { 0 },
    { 0, 1 },
    { 2, 3 },
    { 0, 1, 2, 3 },
    { 4, 5 },
    { 0, 1, 4, 5 },
    { 2, 3, 4, 5 },
    { 0, 1, 2, 3, 4, 5 },
    { 6, 7 },
    { 0, 1, 6, 7 },
    { 2, 3, 6, 7 },
    { 0, 1, 2, 3, 6, 7 },
    { 4, 5, 6, 7 },
    { 0, 1, 4, 5, 6, 7 },
    { 2, 3, 4, 5, 6, 7 },
    { 0, 1, 2, 3, 4, 5, 6, 7 },
};

WIDE __m256i all_lanes(uint64_t x)
{
    return _mm256_set1_epi64x((long long)x);
}

/* tn_ngram_add */
WIDE __m256i add_token(__m256i before, __m256i hash)
{
    return _mm256_add_epi64(
        _mm256_or_si256(_mm256_slli_epi64(before, 21), _mm256_srli_epi64(before, 43)), hash);
}

WIDE __m256i key_of(tn_family family, __m256i ngram)
{
    return _mm256_or_si256(_mm256_xor_si256(ngram, all_lanes(tn_family_key(family, 0))),
                           all_lanes(TN_RARE_KEY));
}

/* the lower halves of the lanes are tn_folded_tag, but for the two bits that say no more */
WIDE __m256i tag_of(const tn_filter *filter, __m256i key)
{
    __m256i mixed = _mm256_mul_epu32(_mm256_xor_si256(key, all_lanes(filter->seed)),
                                     all_lanes((uint32_t)tn_folded_mix(1, 0)));

    return _mm256_xor_si256(mixed, _mm256_srli_epi64(key, 32));
}

/* of the word that has a key's bits */
WIDE __m256i index_of(const tn_filter *filter, __m256i tag)
{
    return _mm256_and_si256(_mm256_srli_epi64(tag, 2), all_lanes(filter->rare_mask));
}

/* one of a word's bits, which six bits of the tag say */
WIDE __m256i bit_of(__m256i tag, int from)
{
    return _mm256_sllv_epi64(all_lanes(1),
                             _mm256_and_si256(_mm256_srli_epi64(tag, from), all_lanes(63)));
}

WIDE void put(uint64_t *out, __m256i lanes)
{
    _mm256_storeu_si256((__m256i *)(void *)out, lanes);
}

/* tn_filter_fetch_rare */
WIDE void fetch_rare(const tn_filter *filter, __m256i key)
{
    uint64_t index[4];

    put(index, index_of(filter, tag_of(filter, key)));
    for (int lane = 0; lane < 4; lane++) {
        __builtin_prefetch(&filter->rare[index[lane]]);
    }
}

/* tn_filter_passes, as bits of the lanes */
WIDE int passing(const tn_filter *filter, __m256i key)
{
    __m256i tag = tag_of(filter, key);
    __m256i word = _mm256_i64gather_epi64((const long long *)(const void *)filter->rare,
                                          index_of(filter, tag), sizeof(uint64_t));
    __m256i bits = _mm256_or_si256(bit_of(tag, 20), bit_of(tag, 26));

    return _mm256_movemask_pd(
        _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(word, bits), bits)));
}

/* of the lanes in `among` */
WIDE uint64_t *keep_passing(uint64_t *out, const tn_filter *filter, __m256i key, int among)
{
    int set = passing(filter, key) & among;
    __m256i order = _mm256_loadu_si256((const __m256i *)(const void *)to_front[set]);

    put(out, _mm256_permutevar8x32_epi32(key, order));
    return out + __builtin_popcount((unsigned)set);
}

WIDE __m256i four_at(const uint64_t *hash)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)hash);
}

/* tn_set_fetch of tn_set_of */
WIDE void fetch_sets(const tn_joint_table *rows, __m256i key)
{
    const char *sets = (const char *)(const void *)rows->row;
    __m256i number = _mm256_srl_epi64(key, _mm_cvtsi32_si128((int)rows->shift));
    uint64_t place[4]; /* in bytes */

    put(place, _mm256_slli_epi64(number, SET_BITS));
    for (int lane = 0; lane < 4; lane++) {
        tn_set_fetch((const tn_joint_row *)(const void *)(sets + place[lane]));
    }
}

/* products with a constant, modulo 2^64 */
WIDE __m256i times(__m256i x, uint64_t factor)
{
    const __m256i low = all_lanes((uint32_t)factor), high = all_lanes(factor >> 32);
    __m256i middle = _mm256_add_epi64(_mm256_mul_epu32(x, high),
                                      _mm256_mul_epu32(_mm256_srli_epi64(x, 32), low));

    return _mm256_add_epi64(_mm256_mul_epu32(x, low), _mm256_slli_epi64(middle, 32));
}

/* x ^ x >> 32 */
WIDE __m256i folded(__m256i x)
{
    return _mm256_xor_si256(x, _mm256_srli_epi64(x, 32));
}

/* tn_mix */
WIDE __m256i mix(__m256i a, __m256i b)
{
    __m256i x = folded(_mm256_add_epi64(times(a, TN_MIX_FIRST), b));

    return folded(times(x, TN_MIX_SECOND));
}

/* Four tokens: their hashes, and in the lowest bytes of the lanes kinds and marks. */
typedef struct {
    __m256i hash, kind, marks;
} four_tokens;

_Static_assert(offsetof(tn_token, hash) == 16 && offsetof(tn_token, kind) == 24 &&
                   offsetof(tn_token, marks) == 25 && sizeof(tn_token) == 32,
               "a token's second half is its hash, its kind and its marks");

WIDE __m256i second_halves(const tn_token *first, const tn_token *second)
{
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)&first->hash)),
        _mm_loadu_si128((const __m128i *)(const void *)&second->hash), 1);
}

WIDE four_tokens tokens_at(const tn_token *token)
{
    __m256i even = second_halves(&token[0], &token[2]), odd = second_halves(&token[1], &token[3]);
    __m256i rest = _mm256_unpackhi_epi64(even, odd);

    return (four_tokens){ _mm256_unpacklo_epi64(even, odd),
                          _mm256_and_si256(rest, all_lanes(UINT8_MAX)),
                          _mm256_and_si256(_mm256_srli_epi64(rest, 8), all_lanes(UINT8_MAX)) };
}

WIDE bool any(__m256i bits, uint64_t of)
{
    return !_mm256_testz_si256(bits, all_lanes(of));
}

/* tn_row_key of tn_form_key */
WIDE __m256i form_keys(const four_tokens *t)
{
    const __m256i common = all_lanes(~TN_RARE_KEY);
    __m256i marks = _mm256_and_si256(t->marks, all_lanes(TN_NEGATED | TN_CAPS));
    __m256i key = _mm256_xor_si256(t->hash, all_lanes(tn_family_key(TN_FAMILY_WORD, 0)));

    key = _mm256_and_si256(_mm256_xor_si256(key, times(t->kind, TN_KIND_SALT)), common);
    if (any(marks, UINT64_MAX)) { /* of most four tokens none is marked */
        __m256i marked = _mm256_and_si256(mix(key, marks), common);

        key = _mm256_blendv_epi8(marked, key, _mm256_cmpeq_epi64(marks, _mm256_setzero_si256()));
    }
    return key;
}

/* tn_ngram_hash */
WIDE __m256i ngram_hashes(const four_tokens *t)
{
    __m256i mention = _mm256_cmpeq_epi64(t->kind, all_lanes(TN_MENTION));

    return any(mention, UINT64_MAX)
               ? _mm256_blendv_epi8(t->hash, all_lanes(tn_mention_hash()), mention)
               : t->hash;
}

TN_WIDE size_t tn_sift_forms(uint64_t *form, uint64_t *hash, unsigned *marks,
                             const tn_tokens *tokens, const tn_joint_table *rows)
{
    const tn_joint_table table = *rows; /* what is written might be anything's, compilers think */
    const size_t n = tokens->n_tokens & ~(size_t)3;
    __m256i all_marks = _mm256_setzero_si256();
    uint64_t lane[4];

    for (size_t i = 0; i < n; i += 4) {
        four_tokens t = tokens_at(&tokens->token[i]);
        __m256i key = form_keys(&t);

        put(form + i, key);
        put(hash + i, ngram_hashes(&t));
        fetch_sets(&table, key);
        all_marks = _mm256_or_si256(all_marks, t.marks);
    }
    put(lane, all_marks);
    *marks = (unsigned)(lane[0] | lane[1] | lane[2] | lane[3]);
    return n;
}

/* of four tokens, each one's contrasted form if it is one, its pair and its triple */
WIDE uint64_t *put_contrasted(uint64_t *out, const tn_token *token, __m256i bigram, __m256i trigram)
{
    uint64_t pair[4], triple[4];

    put(pair, bigram);
    put(triple, trigram);
    for (int i = 0; i < 4; i++) {
        out[0] = tn_form_key(TN_FAMILY_CONTRASTED, token[i].kind, token[i].hash);
        out += (token[i].marks & TN_CONTRASTED) != 0;
        out[0] = pair[i];
        out[1] = triple[i];
        out += 2;
    }
    return out;
}

TN_WIDE size_t tn_sift_ngrams(uint64_t **out, const tn_token *token, const uint64_t *hash,
                              size_t n_tokens, bool contrasted)
{
    uint64_t *end = *out;
    size_t i = 0;

    for (; i + 6 <= n_tokens; i += 4) {
        __m256i pair = add_token(four_at(hash + i), four_at(hash + i + 1));
        __m256i triple = add_token(pair, four_at(hash + i + 2));
        __m256i bigram = key_of(TN_FAMILY_BIGRAM, pair);
        __m256i trigram = key_of(TN_FAMILY_TRIGRAM, triple);
        __m256i even = _mm256_unpacklo_epi64(bigram, trigram); /* of tokens 0 and 2 */
        __m256i odd = _mm256_unpackhi_epi64(bigram, trigram);  /* of tokens 1 and 3 */

        if (contrasted) {
            end = put_contrasted(end, token + i, bigram, trigram);
        } else {
            put(end, _mm256_permute2x128_si256(even, odd, 0x20));
            put(end + 4, _mm256_permute2x128_si256(even, odd, 0x31));
            end += 8;
        }
    }
    *out = end;
    return i;
}

TN_WIDE size_t tn_sift_rare(uint64_t *key, size_t n, const tn_filter *filter,
                            const tn_joint_table *rows)
{
    const tn_filter f = *filter;
    const tn_joint_table table = *rows;
    uint64_t *kept = key;
    size_t n_kept, i = 0;

    put(key + n, _mm256_setzero_si256());
    for (size_t k = 0; k < n; k += 4) {
        fetch_rare(&f, four_at(key + k));
    }
    for (; i + 4 <= n; i += 4) {
        kept = keep_passing(kept, &f, four_at(key + i), 15);
    }
    kept = keep_passing(kept, &f, four_at(key + i), (1 << (n - i)) - 1);
    n_kept = (size_t)(kept - key);
    for (i = 0; i + 4 <= n_kept; i += 4) {
        fetch_sets(&table, four_at(key + i));
    }
    for (; i < n_kept; i++) {
        tn_set_fetch(tn_set_of(&table, key[i]));
    }
    return n_kept;
}

#else

size_t tn_sift_forms(uint64_t *form, uint64_t *hash, unsigned *marks, const tn_tokens *tokens,
                     const tn_joint_table *rows)
{
    (void)form, (void)hash, (void)tokens, (void)rows;
    *marks = 0;
    return 0;
}

size_t tn_sift_ngrams(uint64_t **out, const tn_token *token, const uint64_t *hash, size_t n_tokens,
                      bool contrasted)
{
    (void)out, (void)token, (void)hash, (void)n_tokens, (void)contrasted;
    return 0;
}

size_t tn_sift_rare(uint64_t *key, size_t n, const tn_filter *filter, const tn_joint_table *rows)
{
    (void)key, (void)n, (void)filter, (void)rows;
    return 0;
}

#endif
