"""Files for the review: a contract's quarter and the portfolio, as PDF, as a workbook and as CSV."""
