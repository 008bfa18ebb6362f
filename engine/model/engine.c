/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.c - loading model folders
 */
#include "model/engine.h"
#include "model/svm_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_MODEL_JSON_BYTES ((size_t)16 << 20)

static int map_table(tn_model *m, tenor_error *err)
{
    const tn_model_file *file = &m->file[TN_FILE_FOLDED];
    char *path = tn_path_join(m->dir, file->name);
    int rc = path ? tn_map_open(&m->map, path, err) : tn_no_memory(err);

    if (rc < 0)
        goto done;
    if (m->map.bytes != (size_t)file->bytes ||
        tn_digest_compare(tn_digest_of(m->map.data, m->map.bytes), file->digest)) {
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s' is damaged: its digest is not model.json's", path);
        goto done;
    }
    rc = tn_folded_open(&m->folded, m->map.data, m->map.bytes, err);
    if (rc == 0 && m->folded.header->n_pairs != (uint32_t)tn_n_pairs(m->description.n_classes))
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s' does not fit model.json", path);
done:
    free(path);
    return rc;
}

int tn_model_load(tn_model **out, const char *dir, tenor_error *err)
{
    tn_model *m = tn_alloc(1, sizeof(*m));
    char *path = tn_path_join(dir, "model.json");
    tn_buf text = { 0 };
    int rc;

    *out = NULL;
    if (m && pthread_mutex_init(&m->lock, NULL) != 0) {
        free(m);
        m = NULL;
    }
    if (m)
        m->dir = tn_strndup(dir, strlen(dir));
    if (!m || !m->dir || !path) {
        rc = tn_no_memory(err);
        goto done;
    }
    rc = tn_file_read(&text, path, MAX_MODEL_JSON_BYTES, err);
    if (rc < 0)
        goto done;
    tn_digest_hex(tn_digest_of(text.data, text.bytes), m->digest);
    rc = tn_model_json_read(&m->description, m->file, text.data ? text.data : "", text.bytes, dir,
                            err);
    if (rc < 0 || (rc = map_table(m, err)) < 0)
        goto done;
    *out = m;
    m = NULL;
done:
    tn_model_free(m);
    tn_buf_free(&text);
    free(path);
    return rc;
}

void tn_model_free(tn_model *m)
{
    if (!m)
        return;
    if (m->vocabulary) {
        tn_vocabulary_free(m->vocabulary);
        free(m->vocabulary);
    }
    pthread_mutex_destroy(&m->lock);
    tn_map_close(&m->map);
    tn_model_description_free(&m->description);
    free(m->dir);
    free(m);
}

int tn_model_domain(const tn_model *model, const tn_target *target)
{
    int domain = TN_SHARED;

    for (size_t i = 0; i < target->n_names && domain < 0; i++) {
        const tn_buf *form = &target->name[i].form;

        domain =
            tn_domains_find(&model->description.domains, (tenor_str){ form->data, form->bytes });
    }
    return domain;
}

static int load_vocabulary(tn_model *m, tenor_error *err)
{
    tn_vocabulary *v = tn_alloc(1, sizeof(*v));
    tn_buf text = { 0 };
    int rc;

    if (!v)
        return tn_no_memory(err);
    if ((rc = tn_model_file_read(&text, m->dir, &m->file[TN_FILE_VOCABULARY], err)) < 0 ||
        (rc = tn_vocabulary_parse(v, text.data, text.bytes, m->description.domains.n, err)) < 0)
        goto done;
    if (v->n_entries != m->description.n_entries) {
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s': the vocabulary has %zu entries, model.json %zu",
                     m->dir, v->n_entries, m->description.n_entries);
        goto done;
    }
    m->vocabulary = v;
done:
    tn_buf_free(&text);
    if (rc < 0) {
        tn_vocabulary_free(v);
        free(v);
    }
    return rc;
}

