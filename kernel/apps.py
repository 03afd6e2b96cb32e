from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "kernel"

    def ready(self) -> None:
        from kernel import checks, tasks, uuid_columns  # noqa: F401

        uuid_columns.register()
