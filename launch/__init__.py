"""What installs the product on a machine and runs it there; the product itself imports nothing from here."""
