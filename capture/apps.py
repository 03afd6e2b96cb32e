from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "capture"

    def ready(self) -> None:
        from capture import handlers, plugs, tasks  # noqa: F401
