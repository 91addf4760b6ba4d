from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import (  # noqa: F401  (register the sentences, and the list)
            case_list,
            member_entries,
            timeline_certifying,
            timeline_entries,
            timeline_obligations,
            timeline_returning,
            work_list,
        )
        from cases.services import (  # noqa: F401  (registers what follows acts and promotions)
            following,
            obligation_followers,
            obligations,
        )
