/* What one timestep of each cell computes, for W units of one sequence, forwards and backwards.
 *
 * `kept` is what the way back needs to know. From it come `f`, the factors of that timestep, which are
 * the same for all sequences that have the same states; from these and the gradient of h come `d`,
 * the gradients of the sums inside the gates.
 */
#ifndef CELLS_H
#define CELLS_H
#include "vectors.h"

enum { SIMPLE_RNN, LSTM, GRU };

#define FACTORS 6

/* How many blocks of `units` there are in the input's kernel and the recurrent one, in what is kept
 * besides the states, and in the gradients. */
INLINE int gates_of(int cell) { return cell == LSTM ? 4 : cell == GRU ? 3 : 1; }
INLINE int kept_of(int cell) { return cell == SIMPLE_RNN ? 0 : 4; }
INLINE int slopes_of(int cell) { return cell == SIMPLE_RNN ? 1 : 4; }

/* SimpleRNN: h_t = tanh(W x_t + U h_{t-1} + b), Elman 1990. */
INLINE Vec simple_rnn_step(Vec z) { return tanh_of(z); }

INLINE void simple_rnn_factors(Vec h, Vec f[FACTORS]) { f[0] = 1.0f - h * h; }

INLINE void simple_rnn_back(const Vec f[FACTORS], Vec to_h, Vec d[4]) { d[0] = f[0] * to_h; }

/* LSTM: Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, in Keras's order:
 *
 *     i, f, o = sigmoid(..), g = tanh(..) of W x_t + R h_{t-1} + b
 *     c_t = f c_{t-1} + i g,  h_t = o tanh(c_t)
 */
INLINE Vec lstm_step(const Vec z[4], Vec *c, Vec kept[4]) {
    const Fraction i = sigmoid_fraction(z[0]), f = sigmoid_fraction(z[1]);
    const Fraction g = tanh_fraction(z[2]), o = sigmoid_fraction(z[3]);
    /* One division for four gates: each denominator lies between 0.0048 and 1. */
    const Vec front = i.under * f.under, back = g.under * o.under, inverse = 1.0f / (front * back);
    const Vec of_front = inverse * back, of_back = inverse * front;
    kept[0] = i.over * (of_front * f.under), kept[1] = f.over * (of_front * i.under);
    kept[2] = g.over * (of_back * o.under), kept[3] = o.over * (of_back * g.under);
    *c = kept[1] * *c + kept[0] * kept[2];
    return kept[3] * tanh_of(*c);
}

INLINE void lstm_factors(const Vec kept[4], Vec c, Vec c_before, Vec f[FACTORS]) {
    const Vec i = kept[0], forget = kept[1], g = kept[2], o = kept[3], squashed = tanh_of(c);
    f[0] = o * (1.0f - squashed * squashed);
    f[1] = g * i * (1.0f - i);
    f[2] = c_before * forget * (1.0f - forget);
    f[3] = i * (1.0f - g * g);
    f[4] = squashed * o * (1.0f - o);
    f[5] = forget;
}

/* to_c goes in as the gradient of c_t and comes out as that of c_{t-1}. */
INLINE void lstm_back(const Vec f[FACTORS], Vec to_h, Vec *to_c, Vec d[4]) {
    const Vec slope = *to_c + to_h * f[0];
    d[0] = slope * f[1], d[1] = slope * f[2], d[2] = slope * f[3], d[3] = to_h * f[4];
    *to_c = slope * f[5];
}

/* GRU: Cho et al. 2014 in the variant of cuDNN, Keras's reset_after=True:
 *
 *     z, r = sigmoid(W x_t + b_x + R h_{t-1} + b_h)
 *     g = tanh(W_g x_t + b_xg + r (R_g h_{t-1} + b_hg)),  h_t = z h_{t-1} + (1 - z) g
 *
 * z[2] is R_g h + b_hg, and from_x W_g x + b_xg. Kept are z, r, g and z[2].
 */
INLINE Vec gru_step(const Vec z[3], Vec from_x, Vec h, Vec kept[4]) {
    const Fraction update = sigmoid_fraction(z[0]), reset = sigmoid_fraction(z[1]);
    const Vec inverse = 1.0f / (update.under * reset.under);
    kept[0] = update.over * (inverse * reset.under), kept[1] = reset.over * (inverse * update.under);
    kept[2] = tanh_of(from_x + kept[1] * z[2]), kept[3] = z[2];
    return kept[2] + kept[0] * (h - kept[2]);
}

INLINE void gru_factors(const Vec kept[4], Vec h_before, Vec f[FACTORS]) {
    const Vec z = kept[0], r = kept[1], g = kept[2];
    f[0] = (h_before - g) * z * (1.0f - z);
    f[1] = (1.0f - z) * (1.0f - g * g);
    f[2] = kept[3] * r * (1.0f - r);
    f[3] = r;
    f[4] = z;
}

/* d: of z, of r, of R_g h + b_hg, of W_g x + b_xg. Returns what goes to h_{t-1} past the gates. */
INLINE Vec gru_back(const Vec f[FACTORS], Vec to_h, Vec d[4]) {
    d[0] = to_h * f[0], d[3] = to_h * f[1], d[1] = d[3] * f[2], d[2] = d[3] * f[3];
    return to_h * f[4];
}
#endif
