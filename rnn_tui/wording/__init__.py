"""Words for values: one rule for each kind, used by the app, the command line and the engine.

Plain values come in, text goes out. Numbers, shares, rates and sizes stand in `numbers`, times in
`times`, lists in `lists`, positions in `positions`, progress in `progress`, and how a run ended
in `endings`. The room stands on the standard library, so that every other room may use it.
"""
