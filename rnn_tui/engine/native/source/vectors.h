/* Vectors of W floats in GNU C: what every loop below is written in.
 *
 * W is the number of floats in a register of the instruction set that is compiled for. Each lane is
 * one unit of a layer, and a sum over units runs in order, so W changes no result.
 */
#ifndef VECTORS_H
#define VECTORS_H

#ifndef W
#error "W, the floats of a vector, and ROWS, the sequences at a time, come from the command line"
#endif

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef float Vec __attribute__((vector_size(4 * W), aligned(4), may_alias));
typedef int32_t Ints __attribute__((vector_size(4 * W), aligned(4), may_alias));

/* A subtraction, which compilers leave out: x + 0 is not x where x is -0. */
INLINE Vec all(float x) { return x - (Vec){0}; }
INLINE Vec at(const float *from) { return *(const Vec *)from; }
INLINE void put(float *to, Vec v) { *(Vec *)to = v; }
INLINE int padded(int n) { return (n + W - 1) / W * W; }

/* The first n of W floats, zeros after them. */
INLINE Vec load(const float *from, int n) {
    if (n >= W) return at(from);
    float padded_out[W] = {0};
    memcpy(padded_out, from, (size_t)n * sizeof(float));
    return at(padded_out);
}

INLINE void store(float *to, Vec v, int n) {
    if (n >= W) put(to, v);
    else memcpy(to, &v, (size_t)n * sizeof(float));
}

INLINE Vec where(Ints when, Vec yes, Vec no) {
    return (Vec)(((Ints)yes & when) | ((Ints)no & ~when));
}

/* tanh(x) = over / under, the rational approximation of Eigen and XLA, good to 3e-7.
 * The bound is not a minimum and a maximum: those would turn NaN into a number. */
typedef struct { Vec over, under; } Fraction;

INLINE Fraction tanh_fraction(Vec x) {
    const float bound = 7.90531110763549805f;
    x = where(x > bound, all(bound), x);
    x = where(x < -bound, all(-bound), x);
    Vec s = x * x;
    Vec over = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
    over = over * s + -8.60467152213735e-11f;
    over = over * s + 5.12229709037114e-08f;
    over = over * s + 1.48572235717979e-05f;
    over = over * s + 6.37261928875436e-04f;
    over = over * s + 4.89352455891786e-03f;
    Vec under = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
    under = under * s + 2.26843463243900e-03f;
    under = under * s + 4.89352518554385e-03f;
    return (Fraction){x * over, under};
}

INLINE Vec tanh_of(Vec x) {
    Fraction f = tanh_fraction(x);
    return f.over / f.under;
}

/* sigmoid(x) = (tanh(x / 2) + 1) / 2 = over / under. */
INLINE Fraction sigmoid_fraction(Vec x) {
    Fraction f = tanh_fraction(0.5f * x);
    return (Fraction){0.5f * (f.over + f.under), f.under};
}

/* Call F with the number n as a constant. */
#if ROWS == 6
#define FOR_ROWS(n, F, ...)                \
    switch (n) {                           \
    case 1: F(1, __VA_ARGS__); break;      \
    case 2: F(2, __VA_ARGS__); break;      \
    case 3: F(3, __VA_ARGS__); break;      \
    case 4: F(4, __VA_ARGS__); break;      \
    case 5: F(5, __VA_ARGS__); break;      \
    default: F(6, __VA_ARGS__);            \
    }
#else
#define FOR_ROWS(n, F, ...)                \
    switch (n) {                           \
    case 1: F(1, __VA_ARGS__); break;      \
    case 2: F(2, __VA_ARGS__); break;      \
    default: F(3, __VA_ARGS__);            \
    }
#endif

#endif
