"""THE_WAY: the apps in the order a lead's data travels. Settings, import contracts, navigation and docs follow this list."""

GROUND = ("kernel", "tenants")
STATIONS = ("tracking", "leads", "scoring", "journeys", "campaigns", "capture", "onsite", "sales")
VIEWS = ("analytics", "dashboard")
THE_WAY = GROUND + STATIONS + VIEWS
