/* A digest of the files that this library was compiled from: see `hatch_build.py`. */
__attribute__((visibility("default"))) const char *rnn_tui_sources(void) { return SOURCES; }

/* Which of the compiled loops this processor runs best. */
__attribute__((visibility("default"))) const char *rnn_tui_instructions(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return "avx512";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "avx2";
#endif
    return "plain";
}
