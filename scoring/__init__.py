"""What it means: behaviour tags, score, the ledger that explains it.

before: leads
after: journeys
"""
