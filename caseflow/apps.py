"""The project's own app: users, access log, calendars and the machinery beneath the rooms."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install_guards(sender: AppConfig, using: str, **kwargs: object) -> None:
    from caseflow.guards import install_guards

    install_guards(using)


class CaseflowConfig(AppConfig):
    name = "caseflow"
    verbose_name = "Office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from caseflow import checks  # noqa: F401  (registers the system checks)

        # The one signal of ours (docs/decisions/0007-guards.md): SQLite drops a table's
        # triggers when a migration rebuilds it, so they are put back after every migrate.
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="caseflow.guards")
