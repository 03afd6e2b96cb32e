"""The steps of the tour, in the order of the way. Each checks what was promised and says what it saw."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import requests

from tour.world import Broken, World, expect, soon

Step = Callable[[World], str]
STEPS: list[tuple[str, Step]] = []


def step(title: str) -> Callable[[Step], Step]:
    def add(function: Step) -> Step:
        STEPS.append((title, function))
        return function

    return add


def _browse(world: World, path: str, query: str = "", **more: object) -> None:
    page = {"url": f"https://tour.example{path}{query}", "path": path, "referrer": "https://www.google.com/"}
    world.collect(
        "/v1/page", anonymousId=world.notes["browser"], messageId=f"tour-{uuid4()}", properties=page, context={"page": page}, **more
    )


def _did(world: World, event: str) -> None:
    world.collect("/v1/track", anonymousId=world.notes["browser"], userId=world.notes["user_id"], messageId=f"tour-{uuid4()}", event=event)


def _lead(world: World) -> dict[str, object]:
    return world.api("GET", f"/leads/{world.notes['lead']}")  # type: ignore[no-any-return]


def _in_stage(world: World, stage: str, visit_no: int = 1) -> float:
    """Wait until the lead stands there; the seconds it took."""
    wanted = (stage, visit_no)
    _, seconds = soon(lambda: (lambda lead: (lead["stage"], lead["visit_no"]) == wanted)(_lead(world)), f"stage {stage}-{visit_no:02}", 40)
    return seconds


@step("The instance is up, and its documents are there")
def up(world: World) -> str:
    for path in ("/healthz", "/api/v1/schema/", "/api/v1/docs/", "/t.js", "/accounts/login/"):
        answer = requests.get(world.url + path, timeout=30)
        expect(answer.status_code, 200, path)
    size = len(requests.get(f"{world.url}/t.js", timeout=30).content)
    return f"healthz, OpenAPI, sign-in; t.js has {size:,} bytes"


@step("A stranger visits; the answer comes after the commit, and a retry counts once")
def visit(world: World) -> str:
    world.notes.update(browser=f"tour-{uuid4()}", mail=f"lena.{uuid4().hex[:10]}@{uuid4().hex[:8]}.example", user_id=f"tour-{uuid4()}")
    page = {"url": "https://tour.example/pricing?utm_source=google&utm_medium=organic&utm_campaign=autumn", "path": "/pricing"}
    message = {"anonymousId": world.notes["browser"], "messageId": f"tour-{uuid4()}", "properties": page, "context": {"page": page}}
    verdicts = [world.collect("/v1/page", **message)["events"][0]["verdict"] for _ in range(2)]
    expect(verdicts, ["accepted", "duplicate"], "verdicts of a message and its retry")
    return "accepted, duplicate"


@step("The click is on Live events within three seconds")
def seen_live(world: World) -> str:
    session = world.browser("marketer")
    world.notes["marketer"] = session
    _, seconds = soon(lambda: "/pricing" in world.page(session, "live?kind=page"), "the page view on Live events", 3)
    return f"seen after {seconds:.1f} s"


@step("A bad event of a batch is refused with its reason, the others are kept")
def bad_event(world: World) -> str:
    good = {"type": "track", "event": "asset_opened", "anonymousId": world.notes["browser"], "messageId": f"tour-{uuid4()}"}
    answer = world.collect("/v1/batch", batch=[good, {"type": "track", "anonymousId": "x"}])
    expect([event["verdict"] for event in answer["events"]], ["accepted", "rejected"], "verdicts of the batch")
    return f"rejected: {answer['events'][1]['reason']}"


@step("She gives her name: the anonymous past is hers, first touch and all")
def identified(world: World) -> str:
    traits = {"name": "Lena Tour 李", "email": world.notes["mail"], "title": "IT Director", "company": "Tour GmbH", "persona": "cxo"}
    world.collect(
        "/v1/identify", anonymousId=world.notes["browser"], userId=world.notes["user_id"], messageId=f"tour-{uuid4()}", traits=traits
    )

    def known() -> object:
        headers = {"Authorization": f"Bearer {world.workspace['secret_key']}"}
        params = {"email": world.notes["mail"]}
        answer = requests.get(f"{world.url}/api/v1/leads/by-identifier", params=params, headers=headers, timeout=30)
        return answer.json() if answer.status_code == 200 else None

    lead, seconds = soon(known, "a lead with this e-mail", 20)
    world.notes["lead"] = lead["id"]  # type: ignore[index]
    found = _lead(world)
    person = found["person"]
    expect(person["name"], "Lena Tour 李", "her name")  # type: ignore[index]
    expect(found["first_touch"]["source"], "google", "the first source, from before she had a name")  # type: ignore[index]
    return f"lead {found['id']} after {seconds:.1f} s, first source google"


@step("The score is explained to the last point")
def explained(world: World) -> str:
    _did(world, "asset_downloaded")
    soon(lambda: world.api("GET", f"/leads/{world.notes['lead']}/score")["score"] >= 10, "a download in the score")
    told = world.api("GET", f"/leads/{world.notes['lead']}/score")
    total = round(sum(part["points"] for part in told["parts"]), 6)
    expect(total, round(told["score"], 6), "sum of the parts")
    return f"{told['score']} = " + " + ".join(str(part["points"]) for part in told["parts"][:6])


@step("The welcome journey writes to her, once")
def welcomed(world: World) -> str:
    def sent() -> object:
        rows = world.api("GET", "/messages", params={"lead": world.notes["lead"]})["results"]
        return [row for row in rows if row["state"] == "sent"]

    rows, seconds = soon(sent, "the welcome mail", 40)
    expect(len(rows), 1, "number of mails")  # type: ignore[arg-type]
    world.notes["message"] = rows[0]["id"]  # type: ignore[index]
    return f"“{rows[0]['subject']}” after {seconds:.1f} s"  # type: ignore[index]


@step("She opens it in a real mail program, and it is an event of hers")
def opened(world: World) -> str:
    session = world.notes["marketer"]
    hers = r'href="[^"]*(mailbox/[\d-]+)"(?:(?!</tr>).)*?' + re.escape(world.notes["mail"])
    row = re.search(hers, world.page(session, "mailbox"), re.DOTALL)
    expect(bool(row), True, "her mail in the mailbox")
    world.notes["html"] = html.unescape(world.page(session, f"{row.group(1)}/body" if row else ""))
    pixel = re.search(r'src="([^"]+/o/[^"]+)"', world.notes["html"])
    expect(bool(pixel), True, "the open pixel of the mail")
    agent = {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    }

    def looks() -> object:
        """A picture loaded within two seconds of sending was a machine's: nobody reads so fast, so she looks again."""
        requests.get(pixel.group(1) if pixel else "", headers=agent, timeout=30)
        return world.api("GET", f"/messages/{world.notes['message']}")["opened_at"]

    _, seconds = soon(looks, "the open")
    return f"opened by a human, {seconds:.1f} s after the mail came"


