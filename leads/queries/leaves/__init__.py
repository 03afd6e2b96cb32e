"""What leads itself lets a condition tree ask: each leaf as SQL and as a judgement of what is known, side by side."""
