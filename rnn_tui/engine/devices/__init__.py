"""Which device a run is trained on: what the machine shows, which GPU will do, which is faster.

`hardware` looks, without TensorFlow; `gpu_choice` and `device_choice` are pure functions of that;
`speed` measures in a process of its own and remembers; `setup` tells TensorFlow.
"""
