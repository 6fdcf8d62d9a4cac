"""Tables in the shapes that people bring: each is read as it is meant, or refused with a line."""
