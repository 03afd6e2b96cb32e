"""What the site asks: forms, assets, QR codes, events with registration.

before: campaigns
after: onsite
"""
