"""The vendor SLA scorecard service."""

import os

from app.memory import hold_little

# What polars has done with goes back to the system at once, and not ten seconds later: a large report would
# leave tens of megabytes behind at every step. Its allocator reads this when polars is first imported.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
hold_little()
