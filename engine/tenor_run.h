/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tenor_run.h - whole runs of libtenor, as the command does them
 *
 * Comments in, labels or statistics per article out; training, evaluation, reports. The
 * conventions are those of tenor.h, and besides:
 *   - Each run takes an options struct, `paths` as tenor_reader_open() does, and `models_dir` as
 *     tenor_engine_load() does. `reader` tells how to read; its on_rejected hears of every record
 *     that cannot be used. An option out of its range is TENOR_ERR_ARGUMENT.
 *   - A `tenor_summary` and a `tenor_evaluation` may be read after a failure too.
 *   - Training and cross-validation fork and are for a program's only thread.
 */
#ifndef TENOR_RUN_H
#define TENOR_RUN_H

#include "tenor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Called now and then from the calling thread of a long operation, with the options'
 * progress_user. `stage` and `unit` are static strings; `done` and `total` are in `unit`s
 * ("bytes", "comments", "problems"). total is 0 while unknown, and an estimate while inputs are
 * being read. Return non-zero to stop the operation, which then fails with TENOR_ERR_CANCELLED and
 * publishes nothing. In options NULL means: tell nobody.
 */
typedef int (*tenor_progress_fn)(void *user, const char *stage, int64_t done, int64_t total,
                                 const char *unit);

