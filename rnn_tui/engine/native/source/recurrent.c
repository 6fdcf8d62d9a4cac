/* The calls that a compiled step makes: a recurrent layer forwards, and its gradients.
 *
 * XLA's convention for a custom call: pointers to the results and to the operands, a string of bytes
 * (here a `Call`), and a status. The last result is working memory, so that XLA keeps it.
 * Compiled once for each instruction set; SET is the suffix of the names.
 */
#include "backward.h"
#include "calls.h"
#include "forward.h"
#include "words.h"

static size_t places_of(const Call *c) { return (size_t)c->batch * c->timesteps; }

static size_t most_words(const Call *c) {
    return places_of(c) < (size_t)c->words ? places_of(c) : (size_t)c->words;
}

/* out (count, columns) = table[words] kernel, the kernel packed in blocks of 4 vectors. */
static void project(float *out, const float *table, const int32_t *words, int count, int depth, int columns, const float *packed, float *rows) {
    for (int i = 0; i < count; i += ROWS) {
        for (int r = 0; r < ROWS; r++)
            memcpy(rows + r * depth, table + (size_t)words[i + r < count ? i + r : count - 1] * depth, sizeof(float) * depth);
        for (int c = 0; c < columns; c += 4 * W) {
            Vec sums[ROWS][4] = {{{0}}};
            ADD_PRODUCT(ROWS, 4, sums, rows, depth, depth, packed + (size_t)c * depth);
            for (int r = 0; r < ROWS && i + r < count; r++)
                for (int j = 0; j < 4 && c + j * W < columns; j++)
                    store(out + (size_t)(i + r) * columns + c + j * W, sums[r][j], columns - c - j * W);
        }
    }
}

/* A bias with each gate in whole vectors; GRU: b_x + b_h of z and r, b_x and b_h of the candidate. */
static void pad_bias(float *to, const float *bias, int cell, int units) {
    const int P = padded(units);
    for (int u = 0; u < units; u += W) {
        const int n = units - u;
        for (int g = 0; g < (cell == GRU ? 3 : gates_of(cell)); g++) put(to + g * P + u, load(bias + g * units + u, n));
        if (cell == GRU) {
            const float *of_h = bias + 3 * units;
            for (int g = 0; g < 2; g++) put(to + g * P + u, at(to + g * P + u) + load(of_h + g * units + u, n));
            put(to + 3 * P + u, load(of_h + 2 * units + u, n));
        }
    }
}

#define FOR_CELL(cell, F)                 \
    switch (cell) {                       \
    case SIMPLE_RNN: F(SIMPLE_RNN); break; \
    case LSTM: F(LSTM); break;            \
    default: F(GRU);                      \
    }

/* Even blocks are quicker than a full one and a rest. */
static int next_rows(int left) {
    return left >= 2 * ROWS ? ROWS : left > ROWS ? (left + 1) / 2 : left;
}

/* The state of a sequence at its start, and what lies in its own place of the steps before: h where all
 * of them are the result, or where zeros are, which stand before the first step that is not masked. */
static void take_up(const Forward *f, const Starts *s, int row, float *h) {
    const Call *call = &f->call;
    const int U = call->units, P = padded(U), is_lstm = call->cell == LSTM, steps = s->start[row];
    const size_t here = (size_t)row * call->timesteps, there = (size_t)s->leader * call->timesteps;
    float *c = h + 2 * ROWS * P;
    memset(h, 0, sizeof(float) * P), memset(c, 0, sizeof(float) * P);
    if (steps && !s->shared) {
        memset(f->h + here * U, 0, sizeof(float) * U * steps);
        if (is_lstm) memset(f->c + here * U, 0, sizeof(float) * U * steps);
    } else if (steps) {
        if (call->sequences && row != s->leader) memcpy(f->h + here * U, f->h + there * U, sizeof(float) * U * steps);
        memcpy(h, f->h + (there + steps - 1) * U, sizeof(float) * U);
        if (is_lstm) memcpy(c, f->c + (there + steps - 1) * U, sizeof(float) * U);
    }
}

static void run(int cell, const Forward *f, const int32_t *rows, int count, int from, int until, float *room) {
#define RUN(R, CELL) forward(R, CELL, *f, rows, from, until, room)
#define OF(CELL) FOR_ROWS(count, RUN, CELL)
    if (from < until) FOR_CELL(cell, OF)
#undef OF
#undef RUN
}

PUBLIC size_t NAMED(forward_room, SET)(const Call *c) {
    const size_t P = padded(c->units), G = gates_of(c->cell), U = c->units, F = c->features;
    size_t room = ROUND(P * U * G) + ROUND(4 * P) + ROUND(forward_room(c)) + starts_room(c);
    if (F) room += ROUND((G * U + 4 * W) * F) + ROUND(ROWS * F) + ROUND(most_words(c) * G * U) + ROUND(places_of(c)) + ROUND((size_t)c->words) + ROUND(most_words(c));
    return room;
}

/* In: x (batch, timesteps, gates * units) or table (words, features), recurrent kernel, bias,
 * with a table the kernel and the ids (batch, timesteps), and perhaps a mask.
 * Out: kept, c and h of all steps, the last h, working memory. */
