"""A Slurm of two nodes on this host, without systemd: munged, slurmctld and two slurmd.

Everything lies in one folder and on ports of its own, so that it disturbs no other Slurm. It
needs root, and Debian's packages slurm-wlm and munge.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import psutil

T = TypeVar("T")

NODES = ("n1", "n2")
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel")
SIZE = "CPUs=2 RealMemory=2000"
PATIENCE = 280.0
LOOK_SECONDS, HURRY_SECONDS, WARN_SECONDS = 0.1, 4.0, 20.0

CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={port}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmdLogFile={folder}/slurmd.%n.log
SlurmdSpoolDir={folder}/spool.%n
StateSaveLocation={folder}/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SchedulerParameters=sched_interval=2,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
SchedulerType=sched/backfill
KillWait=30
MinJobAge=600
ReturnToService=2
SlurmdTimeout=600
{nodes}
PartitionName=low Nodes=n1,n2 Default=YES PriorityTier=1 State=UP
PartitionName=high Nodes=n1,n2 PriorityTier=10 PreemptMode=OFF State=UP
"""


def why_not() -> str:
    """Why no Slurm can be started here; empty where one can."""
    missing = [name for name in PROGRAMS if _program(name) is None]
    if missing:
        return f"Slurm is not installed: no {', '.join(missing)} (Debian: slurm-wlm, munge)"
    return "" if os.geteuid() == 0 else "a Slurm of one's own needs root"


class Slurm:
    """The daemons, from construction until `stop`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "slurm.conf"
        self._daemons: list[subprocess.Popen[bytes]] = []
        self._slurmd: dict[str, subprocess.Popen[bytes]] = {}
        self._hurried = self._warned = -WARN_SECONDS
        host = socket.gethostname().partition(".")[0]
        port, *ports = _free_ports(1 + len(NODES))
        nodes = "\n".join(
            f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={at} {SIZE}"
            for name, at in zip(NODES, ports, strict=True)
        )
        self.config.write_text(
            CONFIGURATION.format(host=host, folder=folder, port=port, nodes=nodes)
        )
        (folder / "state").mkdir()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def run(self, *command: str, **environment: str) -> str:
        """A command of Slurm's, to its end; its standard output."""
        done = subprocess.run(
            command, env=self.environment | environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout.strip()

    @contextmanager
    def entered(self) -> Iterator[None]:
        """With this Slurm in the environment of this process."""
        with patch.dict(os.environ, {"SLURM_CONF": str(self.config)}):
            yield

    def queued(self, job: str, state: str = "PENDING,RUNNING") -> list[str]:
        """The tasks of the array that wait or run, or are in the state."""
        return self._try(
            "squeue", "--noheader", "-r", f"--states={state}", "-j", job, "-o%i"
        ).split()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "SLURM_CONF": str(self.config)}

    def field(self, job: str, name: str) -> str:
        """One field of `scontrol show job`, as `JobState`."""
        words = self.run("scontrol", "--oneliner", "show", "job", job).split()
        return next(word.partition("=")[2] for word in words if word.startswith(f"{name}="))

    def wait(self, found: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
        """Poll until `found` gives something."""
        end = time.monotonic() + patience
        while not (result := found()):
            if time.monotonic() > end:
                raise AssertionError(f"{what}: it never happened\n{self.logs()}")
            time.sleep(LOOK_SECONDS)
        return result

    def reaches(self, job: str, *states: str) -> str:
        """Wait until the job is in one of the states."""
        return self.wait(
            lambda: state if (state := self.field(job, "JobState")) in states else None,
            f"job {job} in {' or '.join(states)}",
        )

    def kill_node(self, name: str) -> None:
        """Kill all that runs on the node, and its daemon, as if its power were gone."""
        self._slurmd.pop(name).kill()
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("SLURMD_NODENAME") == name:
                    process.kill()
        self.run("scontrol", "update", f"NodeName={name}", "State=DOWN", "Reason=killed")

    def start_node(self, name: str) -> None:
        """Bring a node that was killed back into service."""
        self._start_node(name)
        self.run("scontrol", "update", f"NodeName={name}", "State=RESUME")
        self.wait(self._idle, "two idle nodes")

    def hurry(self, job: str) -> None:
        """Let what was put back into the queue start soon, which else would wait for minutes.

        Slurm is not asked more than once in some seconds, however often this is called.
        """
        if time.monotonic() - self._hurried < HURRY_SECONDS:
            return
        self._hurried = time.monotonic()
        for task in self.queued(job, "PENDING"):
            self._try("scontrol", "update", f"JobId={task}", "StartTime=now")

    def warn(self, job: str) -> None:
        """Send to each task that runs what comes before its time is up.

        Called again it is sent again after a while: whoever had it may have been at its end.
        """
        if time.monotonic() - self._warned < WARN_SECONDS:
            return
        self._warned = time.monotonic()
        for task in self.queued(job, "RUNNING"):
            self._try("scancel", "--batch", "--signal=USR1", task)

    def logs(self) -> str:
        """The ends of all logs, for a test that fails."""
        found = sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")])
        return "\n".join(f"--- {path.name}\n{path.read_text()[-1000:]}" for path in found)

    def stop(self) -> None:
        """End the jobs and the daemons."""
        if self._daemons:
            jobs = self._try("squeue", "--noheader", "--format=%A").split()
            if jobs:
                self._try("scancel", "--signal=KILL", "--full", *jobs)
                self._try("scancel", *jobs)
        for daemon in reversed(self._daemons):
            daemon.terminate()
        for daemon in self._daemons:
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self._daemons.clear()

    def _try(self, *command: str) -> str:
        try:
            return self.run(*command)
        except (AssertionError, OSError):
            return ""

    def _start(self) -> None:
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self.folder.chmod(0o755)
        self._daemon(
            "munged",
            *("--foreground", "--force", f"--key-file={key}"),
            *(f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munged.pid"),
            *(f"--seed-file={self.folder}/munge.seed", f"--log-file={self.folder}/munged.log"),
        )
        self.wait(lambda: (self.folder / "munge.socket").exists(), "the socket of munged")
        self._daemon("slurmctld", "-D", "-f", str(self.config))
        for name in NODES:
            self._start_node(name)
        self.wait(self._idle, "two idle nodes")

    def _start_node(self, name: str) -> None:
        self._slurmd[name] = self._daemon("slurmd", "-D", "-N", name, "-f", str(self.config))

    def _idle(self) -> bool:
        states = self._try("sinfo", "--noheader", "--Node", "--partition=low", "--format=%t")
        return states.split() == ["idle", "idle"]

    def _daemon(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        path = _program(program)
        assert path is not None
        with (self.folder / f"{program}.{len(self._daemons)}.out").open("wb") as out:
            self._daemons.append(
                subprocess.Popen(
                    [path, *arguments],
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    start_new_session=True,
                )
            )
        return self._daemons[-1]


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports
