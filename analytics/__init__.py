"""What came of it: reports. Reads everything, changes nothing.

before: sales
after: dashboard
"""
