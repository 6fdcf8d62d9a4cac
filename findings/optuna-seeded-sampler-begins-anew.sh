#!/usr/bin/env bash
# Optuna 5.0.0: a sampler with a seed begins anew when the process does.
#
# The seed of a TPESampler or RandomSampler belongs to the object, not to the study. A script that is
# started again on the same storage, with the same seed, first asks for the values that it has already
# tried. A sampler for each trial, seeded by the number of the trial, goes on.
#
# Exits non-zero where that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "optuna==5.0.0"
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import optuna
from optuna.distributions import FloatDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
space = {"x": FloatDistribution(0, 1)}


def life(count: int) -> list[float]:
    """What a script asks for that is started on the study and ends after some trials."""
    storage = JournalStorage(JournalFileBackend("study.log"))
    sampler = optuna.samplers.TPESampler(seed=0)
    study = optuna.create_study(
        study_name="s", storage=storage, sampler=sampler, load_if_exists=True
    )
    found = []
    for _ in range(count):
        trial = study.ask(space)
        found.append(trial.params["x"])
        study.tell(trial, found[-1])
    return found


first, second = life(3), life(3)
print("first start: ", first)
print("second start:", second)
assert first == second, "the second start goes on by now"
PYTHON