int tn_model_vocabulary(tn_model *model, const tn_vocabulary **out, tenor_error *err)
{
    int rc = 0;

    if (pthread_mutex_lock(&model->lock) != 0)
        return tn_fail(err, TENOR_ERR_INTERNAL, "a lock failed");
    if (!model->vocabulary)
        rc = load_vocabulary(model, err);
    *out = model->vocabulary;
    if (pthread_mutex_unlock(&model->lock) != 0 && rc == 0)
        rc = tn_fail(err, TENOR_ERR_INTERNAL, "a lock failed");
    return rc;
}

int tn_model_weights(const tn_model *m, double **out, double *rho, tenor_error *err)
{
    const tn_model_description *d = &m->description;
    tn_buf text = { 0 };
    double *weight = tn_alloc((size_t)tn_n_pairs(d->n_classes), d->n_features * sizeof(*weight));
    int rc;

    if (!weight)
        return tn_no_memory(err);
    if ((rc = tn_model_file_read(&text, m->dir, &m->file[TN_FILE_SVM], err)) < 0 ||
        (rc = tn_svm_parse(text.data, text.bytes, d->n_features, d->n_classes, weight, rho, err)) <
            0)
        goto done;
    *out = weight;
    weight = NULL;
done:
    tn_buf_free(&text);
    free(weight);
    return rc;
}

/* --------------------------------------------------------------- engines */

/* 1 = there is a model in the folder, 0 = there is none */
static int has_model(const char *dir, tenor_error *err)
{
    char *path = tn_path_join(dir, "model.json");
    int rc = path ? access(path, F_OK) == 0 : tn_no_memory(err);

    free(path);
    return rc;
}

/* A model while it is loaded. */
typedef struct {
    char *dir;
    tn_model *model;
    pthread_t thread;
    bool has_thread;
    int rc;
    tenor_error err;
} loading;

#define MAX_LOADED (TENOR_N_HEADS + 1) /* of more, two are of one head for sure */

static void *load_one(void *pointer)
{
    loading *l = pointer;

    l->rc = tn_model_load(&l->model, l->dir, &l->err);
    return NULL;
}

/* side by side: a large model takes milliseconds, which is most of what scoring one comment takes
 */
