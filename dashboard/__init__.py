"""One screen over all: pages that need more than one app.

before: analytics
after: nothing
"""
