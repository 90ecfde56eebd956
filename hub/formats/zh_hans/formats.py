"""Dates spell the month, times have 24 hours."""

DATE_FORMAT = "Y年n月j日"
YEAR_MONTH_FORMAT = "Y年n月"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y年n月j日 H:i"
