"""One window fetched: what is asked, page after page, and whether what came can be a report."""
