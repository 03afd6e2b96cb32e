from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "capture"

    def ready(self) -> None:
        from capture import handlers, tasks  # noqa: F401