PUBLIC void NAMED(forward, SET)(void **out, const void **in, const char *bytes, size_t size, void *status) {
    Call call;
    memcpy(&call, bytes, sizeof call);
    (void)size, (void)status;
    const int cell = call.cell, U = call.units, P = padded(U), G = gates_of(cell), T = call.timesteps, F = call.features;
    float *room = out[4], *recurrent = room, *bias = recurrent + ROUND((size_t)P * U * G), *free = bias + ROUND(4 * P);
    const float *x = in[0];
    int32_t *number = 0;
    pack_gates(recurrent, in[1], U, G, U);
    pad_bias(bias, in[2], cell, U);
    if (F) {
        float *kernel = free, *rows = kernel + ROUND((size_t)(G * U + 4 * W) * F), *projected = rows + ROUND(ROWS * F);
        number = (int32_t *)(projected + ROUND(most_words(&call) * G * U));
        int32_t *slots = number + ROUND(places_of(&call)), *words = slots + ROUND((size_t)call.words);
        const int count = number_words(in[4], places_of(&call), call.words, number, slots, words);
        pack_columns(kernel, in[3], F, G * U, 4);
        project(projected, in[0], words, count, F, G * U, kernel, rows);
        x = projected, free = (float *)words + ROUND(most_words(&call));
    }
    const Forward f = {call, call.masked ? in[F ? 5 : 3] : 0, number, x, recurrent, bias, out[0], out[1], out[2], out[3]};
    const Starts s = find_starts(&call, f.alive, number, (int32_t *)free);
    free += starts_room(&call);
    memset(free, 0, sizeof(float) * forward_room(&call));
    if (s.shared) run(cell, &f, &s.leader, 1, 0, s.shared, free);
    for (int row = 0, rows; row < call.batch; row += rows) {
        rows = next_rows(call.batch - row);
        const int32_t *block = s.order + row;
        for (int active = 1; active <= rows; active++) {
            take_up(&f, &s, block[active - 1], free + (active - 1) * P);
            run(cell, &f, block, active, s.start[block[active - 1]], active < rows ? s.start[block[active]] : T, free);
        }
        for (int r = 0; r < rows; r++) memcpy(f.last + (size_t)block[r] * U, free + r * P, sizeof(float) * U);
    }
}

PUBLIC size_t NAMED(backward_room, SET)(const Call *c) {
    const size_t P = padded(c->units), G = gates_of(c->cell), U = c->units, F = c->features, C = COLUMNS * W;
    size_t room = ROUND((P + C) * G * U) + ROUND(U * G * P) + ROUND(4 * P) + ROUND(backward_room(c)) + starts_room(c);
    if (F) room += ROUND((F + C) * G * U) + ROUND(most_words(c) * (F + G * P)) + ROUND(F * G * P) + ROUND(places_of(c)) + ROUND((size_t)c->words) + ROUND(most_words(c));
    return room;
}

/* In: kept, c, h, the gradient of the output, recurrent kernel, with a table the table, the kernel
 * and the ids, and perhaps a mask. Out: gradients of the table's rows (batch, timesteps, features)
 * or of x, of the recurrent kernel, the bias and the kernel, working memory. */
PUBLIC void NAMED(backward, SET)(void **out, const void **in, const char *bytes, size_t size, void *status) {
    Call call;
    memcpy(&call, bytes, sizeof call);
    (void)size, (void)status;
    const int cell = call.cell, U = call.units, P = padded(U), G = gates_of(cell), T = call.timesteps, F = call.features, C = COLUMNS * W;
    float *recurrent = out[4], *d_recurrent = recurrent + ROUND((size_t)(P + C) * G * U), *d_bias = d_recurrent + ROUND((size_t)U * G * P);
    float *free = d_bias + ROUND(4 * P), *kernel = 0, *rows_of = 0, *by_word = 0, *d_kernel = 0;
    int32_t *number = 0, *words = 0;
    int count = 0;
    pack_transposed(recurrent, in[4], U, G * U, COLUMNS);
    memset(d_recurrent, 0, sizeof(float) * (free - d_recurrent));
    if (F) {
        kernel = free, rows_of = kernel + ROUND((size_t)(F + C) * G * U);
        d_kernel = rows_of + ROUND(most_words(&call) * (F + (size_t)G * P));
        number = (int32_t *)(d_kernel + ROUND((size_t)F * G * P));
        int32_t *slots = number + ROUND(places_of(&call));
        words = slots + ROUND((size_t)call.words);
        free = (float *)words + ROUND(most_words(&call));
        count = number_words(in[7], places_of(&call), call.words, number, slots, words);
        by_word = rows_of + (size_t)count * F;
        pack_transposed(kernel, in[6], F, G * U, COLUMNS);
        for (int i = 0; i < count; i++) memcpy(rows_of + (size_t)i * F, (const float *)in[5] + (size_t)words[i] * F, sizeof(float) * F);
        memset(by_word, 0, sizeof(float) * count * G * P);
        memset(d_kernel, 0, sizeof(float) * F * G * P);
    }
    const uint8_t *alive = call.masked ? in[F ? 8 : 5] : 0;
    const Starts s = find_starts(&call, alive, number, (int32_t *)free);
    free += starts_room(&call);
    const Backward b = {call, s, alive, number, in[0], in[1], in[2], in[3], recurrent, kernel, out[0], by_word, d_recurrent, d_bias};
    for (int row = 0, rows; row < call.batch; row += rows) {
        rows = next_rows(call.batch - row);
#define RUN(R, CELL) backward(R, CELL, b, s.order + row, free)
#define OF(CELL) FOR_ROWS(rows, RUN, CELL)
        FOR_CELL(cell, OF)
#undef OF
#undef RUN
    }
    unpad_gates(out[1], d_recurrent, U, G, U, G * P);
    float *bias = out[2];
    for (int g = 0; g < G; g++) memcpy(bias + g * U, d_bias + (cell == GRU && g == 2 ? 3 : g) * P, sizeof(float) * U);
    if (cell == GRU) unpad_gates(bias + 3 * U, d_bias, 1, 3, U, 0);
    if (F) {
        add_outer(d_kernel, F, G * P, rows_of, F, by_word, G * P, count);
        unpad_gates(out[3], d_kernel, F, G, U, G * P);
    }
}
