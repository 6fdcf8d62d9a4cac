"""The engine as a process: starting, finding, killing it; its batch job; what runs at its end."""
