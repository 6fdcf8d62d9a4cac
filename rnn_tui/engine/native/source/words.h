/* The distinct words of a batch. */
#ifndef WORDS_H
#define WORDS_H
#include "vectors.h"

/* Number the ids of `places` places in the order in which they occur: `number` is that of each place,
 * `words` the ids by number, `slots` the number of each id below `most`, or -1. Returns how many words
 * there are. */
static int number_words(const int32_t *ids, size_t places, int most, int32_t *number, int32_t *slots,
                        int32_t *words) {
    int count = 0;
    memset(slots, 0xff, sizeof(int32_t) * most);
    for (size_t i = 0; i < places; i++) {
        const int32_t id = ids[i] < 0 ? 0 : ids[i] < most ? ids[i] : most - 1;
        if (slots[id] < 0) words[slots[id] = count++] = id;
        number[i] = slots[id];
    }
    return count;
}
#endif
