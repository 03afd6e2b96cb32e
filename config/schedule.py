"""Every periodic task, on one page. Nothing user-visible is scheduled here: due work is rows."""

BEAT = {
    "sweep": {"task": "kernel.sweep", "schedule": 5.0, "options": {"expires": 10}},
    "housekeeping": {"task": "kernel.housekeeping", "schedule": 3600.0, "options": {"expires": 600}},
}
