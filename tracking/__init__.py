"""What happened: sites, visitors, sessions, events.

before: tenants
after: leads
"""
