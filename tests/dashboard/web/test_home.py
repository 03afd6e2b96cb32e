"""Home per role, and how many queries it takes."""

def test_open(signed_in):
    for name in ("olga", "mara", "sam", "vera"):
        assert signed_in(name).get("/w/acme/").status_code == 200
