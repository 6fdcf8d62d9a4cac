/* One step of an optimizer on an Embedding's table, in one pass over the table.
 *
 * The gradient comes as Keras on TensorFlow hands it on, a row for each place of the batch. A word that
 * occurs n times adds n squares to a second moment, not the square of the sum: G is the sum of a word's
 * rows, S that of their squares.
 */
#include "words.h"
#include "calls.h"

enum { RMSPROP, ADAM, NADAM, ADAGRAD, SGD, LION };

typedef struct {
    int32_t rule, words, features, places;
} Update;

/* What the rules read, in the order of `rnn_tui/engine/native/optimizers.py`. */
enum { RATE, EPSILON, BETA_1, REST_1, BETA_2, REST_2, AHEAD, GRADIENT, CORRECTION };

INLINE Vec root(Vec x) {
    Vec y;
    for (int i = 0; i < W; i++) y[i] = __builtin_sqrtf(x[i]);
    return y;
}

/* Zero and NaN are their own signs. */
INLINE Vec sign(Vec x) { return where(x > 0, all(1), where(x < 0, all(-1), x)); }

/* w, v and m of a row go in and come out; g and s are its sums, or zeros.
 *
 *     RMSprop  v = b2 v + (1 - b2) S,  w = w - lr G / sqrt(v + e)
 *     Adagrad  v = v + S,              w = w - lr G / sqrt(v + e)
 *     Adam     m = b1 m + (1 - b1) G,  v = b2 v + (1 - b2) S,  w = w - lr m / (sqrt(v) + e),
 *              Kingma & Ba 2014, lr with its correction of the first steps
 *     Nadam    the same with a m + b G for m and c v for v, Dozat 2015
 *     SGD      w = w - lr G
 *     Lion     w = w - lr sign(b1 m + (1 - b1) G),  m = b2 m + (1 - b2) G,  Chen et al. 2023;
 *              its only moment comes as v
 */
INLINE void update(const int rule, const float *k, Vec *w, Vec *v, Vec *m, Vec g, Vec s) {
    if (rule == RMSPROP) *v = k[BETA_2] * *v + k[REST_2] * s;
    if (rule == ADAGRAD) *v = *v + s;
    if (rule == RMSPROP || rule == ADAGRAD) *w -= k[RATE] * g / root(*v + k[EPSILON]);
    if (rule == ADAM || rule == NADAM) {
        *m = k[BETA_1] * *m + k[REST_1] * g;
        *v = k[BETA_2] * *v + k[REST_2] * s;
    }
    if (rule == ADAM) *w -= k[RATE] * *m / (root(*v) + k[EPSILON]);
    if (rule == NADAM) *w -= k[RATE] * (k[AHEAD] * *m + k[GRADIENT] * g) / (root(k[CORRECTION] * *v) + k[EPSILON]);
    if (rule == SGD) *w -= k[RATE] * g;
    if (rule == LION) {
        *w -= k[RATE] * sign(k[BETA_1] * *v + k[REST_1] * g);
        *v = k[BETA_2] * *v + k[REST_2] * g;
    }
}

/* `table`, `second` and `first` are updated where they lie; a word that does not occur keeps what its
 * rule would not change. */
INLINE void update_rows(const int rule, const Update *u, const float *k, const int32_t *slots, const float *sums,
                        float *table, float *second, float *first) {
    const int F = u->features, P = padded(F), has_v = rule != SGD, has_m = rule == ADAM || rule == NADAM;
    const int moves_all = has_m || rule == LION;
    for (int row = 0; row < u->words; row++)
        for (int f = 0; f < F; f += W) {
            const size_t here = (size_t)row * F + f;
            const int n = F - f;
            const float *sum = slots[row] < 0 ? 0 : sums + (size_t)slots[row] * 2 * P + f;
            if (sum || moves_all) {
                Vec w = load(table + here, n), v = {0}, m = {0};
                if (has_v) v = load(second + here, n);
                if (has_m) m = load(first + here, n);
                update(rule, k, &w, &v, &m, sum ? at(sum) : all(0), sum ? at(sum + P) : all(0));
                store(table + here, w, n);
                if (has_v) store(second + here, v, n);
                if (has_m) store(first + here, m, n);
            } else if (rule == RMSPROP) store(second + here, k[BETA_2] * load(second + here, n), n);
        }
}

static size_t most_words(const Update *u) {
    return u->places < u->words ? u->places : u->words;
}

PUBLIC size_t NAMED(update_room, SET)(const Update *u) {
    return ROUND(most_words(u) * 2 * padded(u->features)) + ROUND((size_t)u->places) + ROUND((size_t)u->words) + ROUND(most_words(u));
}

/* In: table, v and m (words, features), scalars, the ids (places,) and their rows (places, features).
 * Out: table, v and m after the step, where they were before it, and working memory. Rules without v
 * or m get and leave empty arrays. */
PUBLIC void NAMED(update, SET)(void **out, const void **in, const char *bytes, size_t size, void *status) {
    Update u;
    (void)size, (void)status;
    memcpy(&u, bytes, sizeof u);
    const int F = u.features, P = padded(F);
    float *sums = out[3];
    int32_t *number = (int32_t *)(sums + ROUND(most_words(&u) * 2 * P)), *slots = number + ROUND((size_t)u.places);
    int32_t *words = slots + ROUND((size_t)u.words);
    const int count = number_words(in[4], u.places, u.words, number, slots, words);
    memset(sums, 0, sizeof(float) * count * 2 * P);
    const float *rows = in[5];
    for (int place = 0; place < u.places; place++, rows += F) {
        float *sum = sums + (size_t)number[place] * 2 * P;
        for (int f = 0; f < F; f += W) {
            const Vec g = load(rows + f, F - f);
            put(sum + f, at(sum + f) + g), put(sum + P + f, at(sum + P + f) + g * g);
        }
    }
    const float *k = in[3];
#define RULE(rule) case rule: update_rows(rule, &u, k, slots, sums, out[0], out[1], out[2]); break;
    switch (u.rule) { RULE(RMSPROP) RULE(ADAM) RULE(NADAM) RULE(ADAGRAD) RULE(SGD) RULE(LION) }
}
