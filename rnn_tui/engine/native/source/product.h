/* The small matrix products of a timestep, for some sequences at a time. */
#ifndef PRODUCT_H
#define PRODUCT_H
#include "vectors.h"

/* sums[r][c] += sum over k < depth of left[r * stride + k] * right[k][c], c counting vectors of W.
 * A macro, because R and C have to be constants for the sums to stay in registers. */
#define ADD_PRODUCT(R, C, sums, left, stride, depth, right)                                        \
    do {                                                                                           \
        const float *left_ = (left), *right_ = (right);                                            \
        for (int k_ = 0; k_ < (depth); k_++, right_ += (C) * W)                                    \
            UNROLL for (int r_ = 0; r_ < (R); r_++) {                                              \
                const Vec one_ = all(left_[r_ * (stride) + k_]);                                   \
                UNROLL for (int c_ = 0; c_ < (C); c_++) sums[r_][c_] += one_ * at(right_ + c_ * W); \
            }                                                                                      \
    } while (0)

/* A kernel (depth, gates * units) as [block of W units][k][gate][W], zeros beyond the units. */
static void pack_gates(float *to, const float *kernel, int depth, int gates, int units) {
    for (int u = 0; u < units; u += W)
        for (int k = 0; k < depth; k++)
            for (int g = 0; g < gates; g++, to += W)
                put(to, load(kernel + ((size_t)k * gates + g) * units + u, units - u));
}

/* A kernel (rows, columns) as [block of C * W columns][row][C * W], zeros beyond the columns. */
static void pack_columns(float *to, const float *kernel, int rows, int columns, int C) {
    for (int p = 0; p < columns; p += C * W)
        for (int k = 0; k < rows; k++)
            for (int j = p; j < p + C * W; j += W, to += W)
                put(to, j < columns ? load(kernel + (size_t)k * columns + j, columns - j) : all(0));
}

/* The same of its transpose: [block of C * W rows][column][C * W], zeros beyond the rows. */
static void pack_transposed(float *to, const float *kernel, int rows, int columns, int C) {
    for (int p = 0; p < rows; p += C * W)
        for (int k = 0; k < columns; k++)
            for (int j = p; j < p + C * W; j++)
                *to++ = j < rows ? kernel[(size_t)j * columns + k] : 0.0f;
}

/* Rows (rows, gates * units) of what lies `width` floats a row, each gate in whole vectors. */
static void unpad_gates(float *to, const float *from, int rows, int gates, int units, int width) {
    for (int i = 0; i < rows; i++, from += width)
        for (int g = 0; g < gates; g++, to += units)
            memcpy(to, from + g * padded(units), (size_t)units * sizeof(float));
}

/* sums (depth, width) += left^T right over `rows` rows of left (.., depth) and right (.., width),
 * which lie `of_left` and `of_right` floats apart; width is whole vectors. */
static void add_outer(float *sums, int depth, int width, const float *left, int of_left,
                      const float *right, int of_right, int rows) {
    int c = 0;
    for (; c + 4 * W <= width; c += 4 * W)
        for (int k = 0; k < depth; k += ROWS) {
            Vec of[ROWS][4];
            const int K = depth - k < ROWS ? depth - k : ROWS;
            if (K == ROWS) {
                UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < 4; j++)
                    of[i][j] = at(sums + (size_t)(k + i) * width + c + j * W);
                for (int m = 0; m < rows; m++) {
                    const float *a = left + (size_t)m * of_left + k, *b = right + (size_t)m * of_right + c;
                    UNROLL for (int i = 0; i < ROWS; i++) {
                        const Vec one = all(a[i]);
                        UNROLL for (int j = 0; j < 4; j++) of[i][j] += one * at(b + j * W);
                    }
                }
                UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < 4; j++)
                    put(sums + (size_t)(k + i) * width + c + j * W, of[i][j]);
            } else
                for (int i = k; i < depth; i++) {
                    float *to = sums + (size_t)i * width + c;
                    UNROLL for (int j = 0; j < 4; j++) of[0][j] = at(to + j * W);
                    for (int m = 0; m < rows; m++) {
                        const Vec one = all(left[(size_t)m * of_left + i]);
                        UNROLL for (int j = 0; j < 4; j++)
                            of[0][j] += one * at(right + (size_t)m * of_right + c + j * W);
                    }
                    UNROLL for (int j = 0; j < 4; j++) put(to + j * W, of[0][j]);
                }
        }
    for (; c < width; c += W)
        for (int k = 0; k < depth; k++) {
            float *to = sums + (size_t)k * width + c;
            Vec sum = at(to);
            for (int m = 0; m < rows; m++)
                sum += all(left[(size_t)m * of_left + k]) * at(right + (size_t)m * of_right + c);
            put(to, sum);
        }
}
#endif
