"""The output of `--json`: the shape of each kind of document, and its text.

The JSON schema of a shape, and the page docs/json.md, are made from it (`schemas`). Each has
`v`, the version of its shape: keys may be added within a version; it is raised when a key goes,
or changes its meaning. Numbers that are not finite are null.
"""
