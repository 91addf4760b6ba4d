from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notices import (
            affected,  # noqa: F401  (registers what an act moves: letters and their days)
            obligation_facts,  # noqa: F401  (registers what is known for obligations)
            policy_consequences,  # noqa: F401  (registers what becomes of letters)
            timeline_entries,  # noqa: F401  (registers the sentences)
        )
        from notices.services import correcting  # noqa: F401  (registers what follows the facts)
        from notices.views import listing  # noqa: F401  (registers the list)
