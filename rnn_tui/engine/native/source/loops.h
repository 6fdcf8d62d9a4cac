/* The loops over time, for R sequences at a time: what is common to the three cells.
 *
 * All arrays are batch-major, so a sequence is one piece of memory. The kept arrays are in the order
 * of the steps, the input and its gradient in that of the texts.
 */
#ifndef LOOPS_H
#define LOOPS_H
#include "cells.h"
#include "product.h"

typedef struct {
    int32_t cell, batch, timesteps, units;
    int32_t features;  /* of the words' table; 0 where the input comes as W x */
    int32_t words;     /* rows of that table */
    int32_t backwards; /* run through the input from its end, Keras's go_backwards */
    int32_t masked;    /* the last operand is a mask (batch, timesteps) of bytes */
    int32_t sequences; /* the gradient comes to all timesteps, not to the last alone */
} Call;

/* Where the arrays of a call lie, from its first sequence on. */
typedef struct {
    const Call *call;
    const uint8_t *alive;   /* the mask, or null */
    const int32_t *number;  /* the row of `x` for each timestep, or null: in order */
    const float *x;         /* W x, rows of gates * units */
    const float *recurrent; /* packed */
    const float *bias;      /* gates padded to whole vectors; GRU: those of x, then those of h */
    float *kept, *c, *h, *last;
} Forward;

/* The same on the way back, from the first sequence of a block on. */
typedef struct {
    const Call *call;
    int first;              /* the steps before it find every sequence masked */
    const uint8_t *alive;
    const int32_t *number;
    const float *kept, *c, *h, *upstream;
    const float *recurrent, *kernel; /* packed transposed; the kernel only with a table */
    float *dx;                       /* of the table's rows, or of W x */
    float *by_word;                  /* the gradients of W x summed by word, padded */
    float *d_recurrent, *d_bias;     /* each gate padded to whole vectors */
} Backward;

INLINE int time_of(const Call *call, int step) {
    return call->backwards ? call->timesteps - 1 - step : step;
}

INLINE int is_alive(const uint8_t *alive, const Call *call, int r, int t) {
    return !alive || alive[(size_t)r * call->timesteps + t];
}

INLINE int first_alive(const Call *call, const uint8_t *alive, int rows) {
    for (int step = 0; alive && step < call->timesteps; step++)
        for (int r = 0; r < rows; r++)
            if (is_alive(alive, call, r, time_of(call, step))) return step;
    return alive ? call->timesteps : 0;
}

/* The state of a block of sequences between two steps: h, h after the step, c. */
INLINE size_t forward_room(const Call *call) { return (size_t)3 * ROWS * padded(call->units); }

/* The steps from `from` to `until` of R sequences, whose numbers are `rows`. */
INLINE void forward(const int R, const int cell, const Forward *f, const int32_t *rows, int from, int until, float *room) {
    const Call *call = f->call;
    const int U = call->units, P = padded(U), T = call->timesteps, G = gates_of(cell), K = kept_of(cell);
    float *h = room, *after = h + ROWS * P, *c = after + ROWS * P;
    for (int step = from; step < until; step++) {
        const int t = time_of(call, step);
        const float *x[R];
        UNROLL for (int r = 0; r < R; r++) {
            const size_t place = (size_t)rows[r] * T + t;
            x[r] = f->x + (f->number ? (size_t)f->number[place] : place) * G * U;
        }
        for (int u = 0; u < U; u += W) {
            const int n = U - u;
            Vec z[R][4];
            UNROLL for (int r = 0; r < R; r++) UNROLL for (int g = 0; g < G; g++)
                if (cell == GRU && g == 2) z[r][g] = at(f->bias + 3 * P + u);
                else z[r][g] = load(x[r] + g * U + u, n) + at(f->bias + g * P + u);
            ADD_PRODUCT(R, G, z, h, P, U, f->recurrent + (size_t)u * U * G);
            UNROLL for (int r = 0; r < R; r++) {
                const size_t row = (size_t)rows[r] * T + step;
                Vec kept[4], new_c = at(c + r * P + u), old = at(h + r * P + u), new;
                if (cell == LSTM) new = lstm_step(z[r], &new_c, kept);
                else if (cell == GRU)
                    new = gru_step(z[r], load(x[r] + 2 * U + u, n) + at(f->bias + 2 * P + u), old, kept);
                else new = simple_rnn_step(z[r][0]);
                if (!is_alive(f->alive, call, rows[r], t)) new_c = at(c + r * P + u), new = old;
                UNROLL for (int k = 0; k < K; k++) store(f->kept + row * K * U + k * U + u, kept[k], n);
                put(after + r * P + u, new), store(f->h + row * U + u, new, n);
                if (cell == LSTM) put(c + r * P + u, new_c), store(f->c + row * U + u, new_c, n);
            }
        }
        float *swap = h;
        h = after, after = swap;
    }
    if (h != room) memcpy(room, h, sizeof(float) * R * P);
}

#define COLUMNS 2 /* vectors of a product on the way back */
#define CHUNK 4 /* timesteps after which the gradient of the recurrent kernel is added up */

INLINE size_t backward_room(const Call *call) {
    const size_t P = padded(call->units);
    return ROWS * (2 * (P + W) + CHUNK * 5 * P);
}

