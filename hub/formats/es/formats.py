"""Dates spell the month, times have 24 hours."""

DATE_FORMAT = "j \\d\\e F \\d\\e Y"
YEAR_MONTH_FORMAT = "F \\d\\e Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j \\d\\e F \\d\\e Y, H:i"
