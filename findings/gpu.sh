#!/usr/bin/env bash
# TensorFlow 2.21.0, Keras 3.15.1 (Python 3.11, Linux on x86, no GPU needed):
#
# 1. The PyPI wheel knows its GPU kernels where there is no GPU: a test on a CPU can tell which
#    operations of a traced graph could run on a GPU, and which of their inputs stay in the host's
#    memory. `CudnnRNNV3` has GPU kernels alone and wants `sequence_lengths` on the host; adding
#    int32 is done on the host as well, adding float32 is not.
# 2. `use_cudnn="auto"` of LSTM and GRU asks whether a GPU is *visible*, not where the layer is
#    placed: under `tf.device("/CPU:0")` on a machine with a GPU the graph holds CudnnRNNV3.
# 3. GlobalAveragePooling1D over a sequence that is masked wholly (an empty text) is NaN.
#
# Prints what was seen; ends with 1 where one of them is otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q 'tensorflow==2.21.0' 'keras==3.15.1'
cat >"$folder/see.py" <<'PY'
import keras, numpy as np, tensorflow as tf
from tensorflow.python.framework import kernels

assert (tf.__version__, keras.__version__) == ("2.21.0", "3.15.1")


def on(operation, device, dtype=None):
    """The kernels of an operation for a device, those that take the dtype alone."""
    found = [k for k in kernels.get_registered_kernels_for_op(operation).kernel if k.device_type == device]
    want = None if dtype is None else tf.as_dtype(dtype).as_datatype_enum
    return [k for k in found if want is None or any(want in c.allowed_values.list.type for c in k.constraint)]


assert not tf.config.list_physical_devices("GPU")
host = {name for kernel in on("CudnnRNNV3", "GPU") for name in kernel.host_memory_arg}
print("1. CudnnRNNV3: CPU kernels", len(on("CudnnRNNV3", "CPU")), "GPU", len(on("CudnnRNNV3", "GPU")), "host:", sorted(host))
assert not on("CudnnRNNV3", "CPU") and on("CudnnRNNV3", "GPU") and "sequence_lengths" in host
adding = {dtype: [list(k.host_memory_arg) for k in on("AddV2", "GPU", dtype)] for dtype in ("float32", "int32")}
print("   AddV2 on a GPU, arguments in the host's memory:", adding, "of int32 on DEFAULT:",
      [list(k.host_memory_arg) for k in on("AddV2", "DEFAULT", "int32")])
assert adding["float32"] == [[]]
assert all("x" in each for each in adding["int32"] + [list(k.host_memory_arg) for k in on("AddV2", "DEFAULT", "int32")])

real = tf.config.list_logical_devices
tf.config.list_logical_devices = lambda kind=None: ["a GPU"] if kind == "GPU" else real(kind)
layer = keras.layers.LSTM(4)
layer.build((2, 3, 5))


@tf.function
def step(x):
    with tf.device("/CPU:0"):
        return layer(x)


graph = step.get_concrete_function(tf.zeros([2, 3, 5])).graph
inner = [n.op for f in graph.as_graph_def().library.function for n in f.node_def]
operations = {op.type for op in graph.get_operations()} | set(inner)
print("2. under tf.device('/CPU:0') the graph holds CudnnRNNV3:", "CudnnRNNV3" in operations)
assert "CudnnRNNV3" in operations

tf.config.list_logical_devices = real
mean = keras.Sequential([keras.Input((3,), dtype="int32"), keras.layers.Embedding(5, 2, mask_zero=True), keras.layers.GlobalAveragePooling1D()])
out = mean(np.array([[0, 0, 0], [0, 1, 2]])).numpy()
print("3. the mean over an empty text:", out[0], "over another:", np.isfinite(out[1]).all())
assert np.isnan(out[0]).all() and np.isfinite(out[1]).all()
PY
TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/see.py" 2>/dev/null
