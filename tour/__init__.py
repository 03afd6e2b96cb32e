"""`make tour`: one lead the whole way over HTTP, each step with its evidence; stops at the first thing that is not as promised."""
