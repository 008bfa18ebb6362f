/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_train.c - what training starts from: weights of rows, files of auxiliary features, and the
 * solver
 */
#include "folder_helper.h"
#include "train/solver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- the solver */

#define N_ROWS     60
#define N_FEATURES 5
#define MAX_COPIES 4

typedef struct {
    tn_matrix matrix;
    int32_t row[N_ROWS * MAX_COPIES];
    double y[N_ROWS * MAX_COPIES], weight[N_ROWS * MAX_COPIES];
} problem;

static double noise(int row, int at)
{
    return (double)(tn_mix((uint64_t)row + 1, (uint64_t)at) >> 11) * 0x1p-52 - 1.0; /* -1..1 */
}

/* two classes that no plane keeps apart: 1 of rows that 3 does not divide, and -1 */
static double value_at(int row, int at)
{
    return noise(row, at) + (at >= 2 ? 0.0 : row % 3 ? 0.4 : -0.4);
}

static void add_row(problem *p, int row, double weight)
{
    size_t r = p->matrix.n_rows++;
    struct feature_node *x = p->matrix.nodes + p->matrix.n_nodes;
    double y = row % 3 ? 1.0 : -1.0;

    for (int k = 0; k < N_FEATURES; k++)
        *x++ = (struct feature_node){ k + 1, value_at(row, k) };
    *x = (struct feature_node){ -1, 0.0 };
    p->matrix.n_nodes += N_FEATURES + 1;
    p->matrix.start[r + 1] = p->matrix.n_nodes;
    p->row[r] = (int32_t)r;
    p->y[r] = y;
    p->weight[r] = weight;
}

static int copies_of(int row)
{
    return 1 + row * 7 % MAX_COPIES;
}

typedef double (*weighing)(int row);

static double by_copies(int row)
{
    return copies_of(row);
}

static double by_class(int row)
{
    return row % 3 ? 0.5 : 2.5;
}

/* the decision values of rows 0..N_ROWS-1, each of a weight (NULL: 1), or there several times */
static void decide(double *decision, tn_solver solver, weighing weight, bool replicated)
{
    problem *p = calloc(1, sizeof(*p));
    tn_binary_problem binary;
    double w[N_FEATURES], rho;

    assert_non_null(p);
    p->matrix.n_features = N_FEATURES;
    p->matrix.nodes =
        calloc((size_t)N_ROWS * MAX_COPIES * (N_FEATURES + 1), sizeof(*p->matrix.nodes));
    p->matrix.start = calloc((size_t)N_ROWS * MAX_COPIES + 1, sizeof(*p->matrix.start));
    assert_non_null(p->matrix.nodes);
    assert_non_null(p->matrix.start);
    for (int row = 0; row < N_ROWS; row++) /* the first copies first: decisions are theirs */
        add_row(p, row, weight ? weight(row) : 1.0);
    for (int row = 0; row < N_ROWS; row++)
        for (int copy = 1; replicated && copy < copies_of(row); copy++)
            add_row(p, row, 1.0);
    binary = (tn_binary_problem){ .matrix = &p->matrix,
                                  .row = p->row,
                                  .y = p->y,
                                  .weight = p->weight,
                                  .n_rows = p->matrix.n_rows,
                                  .C = 0.3,
                                  .solver = solver,
                                  .seed = 1 };
    assert_int_equal(tn_solve_binary(w, &rho, &binary, NULL), 0);
    for (size_t r = 0; r < N_ROWS; r++)
        decision[r] = tn_matrix_decision(&p->matrix, r, w, rho);
    tn_matrix_free(&p->matrix);
    free(p);
}

static double furthest(const double *a, const double *b)
{
    double most = 0.0;

    for (size_t r = 0; r < N_ROWS; r++)
        most = fmax(most, fabs(a[r] - b[r]));
    return most;
}

static void a_row_of_weight_three_is_three_rows(void **state)
{
    (void)state;
    double weighed[N_ROWS], replicated[N_ROWS], plain[N_ROWS];

    decide(weighed, TN_SOLVER_LIBLINEAR, by_copies, false);
    decide(replicated, TN_SOLVER_LIBLINEAR, NULL, true);
    decide(plain, TN_SOLVER_LIBLINEAR, NULL, false);
    /* each stops short of the optimum, by LIBLINEAR's tolerance; the weights' own part is 0.4 */
    assert_true(furthest(weighed, replicated) < 4e-2);
    assert_true(furthest(weighed, plain) > 0.3);
}

static void print_nothing(const char *text)
{
    (void)text;
}

