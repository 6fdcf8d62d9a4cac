"""The lowest room: files, folders and text where they meet the world outside.

Everything that is read, written or shown may come from somebody else. So files are opened as
regular files (`reading`), written under names that nobody can guess (`writing`), what the
system says about them has one wording (`faults`), and text is made safe for a terminal (`text`).
"""
