"""Numbers as Chinese business pages write them: 72,000."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
