/* The shape of a call, and its sequences as steps in time. */
#ifndef SEQUENCES_H
#define SEQUENCES_H
#include "vectors.h"

typedef struct {
    int32_t cell, batch, timesteps, units;
    int32_t features;  /* of the words' table; 0 where the input comes as W x */
    int32_t words;     /* rows of that table */
    int32_t backwards; /* run through the input from its end, Keras's go_backwards */
    int32_t masked;    /* the last operand is a mask (batch, timesteps) of bytes */
    int32_t sequences; /* the gradient comes to all timesteps, not to the last alone */
} Call;

INLINE int time_of(const Call *call, int step) {
    return call->backwards ? call->timesteps - 1 - step : step;
}

INLINE int is_alive(const uint8_t *alive, const Call *call, int r, int t) {
    return !alive || alive[(size_t)r * call->timesteps + t];
}

/* Of one sequence; `timesteps` where all of it is masked. */
INLINE int first_alive(const Call *call, const uint8_t *alive) {
    int step = 0;
    while (step < call->timesteps && !alive[time_of(call, step)]) step++;
    return step;
}
#endif
