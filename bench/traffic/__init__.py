"""Labelled synthetic traffic, seeded: people, mail gateways, crawlers, headless browsers, prefetchers, and both kinds of hard ones.

`web` and `mail` make it, `play` sends it through the product as it is and reads what the product took it for. Bench line `bots`.
"""
