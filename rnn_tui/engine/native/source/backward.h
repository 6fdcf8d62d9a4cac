/* The loop over time backwards, for R sequences at a time: what is common to the three cells. */
#ifndef BACKWARD_H
#define BACKWARD_H
#include "cells.h"
#include "product.h"
#include "starts.h"

/* Where the arrays of a call lie. A copy of it is handed on, which no store through a vector can change,
 * so that it stays in registers. */
typedef struct {
    Call call;
    Starts starts;
    const uint8_t *alive;
    const int32_t *number;
    const float *kept, *c, *h, *upstream;
    const float *recurrent, *kernel; /* packed transposed; the kernel only with a table */
    float *dx;                       /* of the table's rows, or of W x */
    float *by_word;                  /* the gradients of W x summed by word, padded */
    float *d_recurrent, *d_bias;     /* each gate padded to whole vectors */
} Backward;

#define NO_ROW SIZE_MAX
#define COLUMNS 2 /* vectors of a product on the way back */
#define CHUNK 4   /* timesteps after which the gradient of the recurrent kernel is added up */

/* The gradients of a block of sequences between two steps; slopes, a row of D * P for each sequence,
 * and h before the step, which wait to be added up. */
typedef struct {
    float *dh, *dc, *slopes, *before;
    int waiting;
} Block;

INLINE size_t backward_room(const Call *call) {
    const size_t P = padded(call->units);
    return ROWS * (2 * (P + W) + (CHUNK + 1) * 5 * P);
}

/* Factors and h before the step of W units from u on; `here` and `past` are the rows that hold the states
 * after the step and before it, `past` none at the first one. */
INLINE Vec factors_at(const int cell, const Backward *b, size_t here, size_t past, int u, Vec f[FACTORS]) {
    const int U = b->call.units, K = kept_of(cell), n = U - u, is_first = past == NO_ROW;
    const Vec h_before = is_first ? all(0) : load(b->h + past * U + u, n);
    Vec kept[4];
    UNROLL for (int k = 0; k < K; k++) kept[k] = load(b->kept + here * K * U + k * U + u, n);
    if (cell == LSTM) lstm_factors(kept, load(b->c + here * U + u, n), is_first ? all(0) : load(b->c + past * U + u, n), f);
    else if (cell == GRU) gru_factors(kept, h_before, f);
    else simple_rnn_factors(load(b->h + here * U + u, n), f);
    return h_before;
}

/* The gradients of the sums inside the gates, to `slopes`, and what goes to h_{t-1} past them. Where the
 * step is `shared`, all sequences of the block have the states of the first one, and a row before their
 * slopes takes the sum of these. */
INLINE void add_slopes(const int R, const int cell, const int shared, const Backward *b, const int32_t *rows, int step, Block *block, float *slopes) {
    const Call *call = &b->call;
    const int U = call->units, P = padded(U), Q = P + W, T = call->timesteps, D = slopes_of(cell), t = time_of(call, step);
    float *before = block->before + (size_t)block->waiting * P;
    size_t now[R], before_now[R];
    UNROLL for (int r = 0; r < R; r++) {
        now[r] = (size_t)holder_of(&b->starts, rows[r], step) * T + step;
        before_now[r] = step ? (size_t)holder_of(&b->starts, rows[r], step - 1) * T + step - 1 : NO_ROW;
    }
    for (int u = 0; u < U; u += W) {
        Vec sums[4] = {{0}}, f[FACTORS], h_before;
        if (shared) h_before = factors_at(cell, b, now[0], before_now[0], u, f);
        UNROLL for (int r = 0; r < R; r++) {
            Vec d[4] = {{0}}, to_h = at(block->dh + r * Q + u), past = all(0);
            if (call->sequences) to_h += load(b->upstream + ((size_t)rows[r] * T + step) * U + u, U - u);
            if (!shared) h_before = factors_at(cell, b, now[r], before_now[r], u, f);
            if (shared || is_alive(b->alive, call, rows[r], t)) {
                if (cell == LSTM) {
                    Vec to_c = at(block->dc + r * Q + u);
                    lstm_back(f, to_h, &to_c, d);
                    put(block->dc + r * Q + u, to_c);
                } else if (cell == GRU) past = gru_back(f, to_h, d);
                else simple_rnn_back(f, to_h, d);
            } else past = to_h;
            put(block->dh + r * Q + u, past);
            if (!shared || !r) put(before + r * P + u, h_before);
            UNROLL for (int k = 0; k < D; k++) put(slopes + (r * D + k) * P + u, d[k]), sums[k] += d[k];
        }
        UNROLL for (int k = 0; k < D; k++) {
            put(b->d_bias + k * P + u, at(b->d_bias + k * P + u) + sums[k]);
            if (shared) put(slopes - (D - k) * P + u, sums[k]);
        }
    }
}

/* dh += slopes R^T */
INLINE void to_state(const int R, const int cell, const Backward *b, const float *slopes, float *dh) {
    const int U = b->call.units, P = padded(U), Q = P + W, G = gates_of(cell), D = slopes_of(cell), C = COLUMNS;
    for (int u = 0; u < U; u += C * W) {
        Vec sums[R][C];
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) sums[r][j] = at(dh + r * Q + u + j * W);
        for (int g = 0; g < G; g++)
            ADD_PRODUCT(R, C, sums, slopes + g * P, D * P, U, b->recurrent + ((size_t)u * G + g * C * W) * U);
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) put(dh + r * Q + u + j * W, sums[r][j]);
    }
}

