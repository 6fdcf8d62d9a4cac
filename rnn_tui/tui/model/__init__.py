"""The Model screen: the stack, the selected layer, the problems."""
