"""Who it was: people, companies, identity, life-cycle stage.

before: tracking
after: scoring
"""