@step("She comes to the meeting: over the threshold, MQL-01, and into the queue")
def qualified(world: World) -> str:
    for event in ("offline_meeting_attended", "live_broadcast_watched"):
        _did(world, event)
    seconds = _in_stage(world, "mql")
    found, _ = soon(lambda: world.api("GET", "/hand-offs", params={"lead": world.notes["lead"]})["results"], "a hand-off")
    world.notes["hand_off"] = found[0]["id"]
    expect(len(found), 1, "number of hand-offs")
    return f"MQL-01 after {seconds:.1f} s; hand-off {found[0]['state']}"


@step("Sales returns her: the score drops under the threshold, and she is nurtured again")
def returned(world: World) -> str:
    before = world.api("GET", f"/leads/{world.notes['lead']}/score")["score"]
    long_ago = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    body = {"reason": "budget_priority", "note": "Budget comes next year.", "at": long_ago}
    world.api("POST", f"/hand-offs/{world.notes['hand_off']}/return", status=201, json=body)
    after = world.api("GET", f"/leads/{world.notes['lead']}/score")
    if not after["score"] < after["threshold"]:
        raise Broken(f"the score is still {after['score']} with a threshold of {after['threshold']}")
    expect(_lead(world)["stage"], "target", "the stage after the return")
    return f"score {before} → {after['score']}, stage target"