/* LIBLINEAR's own squared hinge loss, which knows a cost for each class */
static void decide_by_liblinear(double *decision, weighing weight)
{
    struct feature_node node[N_ROWS][N_FEATURES + 2], *x[N_ROWS];
    double y[N_ROWS], factor[2] = { weight(1), weight(0) };
    int label[2] = { 1, -1 };
    struct problem p = { .l = N_ROWS, .n = N_FEATURES + 1, .y = y, .x = x, .bias = 1.0 };
    struct parameter parameter = { .solver_type = L2R_L2LOSS_SVC_DUAL,
                                   .eps = 0.1,
                                   .C = 0.3,
                                   .nr_weight = 2,
                                   .weight_label = label,
                                   .weight = factor };
    struct model *model;

    for (int row = 0; row < N_ROWS; row++) {
        y[row] = row % 3 ? 1.0 : -1.0;
        x[row] = node[row];
        for (int k = 0; k < N_FEATURES; k++)
            node[row][k] = (struct feature_node){ k + 1, value_at(row, k) };
        node[row][N_FEATURES] = (struct feature_node){ N_FEATURES + 1, 1.0 };
        node[row][N_FEATURES + 1] = (struct feature_node){ -1, 0.0 };
    }
    set_print_string_function(print_nothing);
    srand(1); /* NOLINT: as the solver has it */
    model = train(&p, &parameter);
    assert_non_null(model);
    for (int row = 0; row < N_ROWS; row++) {
        predict_values(model, x[row], &decision[row]);
        decision[row] *= model->label[0];
    }
    free_and_destroy_model(&model);
}

/* the same steps, so all that differs is rounding */
static void weights_of_classes_are_liblinears_costs(void **state)
{
    (void)state;
    double slack[N_ROWS], own[N_ROWS], plain[N_ROWS];

    decide(slack, TN_SOLVER_LIBLINEAR, by_class, false);
    decide(plain, TN_SOLVER_LIBLINEAR, NULL, false);
    decide_by_liblinear(own, by_class);
    assert_true(furthest(slack, own) < 1e-9);
    assert_true(furthest(slack, plain) > 0.3);
}

static void both_solvers_point_to_the_first_class(void **state)
{
    (void)state;
    static const tn_solver solvers[] = { TN_SOLVER_LIBSVM, TN_SOLVER_LIBLINEAR };

    for (size_t s = 0; s < 2; s++) {
        double decision[N_ROWS], mean[2] = { 0.0, 0.0 };

        decide(decision, solvers[s], NULL, false);
        for (int row = 0; row < N_ROWS; row++)
            mean[row % 3 == 0] += decision[row];
        assert_true(mean[0] / (N_ROWS - N_ROWS / 3) > mean[1] / (N_ROWS / 3) + 0.5);
    }
}

/* ------------------------------------------------------------------- auxiliary features */

static char *file_of_bytes(const char *name, const char *text, size_t bytes)
{
    char *path = path_of(name);
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, bytes, out), bytes);
    assert_int_equal(fclose(out), 0);
    return path;
}

static char *file_of(const char *name, const char *text)
{
    return file_of_bytes(name, text, strlen(text));
}

typedef int (*reading)(tn_aux *out, const char *path, tenor_error *err);

static int read_aux_file(tn_aux *out, reading read, const char *text, tenor_error *err)
{
    char *path = file_of("aux.txt", text);
    int rc = read(out, path, err);

    free(path);
    return rc;
}

