/* The loop over time forwards, for R sequences at a time: what is common to the three cells.
 *
 * All arrays are batch-major, so a sequence is one piece of memory. The kept arrays are in the order
 * of the steps, the input and its gradient in that of the texts.
 */
#ifndef FORWARD_H
#define FORWARD_H
#include "cells.h"
#include "product.h"
#include "sequences.h"

/* Where the arrays of a call lie; handed on as a copy, see `Backward`. */
typedef struct {
    Call call;
    const uint8_t *alive;   /* the mask, or null */
    const int32_t *number;  /* the row of `x` for each timestep, or null: in order */
    const float *x;         /* W x, rows of gates * units */
    const float *recurrent; /* packed */
    const float *bias;      /* gates padded to whole vectors; GRU: those of x, then those of h */
    float *kept, *c, *h, *last;
} Forward;

/* The state of a block of sequences between two steps: h, h after the step, c. */
INLINE size_t forward_room(const Call *call) { return (size_t)3 * ROWS * padded(call->units); }

/* The steps from `from` to `until` of R sequences, whose numbers are `rows`. */
INLINE void forward(const int R, const int cell, const Forward own, const int32_t *rows, int from, int until, float *room) {
    const Forward *f = &own;
    const Call *call = &own.call;
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
#endif
