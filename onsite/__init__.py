"""What the site shows: pop-ups, slots, and the rules that decide them.

before: capture
after: sales
"""