/* value `dim` of a word, or NAN */
static double value_of(const tn_aux *aux, const char *word, int dim)
{
    tn_tokens tokens = { 0 };
    const float *value;
    double found;

    assert_int_equal(tn_tokenise(&tokens, word, strlen(word), NULL), 0);
    assert_int_equal(tokens.n_tokens, 1);
    value = tn_aux_find(aux, &tokens.token[0]);
    found = value ? (double)value[dim] : (double)NAN;
    tn_tokens_free(&tokens);
    return found;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

static void assert_refused(reading read, const char *text, const char *message)
{
    tn_aux aux;
    tenor_error err = { 0 };

    assert_int_equal(read_aux_file(&aux, read, text, &err), TENOR_ERR_INPUT);
    if (!strstr(err.message, message))
        fail_msg("'%s' does not say '%s'", err.message, message);
}

static void vectors_have_a_mean_length_of_one(void **state)
{
    (void)state;
    static const char *const headers[] = { "", "3 2\n" };

    for (size_t h = 0; h < 2; h++) {
        char text[128];
        tn_aux aux;

        snprintf(text, sizeof(text), "%s%s", headers[h],
                 "good 3 4\nGOOD 9 9\nbad -6 -8\r\n\nthe_end 1 1\nfine 4.5 6\n");
        assert_int_equal(read_aux_file(&aux, tn_aux_read_vectors, text, NULL), 0);
        assert_int_equal(aux.n_dims, 2);
        assert_string_equal(aux.name, "aux.txt");
        assert_int_equal(aux.words.n_entries, 3); /* the first of a word; "the_end" is none */
        assert_true(near(value_of(&aux, "good", 0), 0.4)); /* 5, 10 and 7.5 long */
        assert_true(near(value_of(&aux, "Bad", 1), -8.0 / 7.5));
        assert_true(near(value_of(&aux, "fine", 1), 0.8));
        assert_true(isnan(value_of(&aux, "unknown", 0)));
        tn_aux_free(&aux);
    }
}

static void a_bad_line_of_vectors_is_named(void **state)
{
    (void)state;
    assert_refused(tn_aux_read_vectors, "good 3 4\nbad 1\n", "aux.txt:2: not a word and as many");
    assert_refused(tn_aux_read_vectors, "2 2\ngood 3 4\n\nbad 1 x\n", "aux.txt:4: not a word");
    assert_refused(tn_aux_read_vectors, "good nan 4\n", "aux.txt:1: not a word");
    assert_refused(tn_aux_read_vectors, "good\n", "aux.txt:1: not a word");
    assert_refused(tn_aux_read_vectors, "2 2\n", "has no word");
    assert_refused(tn_aux_read_vectors, "", "has no word");
}

static void a_lexicon_has_sizes_of_either_sign(void **state)
{
    (void)state;
    tn_aux aux;

    assert_int_equal(read_aux_file(&aux, tn_aux_read_lexicon,
                                   "# of words\n\ngood\t2\t0.5\nbad\t-4\nso so\t1\n:)\t1\n#\t1\n",
                                   NULL),
                     0);
    assert_int_equal(aux.n_dims, 2);
    assert_true(near(value_of(&aux, "good", 0), 0.5));
    assert_true(near(value_of(&aux, "good", 1), 0.0));
    assert_true(near(value_of(&aux, "bad", 0), 0.0));
    assert_true(near(value_of(&aux, "bad", 1), 1.0));
    assert_true(near(value_of(&aux, ":-)", 0), 0.25));
    assert_int_equal(aux.words.n_entries, 4); /* "so so" is two words, "#" a sign with a valence */
    tn_aux_free(&aux);
}

static void a_bad_line_of_a_lexicon_is_named(void **state)
{
    (void)state;
    assert_refused(tn_aux_read_lexicon, "# of words\ngood\t2\nbad -4\n",
                   "aux.txt:3: not an entry, a TAB and a valence");
    assert_refused(tn_aux_read_lexicon, "good\tvery\n", "aux.txt:1: not an entry");
    assert_refused(tn_aux_read_lexicon, "good\tinf\n", "aux.txt:1: not an entry");
    assert_refused(tn_aux_read_lexicon, "# of words\n", "has no word");
}

static void a_nul_byte_ends_no_file(void **state)
{
    (void)state;
    static const char text[] = "good\t2\nbad\0\t-4\nfine\t1\n", empty[] = "good 3 4\n\0\n";
    tn_aux aux;
    tenor_error err = { 0 };
    char *path = file_of_bytes("aux.txt", text, sizeof(text) - 1);

    assert_int_equal(tn_aux_read_lexicon(&aux, path, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "aux.txt:2: not text: it has a NUL byte"));
    assert_int_equal(err.line_no, 2);
    free(path);
    err = (tenor_error){ 0 };
    path = file_of_bytes("aux.txt", empty, sizeof(empty) - 1);
    assert_int_equal(tn_aux_read_vectors(&aux, path, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "aux.txt:2: not text: it has a NUL byte"));
    free(path);
}

/* ---------------------------------------------------------------- weights */

/* small.ndjson: 2 favor, 6 against; large.ndjson: 8 of each of three labels */
static int read_rows(tn_dataset *out, const char *weights, int max_rows, tenor_error *err)
{
    static const char *const labels[] = { "against", "favor", "none" };
    char text[4096], *small, *large;
    const char *paths[2];
    size_t n = 0;
    int rc;

    for (int i = 0; i < 8; i++) {
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "{\"text\":\"small %02d\",\"target\":\"it\",\"label\":\"%s\"}\n", i,
                              labels[i < 2]);
    }
    small = file_of("small.ndjson", text);
    n = 0;
    for (int i = 0; i < 24; i++) {
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "{\"text\":\"large %02d\",\"target\":\"it\",\"label\":\"%s\"}\n", i,
                              labels[i % 3]);
    }
    large = file_of("large.ndjson", text);
    paths[0] = small;
    paths[1] = large;
    rc = tn_dataset_read(
        out, TENOR_STANCE,
        &(tn_dataset_options){
            .paths = paths, .n_paths = 2, .weights = weights, .max_rows = max_rows },
        err);
    free(small);
    free(large);
    return rc;
}

