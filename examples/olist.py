"""Brings a marketing funnel of 8,000 leads and its 842 deals into a workspace, through the public HTTP API alone.

    python -m examples.olist FOLDER [--state .run]

FOLDER holds the two files of the Olist marketing funnel. Each lead arrives as page + identify + contact request through the import
door, at its own time (taken as UTC) and with its origin as UTM source; then each deal as hand-off, touch, opportunity and won.
The data names two dates: the hand-off is told at the first contact, the rest at the day of the deal. Safe to run twice, and to stop
and run again: messages carry their own ids, and deals that are there already are left alone.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from tqdm import tqdm

LEADS_PER_BATCH = 150
CALLERS = 4
PATIENCE_SECONDS = 600
Row = dict[str, str]


def read(folder: Path, name: str) -> list[Row]:
    path = folder / f"olist_{name}_dataset.csv"
    if not path.exists():
        sys.exit(f"{path} is not there: name the folder that holds the two Olist files.")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def instant(text: str) -> str:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).isoformat()


def messages(lead: Row) -> list[dict[str, Any]]:
    """One lead as a website would have sent it."""
    key, at, origin = lead["mql_id"], instant(lead["first_contact_date"]), lead["origin"].strip()
    query = "?" + urlencode({"utm_source": origin}) if origin else ""
    page = {"url": f"https://shop.example/landing/{lead['landing_page_id']}{query}", "path": f"/landing/{lead['landing_page_id']}"}
    common = {"anonymousId": f"browser-{key}", "timestamp": at, "context": {"page": page}}
    return [
        {**common, "type": "page", "messageId": f"{key}-page", "properties": page},
        {**common, "type": "identify", "messageId": f"{key}-identify", "userId": key, "traits": {}},
        {**common, "type": "track", "messageId": f"{key}-request", "userId": key, "event": "contact_request_submitted", "properties": {}},
    ]


class Leadway:
    """The public API of one workspace. One HTTP session per thread; answers that say "later" are asked again."""

    def __init__(self, url: str, write_key: str, secret_key: str) -> None:
        self.url, self.write_key, self.secret_key = url.rstrip("/"), write_key, secret_key
        self.local = threading.local()

    def session(self) -> requests.Session:
        if not hasattr(self.local, "session"):
            self.local.session = requests.Session()
        return self.local.session  # type: ignore[no-any-return]

    def call(self, method: str, path: str, key: str, **kwargs: Any) -> Any:
        """The JSON of the answer; 429, 503 and a lost connection are tried again, anything else that is wrong ends the run."""
        for attempt in range(8):
            try:
                headers = {"Authorization": f"Bearer {key}"}
                answer = self.session().request(method, self.url + path, headers=headers, timeout=60, **kwargs)
            except requests.ConnectionError:
                time.sleep(0.5 * 2**attempt)
                continue
            if answer.status_code not in (429, 503):
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        else:
            raise SystemExit(f"{method} {path} found nobody at home.")
        if answer.status_code >= 400:
            raise SystemExit(f"{method} {path} → {answer.status_code}: {answer.text[:500]}")
        return answer.json()

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", f"/api/v1{path}", self.secret_key, params=params)

    def post(self, path: str, **body: Any) -> Any:
        return self.call("POST", f"/api/v1{path}", self.secret_key, json=body)

    def pages(self, path: str, **params: Any) -> Iterator[Any]:
        """Every row of a paged list."""
        answer = self.get(path, limit=200, **params)
        while True:
            yield from answer["results"]
            if not answer["next"]:
                return
            answer = self.call("GET", answer["next"].removeprefix(self.url), self.secret_key)


def send_leads(api: Leadway, leads: list[Row]) -> dict[str, int]:
    """All leads through the import door, a few batches at a time; counts the verdicts."""
    verdicts: dict[str, int] = {}
    batches = [leads[start : start + LEADS_PER_BATCH] for start in range(0, len(leads), LEADS_PER_BATCH)]

    def send(batch: list[Row]) -> tuple[int, list[Any]]:
        body = {"batch": [message for lead in batch for message in messages(lead)], "writeKey": api.write_key}
        return len(batch), api.call("POST", "/v1/import", api.write_key, json=body)["events"]

    with ThreadPoolExecutor(CALLERS) as pool, tqdm(total=len(leads), desc="Leads sent", unit="lead") as bar:
        for sent, events in pool.map(send, batches):
            bar.update(sent)
            for event in events:
                verdicts[event["verdict"]] = verdicts.get(event["verdict"], 0) + 1
    return verdicts


def qualified(api: Leadway) -> int:
    rows = api.get("/reports/funnel", since="2000-01-01")["rows"]
    return next((int(row["people"]) for row in rows if row["stage"] == "mql"), 0)


def wait_for(count: Callable[[], int], wanted: int) -> None:
    """Watch the workspace digest what was sent."""
    until = time.monotonic() + PATIENCE_SECONDS
    with tqdm(total=wanted, desc="Leads digested", unit="lead") as bar:
        while (found := count()) < wanted:
            bar.update(found - bar.n)
            if time.monotonic() > until:
                raise SystemExit(f"Only {found} of {wanted} leads are MQL after {PATIENCE_SECONDS} s: is the worker running?")
            time.sleep(1)
        bar.update(found - bar.n)


def tell_deal(api: Leadway, deal: Row, first_contact: str) -> None:
    """One deal, the way a CRM would tell it."""
    key, won = deal["mql_id"], instant(deal["won_date"])
    lead = api.get("/leads/by-identifier", user_id=key)["id"]
    hand_off = api.post("/hand-offs", lead=lead, at=first_contact, history=True)["id"]
    api.post(f"/hand-offs/{hand_off}/touches", kind="call", disposition="accept", note=f"SDR {deal['sdr_id']}", at=won)
    opportunity = api.post(
        "/opportunities",
        lead=lead,
        name=deal["business_segment"] or "Seller account",
        external_id=key,
        owner_name=deal["sr_id"],
        opened_at=won,
        attributes={
            name: deal[name] for name in ("business_segment", "lead_type", "lead_behaviour_profile", "business_type") if deal[name]
        },
    )["id"]
    revenue = float(deal["declared_monthly_revenue"] or 0)
    api.post(f"/opportunities/{opportunity}/won", at=won, value=f"{revenue:.2f}", currency="BRL")


def tell_deals(api: Leadway, deals: list[Row], contacts: dict[str, str]) -> None:
    done = {row["external_id"] for row in api.pages("/opportunities", state="won")}
    waiting = [deal for deal in deals if deal["mql_id"] not in done]
    with (
        ThreadPoolExecutor(CALLERS) as pool,
        tqdm(total=len(deals), initial=len(deals) - len(waiting), desc="Deals told", unit="deal") as bar,
    ):
        for _ in pool.map(lambda deal: tell_deal(api, deal, contacts[deal["mql_id"]]), waiting):
            bar.update(1)


def report(api: Leadway) -> None:
    """What the product's own reports say of it."""
    period = {"since": "2017-06-01", "until": "2018-12-31"}
    age = api.get("/reports/fast-and-old", **period)["rows"][0]
    rates = {row["month"]: row for row in api.get("/reports/lvr", basis="first_contact", **period)["rows"]}
    people = sum(row["leads"] for row in rates.values())
    print(f"\n{people:,} people, {age['customers']:,} customers ({100 * age['customers'] / max(people, 1):.1f} %)")
    print(f"LVR May 2018 over April 2018 by first contact: {rates['2018-05']['rate']:+.1f} %")
    print(f"{age['fast']} won within 30 days of first contact, {age['old']} later, {age['before_contact']} before it")
    print(f"{age['average']:.1f} days on average, median {age['median']:.1f}")
    for row in api.get("/reports/sources", **period)["rows"]:
        print(f"  {row['source'] or '(none)':<20}{row['leads']:>6} → {row['customers']}")


def keys(state: Path) -> dict[str, str]:
    """The keys of the workspace `olist` on the running instance, opened at the first run."""
    path = state / "olist.json"
    if not path.exists():
        opening = ["open_workspace", "olist", "--name", "Olist", "--write", str(path.resolve())]
        subprocess.run([sys.executable, "-m", "launch", "manage", *opening], check=True)
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("STATE") or ".run"))
    options = parser.parse_args()
    started = time.monotonic()
    found = keys(options.state)
    api = Leadway(found["url"], found["write_key"], found["secret_key"])
    leads, deals = read(options.folder, "marketing_qualified_leads"), read(options.folder, "closed_deals")
    print("Verdicts:", send_leads(api, leads))
    wait_for(lambda: qualified(api), len(leads))
    tell_deals(api, deals, {lead["mql_id"]: instant(lead["first_contact_date"]) for lead in leads})
    report(api)
    print(f"\n{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
