"""What the server counts, in a registry of its own, for `/metrics`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from dispatchtui.core.requests import Reply

_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """Counters of one server."""

    def __init__(self) -> None:
        """Start at nought."""
        self.registry = CollectorRegistry()
        self.commands = Counter(
            "dispatchtui_commands", "Requests that the desk answered.", ["status"], registry=self.registry
        )
        self.queue = Gauge("dispatchtui_queue", "Requests that wait for the desk.", registry=self.registry)
        self.commit = Histogram("dispatchtui_commit_seconds", "Judging and writing one transaction.",
                                buckets=_SECONDS, registry=self.registry)  # fmt: skip
        self.lag = Histogram("dispatchtui_feed_lag_seconds", "From publication to frames.",
                             buckets=_SECONDS, registry=self.registry)  # fmt: skip
        self.sockets = Gauge("dispatchtui_sockets", "Readers of the feed.", registry=self.registry)

    def answered(self, reply: Reply) -> None:
        """Count one answer."""
        self.commands.labels("duplicate" if reply.duplicate else reply.status.value).inc()

    def exposition(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)
