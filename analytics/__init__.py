"""What came of it: reports. Reads everything, changes nothing but the funnels that people define here.

before: sales
after: dashboard
"""
