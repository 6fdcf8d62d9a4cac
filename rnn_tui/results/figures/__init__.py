"""Plots in print quality, drawn by matplotlib: no other room imports it.

A `Figure` of ours says what is to be seen; `drawing` draws it, `saving` makes a file of it. Without
`matplotlib.pyplot` there is no window, no state that two threads could share, and nothing is read
from a person's own matplotlib settings but fonts.
"""
