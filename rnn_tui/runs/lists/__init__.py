"""Many runs at once: read quickly, filtered, sorted, and told apart."""
