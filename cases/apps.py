from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import timeline_entries  # noqa: F401  (registers the sentences)
        from cases.services import following  # noqa: F401  (registers what follows a promotion)
