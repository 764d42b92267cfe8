"""The demo: a sample world relived, pulled and judged, then served to a browser on this machine."""
