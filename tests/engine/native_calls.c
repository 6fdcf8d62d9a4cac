/* Calls the native loops with random shapes and operands of just the size they need.
 *
 * For AddressSanitizer and UndefinedBehaviorSanitizer: prints how many calls were made. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "calls.h"

typedef struct {
    int32_t cell, batch, timesteps, units, features, words, backwards, masked, sequences;
} Call;

void NAMED(forward, SET)(void **, const void **, const char *, size_t, void *);
void NAMED(backward, SET)(void **, const void **, const char *, size_t, void *);
size_t NAMED(forward_room, SET)(const Call *);
size_t NAMED(backward_room, SET)(const Call *);

typedef struct {
    int32_t rule, words, features, places;
} Update;

void NAMED(update, SET)(void **, const void **, const char *, size_t, void *);
size_t NAMED(update_room, SET)(const Update *);

static uint32_t state = 1;

static int draw(int least, int most) {
    state = state * 1664525u + 1013904223u;
    return least + (int)((state >> 8) % (uint32_t)(most - least + 1));
}

static float *floats(size_t count) {
    float *made = malloc(count * sizeof(float));
    for (size_t i = 0; i < count; i++) made[i] = draw(-100, 100) / 200.0f;
    return made;
}

static void make_calls(void) {
    Call c = {draw(0, 2), draw(1, 9), draw(1, 7), draw(1, 40), 0, 0, draw(0, 1), draw(0, 1), draw(0, 1)};
    if (draw(0, 1)) c.features = draw(1, 30), c.words = draw(1, 20);
    const size_t gates = c.cell == 0 ? 1 : c.cell == 1 ? 4 : 3, kept = c.cell ? 4 : 0;
    const size_t U = c.units, F = c.features, places = (size_t)c.batch * c.timesteps;
    int32_t *ids = malloc(places * sizeof(int32_t));
    uint8_t *mask = malloc(places);
    for (size_t i = 0; i < places; i++) ids[i] = draw(-1, c.words), mask[i] = draw(0, 2) > 0;
    for (int r = 0; r < c.batch; r++)
        for (int t = draw(0, c.timesteps) - 1; t >= 0; t--) ids[(size_t)r * c.timesteps + t] = 0;

    const size_t width = gates * U, biases = c.cell == 2 ? 6 * U : width;
    float *in[] = {F ? floats(c.words * F) : floats(places * width), floats(U * width), floats(biases), floats(F * width)};
    float *kept_of[] = {floats(places * kept * U), floats(c.cell == 1 ? places * U : 0), floats(places * U), floats(c.batch * U)};
    float *room = floats(NAMED(forward_room, SET)(&c));
    const void *forward[6] = {in[0], in[1], in[2], F ? (void *)in[3] : mask, ids, mask};
    void *states[] = {kept_of[0], kept_of[1], kept_of[2], kept_of[3], room};
    NAMED(forward, SET)(states, forward, (const char *)&c, sizeof c, 0);

    float *upstream = floats(c.sequences ? places * U : c.batch * U);
    float *gradients[] = {floats(places * (F ? F : width)), floats(U * width), floats(biases), floats(F * width), floats(NAMED(backward_room, SET)(&c))};
    const void *backward[9] = {kept_of[0], kept_of[1], kept_of[2], upstream, in[1], F ? (void *)in[0] : mask, in[3], ids, mask};
    NAMED(backward, SET)((void **)gradients, backward, (const char *)&c, sizeof c, 0);

    for (int i = 0; i < 4; i++) free(in[i]), free(kept_of[i]);
    for (int i = 0; i < 5; i++) free(gradients[i]);
    free(ids), free(mask), free(room), free(upstream);
}

static void make_update(void) {
    const Update u = {draw(0, 5), draw(1, 30), draw(1, 40), draw(1, 50)};
    const size_t table = (size_t)u.words * u.features, v = u.rule == 4 ? 0 : table, m = u.rule == 1 || u.rule == 2 ? table : 0;
    int32_t *ids = malloc(u.places * sizeof(int32_t));
    for (int i = 0; i < u.places; i++) ids[i] = draw(-1, u.words);
    float *in[] = {floats(table), floats(v), floats(m), floats(9), 0, floats((size_t)u.places * u.features)};
    float *out[] = {in[0], in[1], in[2], floats(NAMED(update_room, SET)(&u))};
    for (size_t i = 0; i < v; i++) in[1][i] *= in[1][i];
    const void *operands[] = {in[0], in[1], in[2], in[3], ids, in[5]};
    NAMED(update, SET)((void **)out, operands, (const char *)&u, sizeof u, 0);
    for (int i = 0; i < 6; i++) free(in[i]);
    free(out[3]), free(ids);
}

int main(int count, char **arguments) {
    const int calls = count > 1 ? atoi(arguments[1]) : 100;
    for (int i = 0; i < calls; i++) make_calls(), make_update();
    printf("%d calls\n", calls);
    return 0;
}
