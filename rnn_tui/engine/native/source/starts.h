/* The step at which each sequence of a call begins to differ from the others.
 *
 * Texts that are padded in front begin with one and the same word, from the same state: until its own
 * words begin, a sequence goes through the states of the one with the most padding, and only there are
 * they kept. Under a mask it has no states there at all.
 */
#ifndef STARTS_H
#define STARTS_H
#include "calls.h"
#include "sequences.h"

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

/* Counting sort by start. */
static void put_in_order(const Call *call, Starts *s) {
    const int T = call->timesteps;
    memset(s->count, 0, sizeof(int32_t) * (T + 2));
    for (int r = 0; r < call->batch; r++) s->count[s->start[r] + 1]++;
    for (int step = 0; step < T; step++) s->count[step + 1] += s->count[step];
    for (int r = 0; r < call->batch; r++) s->order[s->count[s->start[r]]++] = r;
}

/* `alive` is the mask, or null; `number` that of the word at each place, or null. */
static Starts find_starts(const Call *call, const uint8_t *alive, const int32_t *number, int32_t *room) {
    Starts s = {room, room + ROUND((size_t)call->batch), room + 2 * ROUND((size_t)call->batch), 0, 0};
    for (int r = 0; r < call->batch; r++) {
        const size_t at = (size_t)r * call->timesteps;
        s.start[r] = 0;
        if (alive) s.start[r] = first_alive(call, alive + at);
        else if (number && call->batch > 1) s.start[r] = run_of_first_word(call, number + at);
        if (!alive && s.start[r] > s.shared) s.shared = s.start[r], s.leader = r;
    }
    const int t = time_of(call, 0), T = call->timesteps;
    for (int r = 0; s.shared && r < call->batch; r++)
        if (number[(size_t)r * T + t] != number[(size_t)s.leader * T + t]) s.start[r] = 0;
    put_in_order(call, &s);
    return s;
}

/* The sequence in whose place the states of this one after a step are kept. */
INLINE int holder_of(const Starts *s, int row, int step) {
    return s->shared && step < s->start[row] ? s->leader : row;
}
#endif