static void load_all(loading *l, size_t n)
{
    for (size_t i = 0; i < n; i++) { /* the last one, and what no thread is had for, in this one */
        l[i].has_thread = i + 1 < n && pthread_create(&l[i].thread, NULL, load_one, &l[i]) == 0;
        if (!l[i].has_thread)
            load_one(&l[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (l[i].has_thread)
            pthread_join(l[i].thread, NULL); /* fails only for a thread that is none of ours */
}

static int add_model(tenor_engine *engine, loading *l, tenor_error *err)
{
    tn_model **head;

    if (l->rc < 0) {
        if (err)
            *err = l->err;
        return l->rc;
    }
    head = &engine->head[l->model->description.head];
    if (*head) {
        return tn_fail(err, TENOR_ERR_MODEL, "'%s' and '%s' are both models of the %s head",
                       (*head)->dir, l->dir, tenor_head_name(l->model->description.head));
    }
    *head = l->model;
    l->model = NULL;
    return 0;
}

/* the folders of a directory that have models, at most MAX_LOADED */
static int find_folders(loading *l, size_t *n, const char *models_dir, tenor_error *err)
{
    DIR *dir = opendir(models_dir);
    struct dirent *entry;
    int rc = 0;

    if (!dir) {
        return tn_fail(err, TENOR_ERR_MODEL, "cannot open models folder '%s': %s", models_dir,
                       strerror(errno));
    }
    while (rc >= 0 && *n < MAX_LOADED && (errno = 0, entry = readdir(dir)) != NULL) {
        char *path = entry->d_name[0] == '.' ? NULL : tn_path_join(models_dir, entry->d_name);

        if (!path && entry->d_name[0] != '.')
            rc = tn_no_memory(err);
        else if (path)
            rc = has_model(path, err);
        if (path && rc > 0)
            l[(*n)++].dir = path;
        else
            free(path);
    }
    if (rc >= 0 && errno) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot read models folder '%s': %s", models_dir,
                     strerror(errno));
    }
    closedir(dir);
    return rc < 0 ? rc : 0;
}

int tn_has_models(const char *dir, tenor_error *err)
{
    loading l[MAX_LOADED] = { { 0 } };
    size_t n = 0;
    int rc = has_model(dir, err);

    if (rc == 0)
        rc = find_folders(l, &n, dir, err);
    for (size_t i = 0; i < n; i++)
        free(l[i].dir);
    return rc == 0 ? n > 0 : rc;
}

static int add_models(tenor_engine *engine, const char *models_dir, tenor_error *err)
{
    loading l[MAX_LOADED] = { { 0 } };
    size_t n = 0;
    int rc = has_model(models_dir, err);

    if (rc > 0) {
        l[n].dir = tn_strndup(models_dir, strlen(models_dir));
        rc = l[n++].dir ? 0 : tn_no_memory(err);
    } else if (rc == 0) {
        rc = find_folders(l, &n, models_dir, err);
    }
    if (rc == 0)
        load_all(l, n);
    for (size_t i = 0; i < n; i++) {
        rc = rc == 0 ? add_model(engine, &l[i], err) : rc;
        tn_model_free(l[i].model);
        free(l[i].dir);
    }
    return rc;
}

int tenor_engine_load(tenor_engine **out, const char *models_dir, tenor_error *err)
{
    tenor_engine *engine = tn_alloc(1, sizeof(*engine));
    const tn_folded *table[TENOR_N_HEADS];
    int n_models = 0, rc;

    *out = NULL;
    if (!engine)
        return tn_no_memory(err);
    rc = add_models(engine, models_dir, err);
    if (rc < 0)
        goto done;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tn_model *model = engine->head[head];

        n_models += model != NULL;
        table[head] = model ? &model->folded : NULL;
    }
    if (n_models == 0) {
        rc = tn_fail(err, TENOR_ERR_MODEL, "no model in '%s' (no folder with a model.json)",
                     models_dir);
        goto done;
    }
    if ((rc = tn_lookup_init(&engine->lookup, table, err)) < 0)
        goto done;
    *out = engine;
    engine = NULL;
done:
    tenor_engine_free(engine);
    return rc;
}

void tenor_engine_free(tenor_engine *engine)
{
    if (engine) {
        for (int head = 0; head < TENOR_N_HEADS; head++)
            tn_model_free(engine->head[head]);
        tn_lookup_free(&engine->lookup);
        free(engine);
    }
}

int tenor_engine_n_classes(const tenor_engine *engine, int head)
{
    return head >= 0 && head < TENOR_N_HEADS && engine->head[head]
               ? engine->head[head]->description.n_classes
               : 0;
}

const char *tenor_engine_class_name(const tenor_engine *engine, int head, int class_index)
{
    return class_index >= 0 && class_index < tenor_engine_n_classes(engine, head)
               ? engine->head[head]->description.class_name[class_index]
               : NULL;
}

const double *tn_engine_decision_prior(const tenor_engine *engine, int head, int part)
{
    const tn_model_description *d = head >= 0 && head < TENOR_N_HEADS && engine->head[head]
                                        ? &engine->head[head]->description
                                        : NULL;

    if (!d || part >= (int)d->domains.n)
        return NULL;
    return tn_calibrator_of(d, part)->prior;
}

const double *tn_engine_site_error(const tenor_engine *engine, int head)
{
    const tn_model *m = engine->head[head];

    return m && m->description.site.n_labels > 0 ? m->description.site.error : NULL;
}

void tn_engine_model_metadata(const tenor_engine *engine, int head, tn_model_metadata *metadata)
{
    *metadata = (tn_model_metadata){ 0 };
    if (head >= 0 && head < TENOR_N_HEADS && engine->head[head]) {
        metadata->name = engine->head[head]->description.name;
        memcpy(metadata->digest, engine->head[head]->digest, sizeof(metadata->digest));
    }
}
