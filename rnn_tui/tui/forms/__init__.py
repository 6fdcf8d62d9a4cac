"""Forms made from the fields of an experiment."""
