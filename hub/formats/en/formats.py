"""Dates spell the month, times have 24 hours."""

DATE_FORMAT = "j F Y"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
