"""The worker: the process that searches."""