@step("She warms up again: MQL-02, and a second hand-off")
def qualified_again(world: World) -> str:
    for event in ("live_broadcast_watched", "offline_meeting_attended", "asset_downloaded"):
        _did(world, event)
    seconds = _in_stage(world, "mql", 2)
    found, _ = soon(
        lambda: [
            row
            for row in world.api("GET", "/hand-offs", params={"lead": world.notes["lead"]})["results"]
            if row["state"] == "open" or row["state"] == "claimed"
        ],
        "a second hand-off",
    )
    world.notes["hand_off"] = found[0]["id"]
    return f"MQL-02 after {seconds:.1f} s"


@step("Accepted, an opportunity, won")
def won(world: World) -> str:
    world.api("POST", f"/hand-offs/{world.notes['hand_off']}/touches", status=201, json={"kind": "call", "disposition": "accept"})
    expect(_lead(world)["stage"], "sql", "the stage after accepting")
    deal = {"lead": world.notes["lead"], "name": "Tour deal", "value": "12000.00", "currency": "EUR", "external_id": f"tour-{uuid4()}"}
    opportunity = world.api("POST", "/opportunities", status=201, json=deal)
    expect(world.api("POST", "/opportunities", json=deal)["id"], opportunity["id"], "the same deal told again")
    expect(_lead(world)["stage"], "opportunity", "the stage with an opportunity")
    world.api("POST", f"/opportunities/{opportunity['id']}/won", json={})
    expect(_lead(world)["stage"], "customer", "the stage after the win")
    return f"customer; {opportunity['value']} {opportunity['currency']}"


@step("The way is written down, visit by visit")
def history(world: World) -> str:
    visits = world.api("GET", f"/leads/{world.notes['lead']}/stages")
    rows = visits["results"] if isinstance(visits, dict) else visits
    labels = [row["label"] for row in rows]
    for label in ("MQL-01", "MQL-02", "Customer-01"):
        if label not in labels:
            raise Broken(f"{label} is missing from {labels}")
    return " → ".join(labels)


@step("Her page, the funnel and every list open for the people who work here")
def pages(world: World) -> str:
    session = world.notes["marketer"]
    text = world.page(session, f"leads/{world.notes['lead']}")
    expect("Lena Tour 李" in text, True, "her name on her page")
    paths = (
        "", "leads", "live", "journeys", "templates", "messages", "scoring", "opportunities", "insights/funnel", "insights/velocity",
        "insights/lvr", "insights/sources", "insights/fast-and-old", "accounts", "segments", "imports", "lifecycle", "sites",
    )  # fmt: skip
    for path in paths:
        world.page(session, path)
    for path in ("queue", "queue/list", "tasks"):
        world.page(world.browser("sdr"), path)
    return f"{len(paths) + 4} pages"


@step("Next door, nobody knows her: 404, like something that never was")
def next_door(world: World) -> str:
    key = world.stranger["secret_key"]
    foreign = world.api("GET", f"/leads/{world.notes['lead']}", status=404, key=key)
    nowhere = world.api("GET", f"/leads/{uuid4()}", status=404, key=key)
    expect(foreign, nowhere, "the two answers")
    stranger = World(world.url, {**world.stranger}, world.workspace)
    session = stranger.browser(world.stranger["users"][0]["role"])
    answer = session.get(f"{world.url}/w/{world.workspace['slug']}/leads/{world.notes['lead']}", timeout=30)
    expect(answer.status_code, 404, "the outsider's look at her page")
    expect(
        requests.get(
            f"{world.url}/api/v1/leads", headers={"Authorization": f"Bearer {world.workspace['write_key']}"}, timeout=30
        ).status_code,
        401,
        "reading with a write key",
    )
    return "404 = 404; a write key reads nothing"


@step("She unsubscribes with one click; a look at the link alone changes nothing")
def unsubscribed(world: World) -> str:
    link = re.search(r'href="([^"]+/u/[^"]+)"', world.notes["html"])
    expect(bool(link), True, "the unsubscribe link of the mail")
    url = link.group(1) if link else ""
    expect(requests.get(url, timeout=30).status_code, 200, "the confirm page")
    held = lambda: [row["address"] for row in world.api("GET", "/suppressions", params={"address": world.notes["mail"]})["results"]]  # noqa: E731
    expect(world.notes["mail"] in held(), False, "suppressed by a GET")
    expect(requests.post(url, data={"List-Unsubscribe": "One-Click"}, timeout=30).status_code, 200, "the one-click POST")
    expect(world.notes["mail"] in held(), True, "suppressed by the POST")
    return "suppressed"
