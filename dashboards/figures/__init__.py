"""Pictures as pure functions: points in, plain dicts in Plotly's schema (or SVG text) out."""
