"""Ground floor: scope, facts, audit, claimed work, clock, ids, SQL. Knows no domain noun.

before: nothing
after: tenants
"""
