#!/usr/bin/env bash
# Optuna 5.0.0: one `ask` with fixed distributions is several writes to the journal.
#
# `study.ask(fixed_distributions)` on a JournalStorage appends the new trial first, and then each of its
# values by itself, taking and leaving the file's lock each time. A process that is killed in between
# leaves a trial that stays RUNNING with some of its values, and whoever reads the journal meanwhile sees
# it so. `create_trial` and `study.add_trial` write a whole trial at once.
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
seen: list[dict[str, float]] = []


class Watched(JournalFileBackend):
    """After each write another reader looks at the last trial."""

    def append_logs(self, logs):
        super().append_logs(logs)
        other = JournalStorage(JournalFileBackend("study.log"))
        for study in other.get_all_studies():
            for trial in other.get_all_trials(study._study_id):
                seen.append(dict(trial.params))


study = optuna.create_study(storage=JournalStorage(Watched("study.log")))
study.ask({"rate": FloatDistribution(0, 1), "dropout": FloatDistribution(0, 1)})
keys = [sorted(values) for values in seen]
print("what a reader sees of the trial, write by write:", keys)
assert keys == [[], ["rate"], ["dropout", "rate"]], "the trial is written at once by now"
PYTHON
