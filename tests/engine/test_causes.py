"""What a user reads of TensorFlow's errors: the texts are TensorFlow 2.21's own."""

import pytest
import tensorflow as tf

from rnn_tui.engine.causes import LONGEST, cause_of

NO_KERNEL_UNDER_XLA = """Graph execution error:

Detected at node CudnnRNNV3 defined at (most recent call last):
<stack traces unavailable>
Detected at node CudnnRNNV3 defined at (most recent call last):
<stack traces unavailable>
Detected at node CudnnRNNV3 defined at (most recent call last):
<stack traces unavailable>
Detected at node CudnnRNNV3 defined at (most recent call last):
<stack traces unavailable>
Detected unsupported operations when trying to compile graph __inference_f_20[] on XLA_GPU_JIT: \
CudnnRNNV3 (No registered 'CudnnRNNV3' OpKernel for XLA_GPU_JIT devices compatible with node \
{{node gru_1/CudnnRNNV3}}){{node gru_1/CudnnRNNV3}}
The op is created at:\x20
File "runpy.py", line 198, in _run_module_as_main
File "steps.py", line 80, in whole
\ttf2xla conversion failed while converting __inference_f_20[]. Run with \
TF_DUMP_GRAPH_PREFIX=/path/to/dump/dir and --vmodule=xla_compiler=2 to obtain a dump of the \
compiled functions.
\t [[StatefulPartitionedCall]] [Op:__inference_g_25]"""

NO_KERNEL = """No OpKernel was registered to support Op 'CudnnRNNV3' used by {{node CudnnRNNV3}} \
with these attrs: [time_major=false, direction="unidirectional", T=DT_FLOAT, num_proj=0]
Registered devices: [CPU]
Registered kernels:
  device='GPU'; T in [DT_DOUBLE]
  device='GPU'; T in [DT_FLOAT]

\t [[CudnnRNNV3]] [Op:__inference_h_43]"""

NO_MEMORY = """Graph execution error:

Detected at node zeros defined at (most recent call last):
  File "steps.py", line 26, in <module>

  File "steps.py", line 25, in m

OOM when allocating tensor with shape[100000,1000] and type float on \
/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc
\t [[{{node zeros}}]]
Hint: If you want to see a list of allocated tensors when OOM happens, add \
report_tensor_allocations_upon_oom to RunOptions for current allocation info.
 [Op:__inference_m_56]"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            NO_KERNEL_UNDER_XLA,
            "Detected unsupported operations when trying to compile graph on XLA_GPU_JIT: "
            "CudnnRNNV3 (No registered 'CudnnRNNV3' OpKernel for XLA_GPU_JIT devices compatible "
            "with node gru_1/CudnnRNNV3)",
        ),
        (NO_KERNEL, "No OpKernel was registered to support Op 'CudnnRNNV3' used by CudnnRNNV3"),
        (
            NO_MEMORY,
            "OOM when allocating tensor with shape[100000,1000] and type float on GPU:0 by "
            "allocator GPU_0_bfc",
        ),
        ("DNN library is not found. [Op:Conv2D]", "DNN library is not found."),
        ("libdevice not found at ./libdevice.10.bc", "libdevice not found at ./libdevice.10.bc"),
    ],
)
def test_the_cause_and_nothing_around_it(text: str, told: str) -> None:
    assert cause_of(tf.errors.InternalError(None, None, text)) == f"InternalError: {told}"


def test_tensorflow_still_speaks_like_that() -> None:
    @tf.function(jit_compile=True)
    def compiled(x: tf.Tensor) -> tf.Tensor:
        zero = tf.zeros([2, 1, 4])
        return tf.raw_ops.CudnnRNNV3(
            input=x,
            input_h=zero,
            input_c=zero,
            params=tf.zeros([160]),
            sequence_lengths=[3, 3],
            time_major=False,
        )[0]

    with pytest.raises(tf.errors.InvalidArgumentError) as found:
        tf.function(lambda x: compiled(x) + 1.0)(tf.zeros([2, 3, 4]))
    told = cause_of(found.value)
    assert "CudnnRNNV3 (No registered 'CudnnRNNV3' OpKernel for XLA_CPU_JIT devices" in told
    for noise in ("stack traces", "{{node", "[Op:", "File ", "__inference"):
        assert noise not in told


def test_a_cause_is_bounded_and_never_empty() -> None:
    assert cause_of(ValueError()) == "ValueError"
    assert len(cause_of(ValueError("word " * 1000))) <= LONGEST + len("ValueError: ")
