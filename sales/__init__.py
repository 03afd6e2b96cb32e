"""Who takes over: hand-offs, the SDR queue, touches, opportunities.

before: campaigns
after: analytics
"""
