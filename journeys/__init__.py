"""What should follow: versioned journeys and the engine that walks them.

before: scoring
after: campaigns
"""
