"""The device of a run: what the machine shows, which GPU will do, which device is faster.

`hardware` looks, without TensorFlow; `gpu_choice` and `device_choice` are pure functions of that;
`speed` measures in a process of its own and remembers; `setup` tells TensorFlow.
"""
