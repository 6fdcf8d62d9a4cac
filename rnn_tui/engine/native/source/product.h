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

/* R rows from k and C vectors from c on of what `add_outer` adds up. */
INLINE void add_block(const int R, const int C, float *sums, int width, const float *left, int of_left,
                      const float *right, int of_right, int rows) {
    Vec of[R][C];
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int j = 0; j < C; j++)
        of[i][j] = at(sums + (size_t)i * width + j * W);
    for (int m = 0; m < rows; m++, left += of_left, right += of_right)
        UNROLL for (int i = 0; i < R; i++) {
            const Vec one = all(left[i]);
            UNROLL for (int j = 0; j < C; j++) of[i][j] += one * at(right + j * W);
        }
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int j = 0; j < C; j++)
        put(sums + (size_t)i * width + j * W, of[i][j]);
}

/* sums (depth, width) += left^T right over `rows` rows of left (.., depth) and right (.., width),
 * which lie `of_left` and `of_right` floats apart; width is whole vectors. */
static void add_outer(float *sums, int depth, int width, const float *left, int of_left,
                      const float *right, int of_right, int rows) {
#define BLOCK(R, C) add_block(R, C, sums + (size_t)k * width + c, width, left + k, of_left, right + c, of_right, rows)
#define BLOCKS(C)                                             \
    for (; c + (C) * W <= width; c += (C) * W) {              \
        int k = 0;                                            \
        for (; k + ROWS <= depth; k += ROWS) BLOCK(ROWS, C);  \
        for (; k + 2 <= depth; k += 2) BLOCK(2, C);           \
        for (; k < depth; k++) BLOCK(1, C);                   \
    }
    int c = 0;
    BLOCKS(4)
    BLOCKS(2)
    BLOCKS(1)
#undef BLOCKS
#undef BLOCK
}
#endif
