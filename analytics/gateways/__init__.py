"""What analytics keeps outside of the database."""
