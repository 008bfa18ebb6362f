/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - what is kept of a comment and of an article until its statistics
 *
 * A comment's record is small and self-contained, so that merging two
 * partial results is concatenation.
 */
#ifndef TN_RECORD_H
#define TN_RECORD_H

#include "model/reply.h"
#include "text/words.h"

typedef struct {
    tn_digest id_key;      /* of the comment's id: identity within the article, and sort key */
    tn_digest content_key; /* of the canonical record: the last tie-break among copies */
    tn_digest parent_key;  /* of the parent's id; all zero for a top-level comment */
    uint64_t author_key;   /* keyed hash of the author's name; 0 if unknown */
    int64_t created_at_s;  /* TENOR_NO_TIME if unknown */
    int64_t updated_at_s;  /* TENOR_NO_TIME if unknown */
    int64_t likes;         /* INT64_MIN if unknown */
    const char *id;        /* the comment's id, terminated; lives in the store's arena */
    const char *parent_id; /* NULL for a top-level comment */
    uint32_t id_bytes;
    uint32_t parent_id_bytes;
    tn_reply_side reply; /* for the join with its parent and its replies; zero if not scored */
    float p[TENOR_N_HEADS][TENOR_MAX_CLASSES]; /* posteriors; read only where present */
    float coverage;                            /* 0..1 */
    int16_t part[TENOR_N_HEADS];               /* of the model, that gave p (tenor_label.part) */
    int8_t label[TENOR_N_HEADS];               /* class index, -1 where the head is not present */
    uint16_t n_tokens;                         /* 65535: so many or more */
    uint8_t unscored;                          /* enum tenor_unscored */
    bool deleted;
    uint64_t target_key; /* of what stance was measured toward; 0 for nothing */
    const char *text;    /* NULL: it is at text_offset of the run's store of texts */
    int64_t text_offset; /* -1: not kept */
    uint32_t text_bytes;
    uint32_t input;     /* index among the run's inputs; UINT32_MAX: of none of them */
    tn_word_list words; /* where they are noted */
} tn_record;

static inline tenor_str tn_record_id(const tn_record *record)
{
    return (tenor_str){ record->id, record->id_bytes };
}

/* the label's class index, -1 where the comment has none of a head with so many classes */
static inline int tn_record_class(const tn_record *record, int head, int n_classes)
{
    int label = record->unscored == TENOR_SCORED ? record->label[head] : -1;

    return label < n_classes ? label : -1;
}

/* score of one head, p(last class) - p(first class), as precise as these are */
static inline float tn_record_score(const tn_record *record, int head, int n_classes)
{
    return record->p[head][n_classes - 1] - record->p[head][0];
}

/* An article's metadata; strings are owned by the store, NULL if absent. */
typedef struct {
    const char *title, *url, *section, *target;
    int64_t published_at_s; /* TENOR_NO_TIME if absent */
    int64_t captured_at_s;  /* TENOR_NO_TIME if absent */
} tn_article_info;

typedef struct {
    const char *id; /* terminated; may contain NUL before id_bytes */
    size_t id_bytes;
    tn_article_info info;
    int target_source;  /* enum tenor_target_source: what stance was measured toward */
    const char *target; /* the target in use; NULL if none */
    tn_record *record;  /* after tn_records_deduplicate: one for each comment, sorted by id_key */
    size_t n_records;
    size_t capacity;
} tn_article_records;

/*
 * Of several copies of a comment exactly one counts: a deletion wins, then the latest
 * updated_at, then the most likes, then the larger content_key; of equal ones that of the first
 * input. > 0 if a wins over b.
 */
int tn_record_precedence(const tn_record *a, const tn_record *b);

/*
 * Sort an article's records by id_key (then the id's bytes) and drop the
 * copies that lose. Returns the number dropped.
 */
size_t tn_records_deduplicate(tn_article_records *article);

/* Index of a record's parent in a deduplicated article; TN_NO_PARENT if it has none there. */
#define TN_NO_PARENT SIZE_MAX
size_t tn_records_find_parent(const tn_article_records *article, const tn_record *record);

/*
 * author[i]: 1 + index of the first comment of the i-th one's author, 0 for unknown. A run's keys
 * are random, and nothing may hang on them.
 */
int tn_number_authors(uint64_t *author, const tn_article_records *article, tenor_error *err);

/* Prefetch the records, or the first of many, of an article that will be read soon. */
static inline void tn_records_prefetch(const tn_article_records *article)
{
    enum { AT_MOST = 256 };
    const char *at = (const char *)article->record;
    size_t n = article->n_records < AT_MOST ? article->n_records : AT_MOST;

    for (size_t line = 0; line < n * sizeof(tn_record); line += 64)
        __builtin_prefetch(at + line, 1);
}

/* Prefetch the ids that finding parents compares, of a record behind the i-th. */
static inline void tn_record_prefetch_ids(const tn_article_records *article, size_t i)
{
    enum { AHEAD = 8 };

    if (i + AHEAD < article->n_records)
        __builtin_prefetch(article->record[i + AHEAD].id); /* its parent's is beside it */
}

#endif
