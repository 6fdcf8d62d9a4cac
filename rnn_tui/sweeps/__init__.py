"""A sweep: many runs of one experiment, in one folder with one journal, worked on by any number
of workers, here and on other hosts.

```
runs/NAME/          a sweep; itself a runs folder
  sweep.toml        the experiment with its [sweep]: a configuration like any other
  sweep.jsonl       the journal: what each trial is, and what became of it
  000/ 001/ …       its runs, named by the trial; 000-s0 000-s1 with several seeds
  workers/          a locked file for each running worker
  workers.log       what workers that were started in the background have said
```

**A trial** is a combination of values, **a unit** one run of it with one seed. Nothing is stored
twice: the journal says what a trial is (its values, its outcome), the run's directory what it has
done (epochs, checkpoints, results). No outcome and a live run: running. No outcome and a stopped
or lost run: waiting for a worker. No outcome and no run: asked.

**The journal** (`lines`, `journal`, `state`) has one JSON object a line, each one fact:
`created`, `asked` (a trial: values, seeds), `taken` (a worker begins, resumes or follows a run),
`reported` (the objective after an epoch and the decision about it, where the sweep prunes), `told`
(an outcome, for good), `tested` (the test of the best trial, once all are over), `requested` (run,
hold or stop, to all workers), `moved`, `removed` (the order of a queue, and what leaves it),
`submitted` (batch jobs). A reader needs no lock. It may trust every complete line that it can
parse: lines are appended whole, waited for until they are on the disk, and never changed. (Of
several lines at once that do not fit onto a full disk, those that did are taken back; the reader
begins anew, as `Journal.shrunk` says.) A line without an end is being written, or its writer was
killed; the next writer ends it, and it is skipped. Of two lines about one thing the first counts
(`told`, `asked`), or the last (`requested`, `moved`, `taken`). A line of another version is skipped
by readers, and keeps workers from working.

**Workers** (`taking`, `workers`, `worker`) decide under the journal's lock: read what is new, see
who is running, choose, append, let go. The lock is the kernel's (flock): a killed worker holds
nobody up. A run belongs to the worker of its last `taken` line for as long as that worker runs,
which its own locked file says. So no run is trained twice and none is forgotten, whatever is
killed. NFS 4, and NFS 3 with its lock daemon, pass such locks between hosts, and a client reads a
file anew when it has locked it. Clocks of hosts are never compared: where locks cannot tell
whether a worker on another host is running, the age of its file tells, by the file server's clock.

**A queue** is the same thing: a sweep whose trials are added by hand (`Asked.by`, with a file of
the sweep as `experiment`, or values), ordered by `moved`, held and continued by `requested`, and
run by one worker; `CreatedSweep.beside` puts its runs beside it.

`samplers` says what to try; `create`, `launch` and `overview` make a sweep, start workers, and
read it all into one view.
"""
