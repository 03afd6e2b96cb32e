"""What we said: templates, messages, suppression, opens and clicks.

before: journeys
after: capture
"""