/* the large file's rows weigh so much together, of the small one's 1 */
static void assert_ratio(const char *weights, int max_rows, double expected)
{
    tn_dataset d;
    double of_file[2] = { 0.0, 0.0 }, of_class[2][TENOR_MAX_CLASSES] = { { 0.0 } };

    assert_int_equal(read_rows(&d, weights, max_rows, NULL), 0);
    assert_int_equal(d.n_rows, 32);
    assert_int_equal(d.n_files, 2);
    for (size_t r = 0; r < d.n_rows; r++) {
        of_file[d.row[r].file] += d.row[r].weight;
        of_class[d.row[r].file][d.row[r].label] += d.row[r].weight;
    }
    assert_true(near(of_file[0] + of_file[1], 32.0)); /* 1 on average */
    assert_true(near(of_file[1] / of_file[0], expected));
    for (int c = 0; c < 3; c++) { /* the classes that a file has weigh alike in it */
        assert_true(of_class[0][c] == 0.0 || near(of_class[0][c], of_file[0] / 2));
        assert_true(near(of_class[1][c], of_file[1] / 3));
    }
    tn_dataset_free(&d);
}

static void files_weigh_as_their_rows_their_factor_and_the_cap_have_it(void **state)
{
    (void)state;
    assert_ratio(NULL, 0, 3.0);
    assert_ratio("", 0, 3.0);
    assert_ratio(NULL, 12, 12.0 / 8.0);
    assert_ratio(NULL, 4, 1.0);
    assert_ratio("large.ndjson=0.5", 0, 1.5);
    assert_ratio("large.ndjson=0.5,small.ndjson=3", 0, 0.5);
    assert_ratio("large.ndjson=2", 12, 3.0); /* the cap comes first */
    assert_ratio("large.ndjson=9,large.ndjson=2", 0, 6.0);
}

static void weights_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "large.ndjson",
                                       "=2",
                                       ",",
                                       "small.ndjson=2,large.ndjson",
                                       "large.ndjson=",
                                       "large.ndjson=2x",
                                       "large.ndjson=0",
                                       "large.ndjson=-1",
                                       "large.ndjson=nan",
                                       "large.ndjson=1e7" };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        tn_dataset d;
        tenor_error err = { 0 };

        assert_int_equal(read_rows(&d, bad[i], 0, &err), TENOR_ERR_ARGUMENT);
        assert_true(strncmp(err.message, "weight '", 8) == 0);
        assert_null(d.row);
    }
}

static void a_weight_names_a_file_of_the_rows(void **state)
{
    (void)state;
    static const char *const names[] = { "arge.ndjson",
                                         "other.ndjson" }; /* a name is a whole one */

    for (size_t i = 0; i < 2; i++) {
        char weights[64], message[128];
        tn_dataset d;
        tenor_error err = { 0 };

        snprintf(weights, sizeof(weights), "small.ndjson=2,%s=9", names[i]);
        snprintf(message, sizeof(message), "--weight names '%s', which is no file of these rows",
                 names[i]);
        assert_int_equal(read_rows(&d, weights, 0, &err), TENOR_ERR_ARGUMENT);
        assert_string_equal(err.message, message);
        assert_null(d.row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_of_weight_three_is_three_rows),
        cmocka_unit_test(weights_of_classes_are_liblinears_costs),
        cmocka_unit_test(both_solvers_point_to_the_first_class),
        cmocka_unit_test(vectors_have_a_mean_length_of_one),
        cmocka_unit_test(a_bad_line_of_vectors_is_named),
        cmocka_unit_test(a_lexicon_has_sizes_of_either_sign),
        cmocka_unit_test(a_bad_line_of_a_lexicon_is_named),
        cmocka_unit_test(a_nul_byte_ends_no_file),
        cmocka_unit_test(files_weigh_as_their_rows_their_factor_and_the_cap_have_it),
        cmocka_unit_test(weights_that_are_none_are_refused),
        cmocka_unit_test(a_weight_names_a_file_of_the_rows),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
