/* The step at which each sequence of a call begins to differ from the others.
 *
 * Texts that are padded in front begin with one and the same word, from the same state: until its own
 * words begin, a sequence goes through the states of the one with the most padding. Under a mask it
 * has no states there at all.
 */
#ifndef STARTS_H
#define STARTS_H
#include "loops.h"

typedef struct {
    int32_t *start; /* of each sequence */
    int32_t *order; /* the sequences by their start */
    int32_t *count; /* room for sorting, timesteps + 2 */
    int32_t leader; /* the sequence whose first steps the others share */
    int shared;     /* how many steps those are; 0: every sequence begins by itself */
} Starts;

static size_t starts_room(const Call *c) {
    return 2 * ROUND((size_t)c->batch) + ROUND((size_t)c->timesteps + 2);
}

static int run_of_first_word(const Call *call, const int32_t *number) {
    const int32_t first = number[time_of(call, 0)];
    int step = 1;
    while (step < call->timesteps && number[time_of(call, step)] == first) step++;
    return step;
}

static Starts find_starts(const Forward *f, int32_t *room) {
    const Call *call = f->call;
    Starts s = {room, room + ROUND((size_t)call->batch), room + 2 * ROUND((size_t)call->batch), 0, 0};
    for (int r = 0; r < call->batch; r++) {
        const size_t at = (size_t)r * call->timesteps;
        s.start[r] = 0;
        if (f->alive) s.start[r] = first_alive(call, f->alive + at, 1);
        else if (f->number && call->batch > 1) s.start[r] = run_of_first_word(call, f->number + at);
        if (!f->alive && s.start[r] > s.shared) s.shared = s.start[r], s.leader = r;
    }
    if (!s.shared) return s;
    const int t = time_of(call, 0), T = call->timesteps;
    for (int r = 0; r < call->batch; r++)
        if (f->number[(size_t)r * T + t] != f->number[(size_t)s.leader * T + t]) s.start[r] = 0;
    return s;
}

/* Counting sort by start. */
static void put_in_order(const Call *call, Starts *s) {
    const int T = call->timesteps;
    memset(s->count, 0, sizeof(int32_t) * (T + 2));
    for (int r = 0; r < call->batch; r++) s->count[s->start[r] + 1]++;
    for (int step = 0; step < T; step++) s->count[step + 1] += s->count[step];
    for (int r = 0; r < call->batch; r++) s->order[s->count[s->start[r]]++] = r;
}

/* The state of a sequence at its start, and all that was kept before it. */
static void take_up(const Forward *f, const Starts *s, int row, float *h) {
    const Call *call = f->call;
    const int U = call->units, P = padded(U), K = kept_of(call->cell), is_lstm = call->cell == LSTM, steps = s->start[row];
    const size_t here = (size_t)row * call->timesteps, there = (size_t)s->leader * call->timesteps;
    float *c = h + 2 * ROWS * P;
    memset(h, 0, sizeof(float) * P), memset(c, 0, sizeof(float) * P);
    if (steps && !s->shared) { /* masked: nothing of it is read but h and c */
        memset(f->h + here * U, 0, sizeof(float) * U * steps);
        if (is_lstm) memset(f->c + here * U, 0, sizeof(float) * U * steps);
    } else if (steps) {
        if (row != s->leader) {
            memcpy(f->h + here * U, f->h + there * U, sizeof(float) * U * steps);
            memcpy(f->kept + here * K * U, f->kept + there * K * U, sizeof(float) * K * U * steps);
            if (is_lstm) memcpy(f->c + here * U, f->c + there * U, sizeof(float) * U * steps);
        }
        memcpy(h, f->h + (here + steps - 1) * U, sizeof(float) * U);
        if (is_lstm) memcpy(c, f->c + (here + steps - 1) * U, sizeof(float) * U);
    }
}
#endif
