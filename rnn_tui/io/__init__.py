"""The lowest room: files, folders, text, streams, signals and exit codes.

Everything that is read, written or shown may come from somebody else. So files are opened as
regular files (`reading`), arrays are read within their limits (`npz`), files are written under
names that nobody can guess (`writing`), text is made safe for a terminal (`text`), and what the
system says about a fault has one wording (`faults`).
"""
