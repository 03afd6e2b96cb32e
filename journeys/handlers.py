"""What we do when an earlier app states a fact; one line each."""
