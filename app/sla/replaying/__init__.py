"""Replaying: everything that a judgement consumed as one record, and the judgement again from that record."""