typedef struct {
    const char *const *paths;
    size_t n_paths;
    const char *models_dir;
    tenor_reader_options reader; /* on_rejected hears of every rejection */
    const char *target;          /* for articles without a target; NULL for none */
    const char *target_aliases;  /* "A,B": other names of that target; NULL for none */
    const char *labels;          /* "a,b": restrict a head to these classes; NULL for all */
    const char *vectors;         /* head name: libsvm lines instead of JSON; NULL for JSON */
    bool decisions;              /* add decision values and votes to the JSON */
    int threads;                 /* 1..1024; 0 (default): one a processor */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_score_options;

/*
 * Accounting of a run: received + stored = scored + unscored + duplicates + rejected + left out +
 * suppressed.
 */
typedef struct {
    int64_t received;
    int64_t stored; /* batch with a store: records that stood there before; else 0 */
    int64_t scored;
    int64_t unscored[TENOR_N_UNSCORED]; /* by reason; element 0 stays 0 */
    int64_t duplicates;
    int64_t rejected;
    int64_t left_out[TENOR_N_LEFT_OUT]; /* by reason; element 0 stays 0 */
    int64_t suppressed;     /* batch: comments of articles with too few (min_comments) */
    int64_t repaired;       /* records whose text was put right; they are counted above too */
    int64_t dropped_fields; /* optional fields that could not be read */
    char commonest_rejection[200]; /* the reason that most were rejected for; "" for none */
    int64_t articles;              /* published */
    char run_id[64];               /* batch only, else "" */
} tenor_summary;

/** Defaults: all heads, JSON, all threads. */
TENOR_API void tenor_score_options_init(tenor_score_options *options);

/**
 * Label each comment of the inputs: one JSON line each to `out` (docs/schema/score.schema.json), in
 * input order, flushed. TENOR_ERR_INPUT, too, if records came and none could be read. summary may
 * be NULL; it is filled after a failure too, with what was counted until then.
 */
TENOR_API int tenor_score_run(const tenor_score_options *options, FILE *out, tenor_summary *summary,
                              tenor_error *err);

typedef struct {
    const char *const *paths; /* not read if there is a text */
    size_t n_paths;
    const char *models_dir;
    tenor_reader_options reader; /* on_rejected hears of every rejection */
    tenor_str text;              /* one comment instead of the paths; absent for none */
    tenor_str parent_text;       /* of that comment; absent for none */
    const char *target;          /* for comments without a target; NULL for none */
    const char *target_aliases;  /* "A,B": other names of that target; NULL for none */
    const char *head;            /* this head only; NULL for all that have a linear model */
    bool json;                   /* lines of docs/schema/explain.schema.json, not tables */
    int top;                     /* list the N largest weights of a label; 0 = all */
    int width;                   /* columns of the tables, 40..200 (default 80) */
    bool color;                  /* of the tables */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_explain_options;

/** Defaults: all linear heads, all weights, tables of 80 columns without color. */
TENOR_API void tenor_explain_options_init(tenor_explain_options *options);

/**
 * Say of each comment which of its words and n-grams moved its labels: for each head the pieces
 * of the text in their order, with what each adds toward the label, family by family of features,
 * the dense block and the bias. Together they are the decision values (docs/models.md). summary may
 * be NULL; it says what became of the records, after a failure too.
 */
TENOR_API int tenor_explain_run(const tenor_explain_options *options, FILE *out,
                                tenor_summary *summary, tenor_error *err);

typedef struct {
    const char *const *paths;
    size_t n_paths;
    tenor_reader_options reader;
    tenor_progress_fn progress;
    void *progress_user;
} tenor_convert_options;

/** Defaults of the reader; nothing else. */
TENOR_API void tenor_convert_options_init(tenor_convert_options *options);

/**
 * Write the comments of the inputs to `out` as canonical NDJSON, in input order, flushed.
 * TENOR_ERR_INPUT, too, if records came and none could be read. summary may be NULL; it has what
 * became of the records, after a failure too.
 */
TENOR_API int tenor_convert_run(const tenor_convert_options *options, FILE *out,
                                tenor_summary *summary, tenor_error *err);

typedef struct {
    const char *const *paths;
    size_t n_paths;
    const char *models_dir;
    const char *output_dir;
    tenor_reader_options reader; /* on_rejected is called besides rejected.ndjson; not labelled */
    const char *target;          /* for articles without a target; NULL for none */
    const char *target_aliases;  /* "A,B": other names of that target; NULL for none */
    bool comments;               /* write comments.ndjson */
    int keep;                    /* runs that stay, at least 1 (default 2) */
    bool allow_empty;     /* publish a run without comments; else it fails with TENOR_ERR_INPUT */
    int64_t max_rejected; /* more rejected records fail the run; -1 (default): any number */
    double max_rejected_share; /* of the records received, 0..1 (default 1); more fail the run */
    unsigned file_mode; /* of what is published, as chmod(2), folders searchable where readable;
                           0 (default): as the umask has it */
    int min_comments; /* an article with fewer distinct comments is left out of every file; 0: none
                       */
    int threads;      /* 0 = all */
    size_t memory_bytes; /* about what the run may take; 0: a quarter of the machine's. Beyond it
                            records go to temporary files in the output directory */
    const char *append;  /* folder of the store that keeps the records of all nights; NULL: none */
    bool rescore;        /* append: score what is stored again if it was scored by other models */
    const char *author_key_file; /* NULL: a random key for this run, or that of the store */
    int terms;                   /* distinctive words a list, 0..100 (default 10); 0: none */
    bool excerpts; /* examples and comments.ndjson, which is then written, show how texts begin */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_batch_options;

/** Defaults as named above; nothing is kept between nights, nothing excerpted. */
TENOR_API void tenor_batch_options_init(tenor_batch_options *options);

/**
 * Read, score, aggregate and publish: OUTPUT_DIR/runs/RUN_ID is written and
 * OUTPUT_DIR/current is replaced by rename. On failure nothing is
 * published and the partial run is removed. A run without comments is one, unless allow_empty; with
 * `append` only if the store has none either, or if records came and all were rejected.
 * TENOR_ERR_LOCKED if another run, in this process or
 * another one, works on the folder or the store. summary may be NULL; after a failure it has what
 * was counted until then, perhaps nothing.
 */
TENOR_API int tenor_batch_run(const tenor_batch_options *options, tenor_summary *summary,
                              tenor_error *err);

/*
 * A batch in parts, on many machines: maps make partial results of some of the comments each, a
 * reduce makes a results directory of all of them. docs/cluster.md has the contract.
 */
typedef struct {
    tenor_batch_options
        batch;         /* paths, models_dir, reader, target, threads, memory_bytes, progress;
                          author_key_file is needed; output_dir NULL: lines to `out` */
    const char *shard; /* name of this map's results; NULL: made from the inputs' digests */
    int parts;         /* files that articles are dealt to, 1..4096; 0: one */
} tenor_map_options;

/** Those of tenor_batch_options_init(), one part. */
TENOR_API void tenor_map_options_init(tenor_map_options *options);

/**
 * Label comments and write partial results: to OUTPUT_DIR/SHARD, which appears whole, or as lines
 * to `out` (not read with an output_dir; may be NULL then). The same inputs give the same bytes.
 * *summary (may be NULL) has what became of the records as far as a map knows.
 */
TENOR_API int tenor_map_run(const tenor_map_options *options, FILE *out, tenor_summary *summary,
                            tenor_error *err);

typedef struct {
    tenor_batch_options batch; /* paths are maps' folders, or files with their lines, "-" for
                                  standard input; author_key_file is needed */
    int shards;                /* that must be there; 0: those that are */
    const char *expect; /* file with the names of the shards that must be there; NULL: as above */
    int part;           /* 1..parts: only this part, to OUTPUT_DIR/reduced-PART; 0: publish */
    int parts;          /* that articles were dealt to; read only with `part` */
} tenor_reduce_options;

/** Those of tenor_batch_options_init(), all shards that are there. */
TENOR_API void tenor_reduce_options_init(tenor_reduce_options *options);

/**
 * Merge partial results and publish them, as tenor_batch_run does: the same comments give the same
 * bytes. A shard that comes twice counts once. TENOR_ERR_INPUT names what is missing, damaged, or
 * was made with other models, another author key or another target; nothing is published then.
 * summary may be NULL.
 */
TENOR_API int tenor_reduce_run(const tenor_reduce_options *options, tenor_summary *summary,
                               tenor_error *err);

typedef struct {
    const char *const *paths;
    size_t n_paths;
    tenor_reader_options reader;
    int64_t n;              /* draw so many of all comments; 0: by article */
    int64_t per_article;    /* draw so many of each article; 0: of all */
    const char *article;    /* id: draw from this one alone; NULL: from all */
    bool uncertain;         /* those whose labels are the least probable, not at random */
    const char *models_dir; /* with uncertain */
    const char *head;       /* with uncertain; NULL: sentiment */
    const char *target;     /* for articles without a target; NULL for none */
    bool ndjson;            /* not CSV */
    uint32_t seed;          /* default 1 */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_sample_options;

typedef struct {
    tenor_summary records; /* what became of them: received, rejected, left out, put right */
    int64_t population;    /* comments that could be drawn; where not all are, copies count too */
    int64_t drawn;
} tenor_sample_summary;

/** Defaults: CSV, at random; n or per_article must be set. */
TENOR_API void tenor_sample_options_init(tenor_sample_options *options);

/**
 * Draw comments to label and write them to `out`, flushed (docs/labelling.md has the columns).
 * Every comment that is not deleted and has a text is as likely as any other, and stands there
 * once. A random sample depends on the comments and the seed alone, not on their order, and each
 * beginning of it is one too. Memory grows with the sample; but of inputs that cannot be read twice
 * all texts are kept, for replies to them. summary may be NULL.
 */
TENOR_API int tenor_sample_run(const tenor_sample_options *options, FILE *out,
                               tenor_sample_summary *summary, tenor_error *err);

typedef struct {
    const char *path;    /* what tenor_sample_run() wrote; it is replaced after every key */
    const char *head;    /* "sentiment" (default), "stance": rows with a target, "reply": rows with
                            their parent's text */
    int repeats_percent; /* so many of the labelled rows are asked for again, 0..100 (default 10) */
    bool color;
    /* Both must be set. Columns of the terminal, asked for each page; and show a page (lines of
       harmless UTF-8) and wait for a key: its byte, 0: quit, negative: fail with
       TENOR_ERR_CANCELLED. A key that means nothing shows the page again. */
    int (*columns)(void *user);
    int (*ask)(void *user, const char *page);
    void *user;
} tenor_label_options;

typedef struct {
    int64_t rows;     /* that have what the head needs */
    int64_t labelled; /* of them */
    int64_t repeated; /* of these, a second time */
    int64_t agreed;   /* of these, with the same label */
    double kappa;     /* of first and second labels (Cohen 1960), -1..1; NaN where undefined */
} tenor_label_summary;

/** Defaults as named above; path, columns and ask must be set. */
TENOR_API void tenor_label_options_init(tenor_label_options *options);

/**
 * Ask for the label of one comment after another, from where the last run stopped; the label goes
 * into the column of the head's name, that of a repeat into `HEAD_again`. *summary is of the whole
 * file. TENOR_ERR_INPUT for a file of which a row cannot be read: writing it would lose the row.
 */
TENOR_API int tenor_label_run(const tenor_label_options *options, tenor_label_summary *summary,
                              tenor_error *err);

typedef struct {
    const char *const *paths; /* labelled rows */
    size_t n_paths;
    const char *output_dir; /* the model folder to write */
    const char *task;       /* "sentiment", "stance", "reply" */
    const char *lexicons;   /* "A,B": files of word TAB valence lines, NULL for none */
    const char *vectors;    /* file of word vectors, NULL for none */
    const char *supporting; /* "A,B": files to learn from that count in no figure, NULL for none */
    const char *weights;    /* "FILE=W,…": factors on the rows of these files; NULL: all are 1 */
    const char *shared;     /* "A,B": stance: files whose targets get no part of their own; NULL */
    int max_rows_of_file;   /* one with more rows weighs as much as so many (default 12,000); 0: as
                               many as it has */
    bool leave_files_out;   /* each file of paths is judged by what the others taught */
    const char *splits;     /* "a,b": only rows whose `split` is one of these; NULL for all */
    const char *target;     /* stance: tenor_train_target_run's; not for tenor_train_run */
    const char *target_aliases; /* with target: "A,B", other names of it */
    const char *base;           /* with target: folder of the stance model it is added to */
    const char *solver;         /* "auto", "libsvm", "liblinear" */
    const char *name;           /* model name; NULL: the folder's */
    double C;                   /* cost; 0: chosen by cross-validation */
    int folds;                  /* cross-validation folds (default 5) */
    int min_document_count;     /* a feature must stand in at least so many rows (default 3) */
    int max_features;           /* the entries with the most weight stay; 0: all */
    int threads;                /* processes that train at once; 0 = all */
    uint32_t seed;
    /* told what is odd about the data, one line each; NULL: nobody */
    void (*on_notice)(void *user, const char *line);
    void *notice_user;
    tenor_progress_fn progress;
    void *progress_user;
} tenor_train_options;

/** Defaults as named above; paths, task and output_dir must be set. */
TENOR_API void tenor_train_options_init(tenor_train_options *options);

/**
 * Train a model and write its folder. The same data and options give the same bytes. Forks; for a
 * program's only thread. TENOR_ERR_INPUT: too few rows, or of one class only.
 */
TENOR_API int tenor_train_run(const tenor_train_options *options, tenor_error *err);

#define TENOR_MAX_LABEL_BYTES 31

#define TENOR_RELIABILITY_BINS  15
#define TENOR_LEARNING_POINTS   5
#define TENOR_EXCERPT_BYTES     160 /* of a mistake's text */
#define TENOR_MAX_MISTAKE_PAIRS (TENOR_MAX_CLASSES * (TENOR_MAX_CLASSES - 1))

/*
 * Bootstrap percentile interval of 90 %: quantiles 0.05 and 0.95 of the figure over 1,000
 * resamples of the rows, drawn with replacement (Efron & Tibshirani 1993, chapter 13). In the
 * figure's unit. NaN where the figure is undefined; one row gives the figure itself.
 */
typedef struct {
    double low, high;
} tenor_interval;

/* Scored rows by the probability of their label (DeGroot & Fienberg 1983); rows weigh alike. */
typedef struct {
    double from, to;   /* probability, 0..1: from <= p < to; the last bin holds 1 as well */
    int64_t n_rows;    /* scored rows in the bin */
    double confidence; /* their mean probability, 0..1; NaN without rows */
    double accuracy;   /* share of them that is labelled rightly, 0..1; NaN without rows */
} tenor_reliability_bin;

/* Cross-validation with a part of each fold's training rows. */
typedef struct {
    double share;    /* of the training rows, 0..1 */
    int64_t n_rows;  /* rows a fold was trained on, mean over the folds, rounded */
    double macro_f1; /* 0..1 */
} tenor_learning_point;

/* The evaluated model against another one, on the same rows (McNemar 1947). */
typedef struct {
    bool present;
    int64_t n_only_this;  /* b: rows that only the evaluated model labels rightly */
    int64_t n_only_other; /* c: rows that only the other one labels rightly */
    bool exact;           /* b + c < 26: binomial; else chi-square */
    double chi_square;    /* (|b - c| - 1)^2 / (b + c) (Edwards 1948), >= 0; NaN where exact */
    double p_value;       /* two-sided, 0..1; 1 if b + c = 0 */
    double other_macro_f1;
    double macro_f1_difference;                  /* this minus the other, -1..1 */
    tenor_interval macro_f1_difference_interval; /* both models on the same resamples */
} tenor_comparison;

/* A scored row with a wrong label. Strings belong to the evaluation. */
typedef struct {
    const char *input;            /* name of the file, terminated */
    int64_t line_no;              /* 1-based, in it */
    tenor_str id;                 /* the row's, else its line */
    int truth, prediction;        /* class indices */
    double p_truth, p_prediction; /* posteriors, 0..1 */
    tenor_str text; /* valid UTF-8, at most TENOR_EXCERPT_BYTES, cut between code points */
    bool text_is_cut;
} tenor_mistake;

/* Scored rows of one class that were given another one. */
typedef struct {
    int truth, prediction; /* class indices */
    int64_t n_rows;        /* at least 1 */
} tenor_mistake_pair;

/*
 * Figures of a labelled set, shares 0..1. Undefined figures are NaN. Row = truth, column =
 * prediction. Release with tenor_evaluation_free().
 */
typedef struct {
    int head;
    int n_classes;
    char class_name[TENOR_MAX_CLASSES][TENOR_MAX_LABEL_BYTES + 1];
    int64_t confusion[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES];
    int64_t n_rows;    /* rows with a label of the head */
    int64_t abstained; /* of these, unscored: counted as the middle class (or, with two classes, as
                          wrong) */
    int64_t skipped;   /* rows without a usable label */
    int64_t uncertain; /* labelled rows that were not drawn at random (of tenor_sample_run, or by
                          people on a report's page): they stand for no share, and are left out;
                          with folds, learnt from but not judged */
    double precision[TENOR_MAX_CLASSES];
    double recall[TENOR_MAX_CLASSES];
    double f1[TENOR_MAX_CLASSES];
    double macro_f1;
    double macro_recall;
    double f1_outer; /* mean F1 of the first and last class */
    double accuracy;
    double kappa; /* Cohen 1960: agreement beyond chance, -1..1; NaN without rows */
    double ece;   /* expected calibration error, 15 bins of confidence, classes weighted to the
                     decision prior */
    tenor_interval macro_f1_interval;
    tenor_interval macro_recall_interval;
    tenor_interval f1_outer_interval;
    tenor_interval accuracy_interval;
    tenor_interval kappa_interval;
    tenor_reliability_bin reliability[TENOR_RELIABILITY_BINS];
    tenor_comparison against;
    tenor_learning_point learning_curve[TENOR_LEARNING_POINTS];
    int n_learning_points;                                    /* 0: no learning curve */
    tenor_mistake_pair mistake_pair[TENOR_MAX_MISTAKE_PAIRS]; /* the most frequent first */
    int n_mistake_pairs;
    tenor_mistake *mistake; /* the worst first: p_prediction - p_truth, then the rows' order */
    size_t n_mistakes;      /* as many as asked for, or as there are */
    bool lists_mistakes;    /* they were asked for */
    char *text;             /* holds the mistakes' strings */
} tenor_evaluation;

typedef struct {
    const char *const *paths;
    size_t n_paths;
    const char *models_dir; /* evaluated model; not used with folds */
    const char *against; /* another models folder to compare with; NULL for none, not with folds */
    const char *head;    /* NULL: the only head that fits the labels */
    const char *labels;  /* restrict to these classes; NULL for all */
    const char *splits;  /* only rows whose `split` is one of these; NULL for all */
    int folds;           /* 0: evaluate the model; K: cross-validate training with `train` */
    bool learning_curve; /* with folds: also with 10, 20, 40 and 70 % of the training rows */
    int n_mistakes;      /* so many of the worst mistakes are listed; 0: none */
    tenor_train_options train; /* its seed is the bootstrap's as well */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_evaluate_options;

/** Defaults: the model as it is, no comparison, no list of mistakes. */
TENOR_API void tenor_evaluate_options_init(tenor_evaluate_options *options);

/**
 * Measure a model, or training itself (folds), on labelled rows. Fills *out, which the caller
 * releases; after a failure it holds nothing and may be released too. With folds it forks: for a
 * program's only thread.
 */
TENOR_API int tenor_evaluate_run(const tenor_evaluate_options *options, tenor_evaluation *out,
                                 tenor_error *err);

/** Release what it points to, and empty it. NULL is fine. */
TENOR_API void tenor_evaluation_free(tenor_evaluation *evaluation);

/* How an evaluation is written; bits. */
enum tenor_evaluation_style {
    TENOR_EVALUATION_TABLE = 0,
    TENOR_EVALUATION_JSON = 1,       /* docs/schema/evaluation.schema.json */
    TENOR_EVALUATION_RELIABILITY = 2 /* tables: the reliability bins too (JSON always has them) */
};

/* Figures of a way to label a target's rows, 0..1, with bootstrap intervals. */
typedef struct {
    double accuracy;
    tenor_interval accuracy_interval;
    double macro_recall;
    tenor_interval macro_recall_interval;
} tenor_target_figures;

/* What a target's rows teach, cross-validated on them: nobody should take a majority that was
 * learnt for a stance that was. */
typedef struct {
    int64_t n_rows;
    int n_folds;
    bool stacked; /* words of the rows' own were worth learning; else class shares alone */
    tenor_target_figures model;    /* the model as it was */
    tenor_target_figures majority; /* the most frequent class of the other folds */
    tenor_target_figures result;   /* what was written */
} tenor_target_report;

/**
 * Add a target of one's own to a stance model, or adapt one that it knows: options->target, with at
 * least 10 labelled rows (rows without a `target` are its; of another one an error), on top of what
 * the model in options->base knows. Writes a model folder that has both. Fails with
 * TENOR_ERR_INPUT if the rows are too few. Forks; for a program's only thread.
 */
TENOR_API int tenor_train_target_run(const tenor_train_options *options, tenor_target_report *out,
                                     tenor_error *err);

/** Write an evaluation as tables for a terminal or one JSON document; style: bits of the above. */
TENOR_API int tenor_evaluation_write(FILE *out, const tenor_evaluation *evaluation, unsigned style,
                                     tenor_error *err);

/* A head needs as many labels for a calibration of its own. */
#define TENOR_CALIBRATION_MIN_LABELS 30

typedef struct {
    const char *labels; /* "A,B": files of labelled comments of the site, as tenor evaluate reads */
    const char *const *paths; /* comments of the site without labels; none is fine */
    size_t n_paths;
    const char *models_dir;      /* models that are not yet calibrated for a site */
    const char *output_dir;      /* models folder to make; must not be there */
    tenor_reader_options reader; /* of the comments without labels */
    uint32_t seed;               /* of resamples and folds (default 1) */
    tenor_progress_fn progress;
    void *progress_user;
} tenor_calibrate_options;

/* A class's share of the site's comments, 0..1, with an interval of 90 %. */
typedef struct {
    double share;
    tenor_interval interval;
} tenor_site_share;

/*
 * What the labels say of a head, and what was made of them. Only comments that the model scores
 * count. Figures are set where it was calibrated, NaN where they are undefined.
 */
typedef struct {
    bool present; /* there is a model of the head; else nothing is set */
    int n_classes;
    char class_name[TENOR_MAX_CLASSES][TENOR_MAX_LABEL_BYTES + 1];
    int64_t n_labels, n_unscored; /* labelled comments, and those that the model does not score */
    bool calibrated;              /* false: fewer than TENOR_CALIBRATION_MIN_LABELS, it is a copy */
    bool labels_alone; /* its scores do not go with the labels: posteriors are near their shares */
    double slope, bias[TENOR_MAX_CLASSES]; /* p is proportional to p_model^slope exp(bias) */
    /* the model as it was, on the labels */
    double accuracy, kappa, macro_recall;
    tenor_interval accuracy_interval, kappa_interval, macro_recall_interval;
    double log_loss;            /* natural logarithms; the model as it was */
    double log_loss_calibrated; /* cross-validated in 5 folds */
    double log_loss_shares;     /* of the other folds' class shares alone, likewise */
    int64_t n_population;       /* comments without labels that the model scores */
    double lambda;              /* what the posteriors count beside the labels, 0..1 */
    tenor_site_share by_labels[TENOR_MAX_CLASSES]; /* Wilson's interval */
    double by_models[TENOR_MAX_CLASSES]; /* mean posterior: of the population, else the labelled */
    tenor_site_share by_both[TENOR_MAX_CLASSES]; /* NaN without a population */
} tenor_head_calibration;

typedef struct {
    tenor_head_calibration head[TENOR_N_HEADS];
} tenor_calibration;

/** Defaults as named above; labels, models_dir and output_dir must be set. */
TENOR_API void tenor_calibrate_options_init(tenor_calibrate_options *options);

/**
 * Calibrate models for a site with some hundred labelled comments of it (docs/models.md): writes a
 * folder of copies with other calibrators, which appears whole or not at all. The same files and
 * seed give the same bytes. Fails with TENOR_ERR_INPUT if no head has enough labels.
 */
TENOR_API int tenor_calibrate_run(const tenor_calibrate_options *options, tenor_calibration *out,
                                  tenor_error *err);

/** Write what was found, a table for each head. */
TENOR_API int tenor_calibration_write(FILE *out, const tenor_calibration *calibration,
                                      tenor_error *err);

/**
 * Say whether a model folder, a folder of models or a results directory is valid, and why not.
 * Writes a description to `out`. 0 = valid; a negative code with the reason in
 * *err otherwise.
 */
TENOR_API int tenor_inspect(const char *path, FILE *out, tenor_error *err);

typedef struct {
    const char *before_dir, *after_dir; /* results directories, or runs in them; with `at` the
                                           second is not looked at */
    const char *at; /* compare the comments of before_dir, of a run that wrote comments.ndjson,
                       before this time with those from then on: RFC 3339, or a date (midnight UTC);
                       NULL: compare two nights */
    const char *article, *section, *target; /* with `at`: only these articles, by id or name;
                                               "(none)": without a section; NULL: all */
    double false_discovery_rate;            /* of all comparisons together, 0..1 (default 0.05) */
    double psi; /* population stability index from which shares have drifted (default 0.25) */
    bool json;  /* docs/schema/comparison.schema.json, with `at` change.schema.json, not a table */
    bool all;   /* of a table: sections that did not drift too */
} tenor_compare_options;

/** Defaults as named above. */
TENOR_API void tenor_compare_options_init(tenor_compare_options *options);

/**
 * Compare two nights' results over their articles, or what was said before and after a moment
 * (docs/statistics.md, "Two nights" and "Before and after a moment"), and write what was found to
 * `out`, the verdict last. *drifted: false too where there is too little to tell.
 * TENOR_ERR_ARGUMENT: `at` is no time, or no article is like that.
 */
TENOR_API int tenor_compare(const tenor_compare_options *options, FILE *out, bool *drifted,
                            tenor_error *err);

typedef struct {
    const char *results_dir; /* DIR of a batch, or one run in it */
    const char *article;     /* id of one article, in text and csv; NULL for the table of all */
    const char *section;     /* only its articles, under its figures; "(none)": those without one;
                                NULL: all, and a table of sections */
    int width;               /* columns of the terminal, at least 40 (default 80) */
    bool color;
    int top;            /* rows of the table, 0 = all */
    const char *sort;   /* column of articles.json; NULL = "comments" */
    bool ascending;     /* small numbers first, not large ones; text is always as in a dictionary */
    const char *filter; /* only articles with this in title, id, section or target; NULL: all */
    const char *since;  /* only articles published then or later, "2026-11-22"; and, in text,
                           markdown and email, the nights and weeks since; NULL: all, and none */
    const char *format; /* "text", "markdown", "html", "json", "csv" (RFC 4180: all articles, top
                           or not), "email" (a message without To); NULL = "text" */
    bool comments;      /* csv: a row a comment, of a run that wrote comments.ndjson */
    const char *against; /* html: results of the run before, to compare with; NULL: none */
    int pages;           /* html: articles with a page of their own, those with the most comments;
                            0 = all (default 500) */
} tenor_report_options;

/** Defaults as named above: text, all articles. */
TENOR_API void tenor_report_options_init(tenor_report_options *options);

/**
 * Show a run to people: the site and a table of its articles, or one article. Reads one whole run,
 * though a batch may publish meanwhile. TENOR_ERR_ARGUMENT: no such article, column, date or
 * format; TENOR_ERR_INPUT: documents that are none.
 */
TENOR_API int tenor_report(const tenor_report_options *options, FILE *out, tenor_error *err);

#ifdef __cplusplus
}
#endif
#endif
