"""What was agreed: the terms with findings in place, versions compared, other terms tried; the calendar."""
