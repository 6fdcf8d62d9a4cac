"""The Data screen: source, sizes, lengths, examples."""
