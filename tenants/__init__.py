"""Who works here: workspaces, people, roles, keys.

before: kernel
after: tracking
"""
