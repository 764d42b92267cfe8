"""The contracts of one's organisation: each with its next step, and the form that opens another one."""
