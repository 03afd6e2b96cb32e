"""A product of a few lines, to test what runs the product."""
