"""The miniature's command line: says which command ran in which role, and writes a demo file."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

role = urlsplit(os.environ["DATABASE_URL"]).username
owner = "told" if "DATABASE_OWNER_URL" in os.environ else "withheld"
sys.stdout.write(f"manage {sys.argv[1]} as {role}, owner's address {owner}\n")
if sys.argv[1] == "seed_demo":
    options = dict(zip(sys.argv[3::2], sys.argv[4::2], strict=True))
    users = [{"email": "mara@acme.example", "password": "a password", "role": "marketer"}]
    workspace = {"slug": "acme", "name": "Acme", "write_key": "wk_1", "secret_key": "sk_1", "users": users}
    Path(options["--write"]).write_text(json.dumps({"url": options["--url"], "workspaces": [workspace]}))
