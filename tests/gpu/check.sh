#!/usr/bin/env bash
# Check rnn-tui on a machine with an NVIDIA GPU, in under five minutes, and print what was found:
#
#     pip install 'rnn-tui[cuda]' pytest pytest-timeout    # or a wheel: pip install './rnn_tui-….whl[cuda]'
#     tests/gpu/check.sh                                   # PYTHON=… for another Python
#
# Needs this folder and an installed program, no checkout. --cpu tries the script without a GPU.
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
began=$SECONDS
[ "${1:-}" = --cpu ] && export RNN_TUI_CHECK_ON=cpu

echo "== the machine"
"$python" -m rnn_tui doctor || echo "doctor ended with $?"
if [ "${RNN_TUI_CHECK_ON:-gpu}" = gpu ]; then
    "$python" - <<'PY' || exit 1
import json, subprocess, sys
told = json.loads(subprocess.run([sys.executable, "-m", "rnn_tui", "doctor", "--json"], stdout=subprocess.PIPE).stdout)
if told["gpu"] is None:
    sys.exit("no GPU to check: " + ("; ".join(each["problem"] for each in told["trouble"]) or "there is none"))
PY
fi

echo "== the tests"
"$python" -m pytest -c /dev/null --rootdir "$here" -p no:cacheprovider -q -rsA --tb=short \
    --no-header -W ignore -o markers="gpu: needs a GPU" "$here" 2>&1 | grep -v '^PASSED\|^-----' | tail -150
tests=${PIPESTATUS[0]}

if [ "${RNN_TUI_CHECK_ON:-gpu}" = gpu ]; then
    echo "== the speed"
    left=$((280 - (SECONDS - began)))
    if [ "$left" -gt 20 ]; then "$python" "$here/speed_table.py" "$left"; else echo "no time left for it"; fi
fi

echo "== done in $((SECONDS - began)) s; tests: $([ "$tests" = 0 ] && echo passed || echo FAILED)"
exit "$tests"
