/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sift.c - of a text's word n-grams, those that some head may know
 *
 * The same steps as tn_bigram_key, tn_trigram_key and tn_filter_passes take for one key, for four
 * of them in four lanes of 64 bits.
 */
#include "model/sift.h"

#include "base/wide.h"

#ifdef __x86_64__

#include <immintrin.h>

#define WIDE TN_WIDE TN_INLINE

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

/* tn_folded_tag of rare keys: 32 bits, of which a product's lower half is enough */
WIDE __m256i tag_of(const tn_filter *filter, __m256i key)
{
    __m256i mixed = _mm256_mul_epu32(_mm256_xor_si256(key, all_lanes(filter->seed)),
                                     all_lanes((uint32_t)tn_folded_mix(1, 0)));
    __m256i tag = _mm256_xor_si256(mixed, _mm256_srli_epi64(key, 32));

    return _mm256_or_si256(_mm256_and_si256(tag, all_lanes(UINT32_MAX)),
                           all_lanes(TN_TAG_TAKEN | TN_TAG_RARE));
}

/* of the word that has a key's bits */
WIDE __m256i index_of(const tn_filter *filter, __m256i tag)
{
    return _mm256_and_si256(_mm256_srli_epi64(tag, 2), all_lanes(filter->rare_mask));
}

WIDE void put(uint64_t *out, __m256i lanes)
{
    _mm256_storeu_si256((__m256i *)(void *)out, lanes);
}

/* tn_filter_fetch_rare */
WIDE void ask(uint64_t *out, const tn_filter *filter, __m256i key)
{
    uint64_t index[4];

    put(out, key);
    put(index, index_of(filter, tag_of(filter, key)));
    for (int lane = 0; lane < 4; lane++) {
        __builtin_prefetch(&filter->rare[index[lane]]);
    }
}

/* tn_filter_passes, as bits of the lanes */
WIDE int passing(const tn_filter *filter, __m256i key)
{
    const __m256i one = all_lanes(1);
    __m256i tag = tag_of(filter, key);
    __m256i word = _mm256_i64gather_epi64((const long long *)(const void *)filter->rare,
                                          index_of(filter, tag), sizeof(uint64_t));
    __m256i bits = _mm256_or_si256(
        _mm256_sllv_epi64(one, _mm256_and_si256(_mm256_srli_epi64(tag, 20), all_lanes(63))),
        _mm256_sllv_epi64(one, _mm256_srli_epi64(tag, 26)));

    return _mm256_movemask_pd(
        _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(word, bits), bits)));
}

WIDE uint64_t *keep_passing(uint64_t *out, const tn_filter *filter, __m256i key)
{
    int set = passing(filter, key);
    __m256i order = _mm256_loadu_si256((const __m256i *)(const void *)to_front[set]);

    put(out, _mm256_permutevar8x32_epi32(key, order));
    return out + __builtin_popcount((unsigned)set);
}

WIDE __m256i four_at(const uint64_t *hash)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)hash);
}

TN_WIDE size_t tn_sift_ngrams(uint64_t *out, const tn_filter *filter, const uint64_t *hash,
                              size_t n)
{
    const tn_filter f = *filter; /* what is written might be anything's, compilers must think */
    uint64_t *kept = out;

    for (size_t i = 0; i < n; i += 4) {
        __m256i pair = add_token(four_at(hash + i), four_at(hash + i + 1));
        __m256i triple = add_token(pair, four_at(hash + i + 2));
        __m256i bigram = key_of(TN_FAMILY_BIGRAM, pair);
        __m256i trigram = key_of(TN_FAMILY_TRIGRAM, triple);
        __m256i even = _mm256_unpacklo_epi64(bigram, trigram); /* of tokens 0 and 2 */
        __m256i odd = _mm256_unpackhi_epi64(bigram, trigram);  /* of tokens 1 and 3 */

        ask(out + 2 * i, &f, _mm256_permute2x128_si256(even, odd, 0x20));
        ask(out + 2 * i + 4, &f, _mm256_permute2x128_si256(even, odd, 0x31));
    }
    for (size_t i = 0; i < 2 * n; i += 4) {
        kept = keep_passing(kept, &f, four_at(out + i));
    }
    return (size_t)(kept - out);
}

#else

size_t tn_sift_ngrams(uint64_t *out, const tn_filter *filter, const uint64_t *hash, size_t n)
{
    (void)out, (void)filter, (void)hash, (void)n;
    return 0;
}

#endif
