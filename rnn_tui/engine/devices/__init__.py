"""Which device a run is trained on: what the machine shows, which GPU will do, which is faster.

`seen` looks, without TensorFlow; `verdict` and `choice` are pure functions of what was seen;
`speed` measures in a process of its own and remembers; `setup` tells TensorFlow.
"""