/* The slopes that belong to W x: those of GRU's candidate lie behind the ones of R h. */
INLINE int of_input(const int cell, int gate) { return cell == GRU && gate == 2 ? 3 : gate; }

/* dx = slopes W^T */
INLINE void to_table(const int R, const int cell, const Backward *b, const int32_t *rows, int t, const float *slopes) {
    const int U = b->call.units, P = padded(U), T = b->call.timesteps, F = b->call.features;
    const int G = gates_of(cell), D = slopes_of(cell), C = COLUMNS;
    for (int u = 0; u < F; u += C * W) {
        Vec sums[R][C];
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) sums[r][j] = all(0);
        for (int g = 0; g < G; g++)
            ADD_PRODUCT(R, C, sums, slopes + of_input(cell, g) * P, D * P, U, b->kernel + ((size_t)u * G + g * C * W) * U);
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++)
            if (u + j * W < F) store(b->dx + ((size_t)rows[r] * T + t) * F + u + j * W, sums[r][j], F - u - j * W);
    }
}

INLINE void to_word(const int cell, const Backward *b, int row, int t, const float *slopes) {
    const int P = padded(b->call.units), G = gates_of(cell);
    float *to = b->by_word + (size_t)b->number[(size_t)row * b->call.timesteps + t] * G * P;
    UNROLL for (int g = 0; g < G; g++) for (int u = 0; u < P; u += W)
        put(to + g * P + u, at(to + g * P + u) + at(slopes + of_input(cell, g) * P + u));
}

INLINE void to_input(const int R, const int cell, const Backward *b, const int32_t *rows, int t, const float *slopes) {
    const int U = b->call.units, P = padded(U), T = b->call.timesteps, G = gates_of(cell), D = slopes_of(cell);
    UNROLL for (int r = 0; r < R; r++) for (int g = 0; g < G; g++) for (int u = 0; u < U; u += W)
        store(b->dx + (((size_t)rows[r] * T + t) * G + g) * U + u, at(slopes + (r * D + of_input(cell, g)) * P + u), U - u);
}

/* One step of all of a block; see `add_slopes`. */
INLINE void step_back(const int R, const int cell, int shared, const Backward *b, const int32_t *rows, int step, Block *block) {
    const int P = padded(b->call.units), D = slopes_of(cell), t = time_of(&b->call, step), summed = shared ? 1 : R;
    float *sums = block->slopes + (size_t)block->waiting * D * P, *slopes = sums + shared * D * P;
    if (shared) add_slopes(R, cell, 1, b, rows, step, block, slopes);
    else add_slopes(R, cell, 0, b, rows, step, block, slopes);
    to_state(R, cell, b, slopes, block->dh);
    if (!b->call.features) to_input(R, cell, b, rows, t, slopes);
    else {
        to_table(R, cell, b, rows, t, slopes);
        for (int r = 0; r < summed; r++) to_word(cell, b, rows[r], t, sums + r * D * P);
    }
    block->waiting += summed;
}

INLINE int all_zero(const float *from, int count) {
    for (int i = 0; i < count; i++)
        if (from[i] != 0.0f) return 0; /* true of NaN as well */
    return 1;
}

/* No gradient goes to the steps before `until`. */
INLINE void leave_out(const Backward *b, const int32_t *rows, int count, int width, int until) {
    for (int r = 0; r < count; r++)
        for (int step = 0; step < until; step++)
            memset(b->dx + ((size_t)rows[r] * b->call.timesteps + time_of(&b->call, step)) * width, 0, sizeof(float) * width);
}

/* All steps of R sequences, whose numbers are `rows`, in the order of their starts. */
INLINE void backward(const int R, const int cell, const Backward own, const int32_t *rows, float *room) {
    const Backward *b = &own;
    const Call *call = &own.call;
    const int U = call->units, P = padded(U), Q = P + W, T = call->timesteps, F = call->features;
    const int G = gates_of(cell), D = slopes_of(cell), start = b->starts.start[rows[0]];
    /* What all of them share, or where all of them are masked. */
    const int shared = b->starts.shared ? start : 0, first = start - shared;
    float *slopes = room + 2 * R * Q;
    Block block = {room, room + R * Q, slopes, slopes + (CHUNK + 1) * R * D * P, 0};
    memset(room, 0, sizeof(float) * 2 * R * Q);
    for (int r = 0; r < R && !call->sequences; r++)
        memcpy(block.dh + r * Q, b->upstream + (size_t)rows[r] * U, sizeof(float) * U);
    int step = T;
    for (int over = 0; step > first && !over;) {
        step--;
        step_back(R, cell, step < shared, b, rows, step, &block);
        over = step == first || (!call->sequences && all_zero(room, 2 * R * Q));
        if (over || block.waiting >= CHUNK * R) {
            add_outer(b->d_recurrent, U, G * P, block.before, P, block.slopes, D * P, block.waiting);
            block.waiting = 0;
        }
    }
    leave_out(b, rows, R, F ? F : G * U, step);
}
#endif
