"""The app in a browser: `rnn-tui serve`.

textual-serve runs the app as a process for each page that is opened and carries its screen over a
websocket; here is what it lacks: who may open the page (`access.py`), a page that asks no
other server for anything, and an end that leaves no process behind. Whoever is let in can do
what the user can do at a shell: the app reads and writes files and runs commands.
"""
