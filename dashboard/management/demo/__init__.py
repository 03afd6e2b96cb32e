"""Two demo workspaces: a named cast and 90 days of life, made through the real actions from a seed."""
