"""What we lend to earlier apps."""
