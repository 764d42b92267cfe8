"""A report read: opened, its header found, its rows checked and made into sheets. Pure, nothing is stored."""
