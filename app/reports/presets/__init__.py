"""Presets: how the reports of well-known systems are read, a data file each (`vendors/`).

They lie in the room of reports and not in that of sources, because a preset says what columns mean, and
uploads, pulls, pages and the command line all ask for the same.
"""
