/* What every call that XLA makes has: a name for each instruction set, and its working memory. */
#ifndef CALLS_H
#define CALLS_H

#define NAMED_(name, set) rnn_tui_##name##_##set
#define NAMED(name, set) NAMED_(name, set)
#define PUBLIC __attribute__((visibility("default")))

/* Pieces of working memory begin at a line of the cache. */
#define ROUND(n) (((n) + 15) / 16 * 16)
#endif
