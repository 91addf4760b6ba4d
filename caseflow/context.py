"""What every page's frame shows: the rail, the role, the demonstration strip."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from caseflow.access import Capability

DEMO_USERNAME = "coordinator"


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the rail; it is shown to who has `needs`, or `other` where one is named."""

    label: str
    url: str
    needs: Capability
    group: str = ""
    current: bool = False
    count: str = ""
    hot: bool = False
    other: Capability | None = None


RAIL = (
    RailItem("Today", "/", Capability.SEE),
    RailItem("My cases", "/cases/?tab=mine", Capability.ASSIGN),
    RailItem("Appointments", "/appointments/", Capability.SEE),
    RailItem("Notices", "/notices/", Capability.SEE),
    RailItem("Roll", "/roll/", Capability.SEE, "Office"),
    RailItem("Cases", "/cases/", Capability.SEE, "Office"),
    RailItem("Members", "/members/", Capability.SEE, "Office"),
    RailItem("Providers", "/providers/", Capability.SEE, "Office"),
    RailItem("What is due", "/work/", Capability.NOTE, "Office"),
    RailItem("Away", "/away/", Capability.NOTE, "Office"),
    RailItem("Team", "/team/", Capability.SUPERVISE, "Office"),
    RailItem("Policy", "/policy/", Capability.SEE, "Office", other=Capability.CONFIGURE),
    RailItem("Access log", "/access-log/", Capability.AUDIT, "Office"),
    RailItem("Administration", "/admin/", Capability.CONFIGURE, "Office"),
)


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; asks the database nothing beyond the signed-in user."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "office_name": settings.OFFICE_NAME,
        "department_name": settings.DEPARTMENT_NAME,
        "demo_site": demo_site(),
        "role_label": user.role_label if signed_in else "",
        "rail": _rail(request) if signed_in else [],
    }


def _rail(request: HttpRequest) -> list[RailItem]:
    here = request.path
    mine = here == "/cases/" and request.GET.get("tab") == "mine"
    items = []
    for item in RAIL:
        wanted = {item.needs, item.other or item.needs}
        if wanted.isdisjoint(request.user.capabilities):
            continue
        path = item.url.split("?")[0]
        if "?" in item.url:
            current = mine
        elif path == "/":
            current = here == "/"
        else:
            current = here.startswith(path) and not mine
        items.append(
            RailItem(item.label, item.url, item.needs, item.group, current) if current else item
        )
    if not items or items[0].label != "Today":
        items.insert(0, RailItem("Start", "/", Capability.CONFIGURE, current=here == "/"))
    return items


_demo: dict[str, bool] = {}


def demo_site() -> bool:
    """Whether `demo` filled this database; asked once per process, then remembered."""
    if "is" not in _demo:
        from caseflow.models import User

        _demo["is"] = User.objects.filter(
            username=DEMO_USERNAME, email__endswith="@demo.invalid"
        ).exists()
    return _demo["is"]