INLINE int all_zero(const float *from, int count) {
    for (int i = 0; i < count; i++)
        if (from[i] != 0.0f) return 0; /* true of NaN as well */
    return 1;
}

/* No gradient goes to the steps before `until`. */
static void leave_out(const Backward *b, int rows, int width, int until) {
    for (int r = 0; r < rows; r++)
        for (int step = 0; step < until; step++)
            memset(b->dx + ((size_t)r * b->call->timesteps + time_of(b->call, step)) * width, 0, sizeof(float) * width);
}

INLINE void backward(const int R, const int cell, const Backward *b, float *room) {
    const Call *call = b->call;
    const int U = call->units, P = padded(U), Q = P + W, T = call->timesteps, F = call->features;
    const int G = gates_of(cell), K = kept_of(cell), D = slopes_of(cell), C = COLUMNS;
    float *dh = room, *dc = dh + R * Q, *d = dc + R * Q, *before = d + CHUNK * R * D * P;
    memset(room, 0, sizeof(float) * (2 * R * Q + CHUNK * R * (D + 1) * P));
    for (int r = 0; r < R; r++) {
        if (!call->sequences) memcpy(dh + r * Q, b->upstream + (size_t)r * U, sizeof(float) * U);
    }
    if (b->first == T) leave_out(b, R, F ? F : G * U, T);
    for (int step = T - 1, kept_steps = 0; step >= b->first; step--) {
        const int t = time_of(call, step);
        float *now = d + (size_t)kept_steps * R * D * P, *was = before + (size_t)kept_steps * R * P;
        for (int u = 0; u < U; u += W) {
            const int n = U - u;
            Vec bias[4];
            UNROLL for (int k = 0; k < D; k++) bias[k] = at(b->d_bias + k * P + u);
            UNROLL for (int r = 0; r < R; r++) {
                const size_t row = (size_t)r * T + step;
                Vec kept[4], slopes[4] = {{0}}, to_h = at(dh + r * Q + u), past = {0};
                if (call->sequences) to_h += load(b->upstream + row * U + u, n);
                const Vec h_before = step ? load(b->h + (row - 1) * U + u, n) : (Vec){0};
                if (is_alive(b->alive, call, r, t)) {
                    UNROLL for (int k = 0; k < K; k++) kept[k] = load(b->kept + row * K * U + k * U + u, n);
                    if (cell == LSTM) {
                        const Vec c_before = step ? load(b->c + (row - 1) * U + u, n) : (Vec){0};
                        Vec to_c = at(dc + r * Q + u);
                        lstm_back(kept, load(b->c + row * U + u, n), c_before, to_h, &to_c, slopes);
                        put(dc + r * Q + u, to_c);
                    } else if (cell == GRU) past = gru_back(kept, h_before, to_h, slopes);
                    else slopes[0] = simple_rnn_back(load(b->h + row * U + u, n), to_h);
                } else past = to_h;
                put(dh + r * Q + u, past), put(was + r * P + u, h_before);
                UNROLL for (int k = 0; k < D; k++) put(now + (r * D + k) * P + u, slopes[k]), bias[k] += slopes[k];
            }
            UNROLL for (int k = 0; k < D; k++) put(b->d_bias + k * P + u, bias[k]);
        }
        for (int u = 0; u < U; u += C * W) {
            Vec sums[R][C];
            UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) sums[r][j] = at(dh + r * Q + u + j * W);
            for (int g = 0; g < G; g++)
                ADD_PRODUCT(R, C, sums, now + g * P, D * P, U, b->recurrent + ((size_t)u * G + g * C * W) * U);
            UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) put(dh + r * Q + u + j * W, sums[r][j]);
        }
        /* The gradients of W x: GRU's candidate has one of its own, behind the one of R h. */
        const int gate[4] = {0, 1, cell == GRU ? 3 : 2, 3};
        if (!F)
            UNROLL for (int r = 0; r < R; r++) for (int g = 0; g < G; g++) for (int u = 0; u < U; u += W)
                store(b->dx + (((size_t)r * T + t) * G + g) * U + u, at(now + (r * D + gate[g]) * P + u), U - u);
        else {
            for (int u = 0; u < F; u += C * W) {
                Vec sums[R][C];
                UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++) sums[r][j] = (Vec){0};
                for (int g = 0; g < G; g++)
                    ADD_PRODUCT(R, C, sums, now + gate[g] * P, D * P, U, b->kernel + ((size_t)u * G + g * C * W) * U);
                UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < C; j++)
                    if (u + j * W < F) store(b->dx + ((size_t)r * T + t) * F + u + j * W, sums[r][j], F - u - j * W);
            }
            UNROLL for (int r = 0; r < R; r++) {
                float *to = b->by_word + (size_t)b->number[(size_t)r * T + t] * G * P;
                for (int g = 0; g < G; g++) for (int u = 0; u < P; u += W)
                    put(to + g * P + u, at(to + g * P + u) + at(now + (r * D + gate[g]) * P + u));
            }
        }
        const int over = step == b->first || (!call->sequences && all_zero(dh, 2 * R * Q));
        if (++kept_steps == CHUNK || over) {
            add_outer(b->d_recurrent, U, G * P, before, P, d, D * P, kept_steps * R);
            kept_steps = 0;
        }
        if (over) {
            leave_out(b, R, F ? F : G * U, step);
            break;
        }
    }
}
#endif
