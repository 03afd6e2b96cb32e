from django.apps import AppConfig


class OnsiteConfig(AppConfig):
    name = "onsite"

    def ready(self) -> None:
        from onsite import handlers, plugs, tasks  # noqa: F401
