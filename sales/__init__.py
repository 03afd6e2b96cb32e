"""Who takes over: hand-offs, the SDR queue, touches, opportunities.

before: onsite
after: analytics
"""
