from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "providers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.treatment import register_treatment
        from providers import (
            obligation_facts,  # noqa: F401  (registers what is known for obligations)
            timeline_entries,  # noqa: F401  (registers the sentences)
        )
        from providers.treatment import treatment_since

        register_treatment(treatment_since)
        from providers.views import calendar, directory  # noqa: F401  (register the lists)
