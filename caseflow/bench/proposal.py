"""A change of policy that moves everybody, for the preview of it to be timed."""

from datetime import date

from caseflow.dates import start_of
from caseflow.history import save_tracked
from caseflow.models import User
from cases.models import PolicyValue
from cases.services.policy import Proposal, propose_policy_value


def propose(on: date) -> PolicyValue:
    """A change of the paid days that moves everybody who is absent; it waits for its approval."""
    proposal = Proposal(
        key="non_iod_pay_days",
        value=300,
        bargaining_unit="",
        rank="",
        effective_from=on.replace(day=1),
        effective_to=None,
        authority="the bench",
        source="invented",
        verified=False,
    )
    now = start_of(on)
    admin = User(username="proposer", full_name="Bench", roles=["admin"], created_at=now)
    admin.set_unusable_password()
    save_tracked(admin, by=User.objects.system(), reason="Joined", now=now)
    return propose_policy_value(proposal=proposal, by=admin, now=now)
