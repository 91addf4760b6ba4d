from types import SimpleNamespace

from django.db import migrations

from members.status import beginnings, service_of

AT_ONCE = 500


def forwards(apps, schema_editor):
    """Gives every member of an office that is older than the duty statuses the partition of their
    time. There is no limited duty, leave or recoding yet; a new office has no members."""
    members = apps.get_model("members", "Member")
    statuses = apps.get_model("cases", "DutyStatus")
    statuses.objects.all().delete()
    batch = []
    people = members.objects.order_by("pk").values_list("pk", "appointed_on", "separated_on")
    for person in people.iterator(chunk_size=2000):
        batch.append(person)
        if len(batch) == AT_ONCE:
            statuses.objects.bulk_create(_rows(apps, statuses, batch), batch_size=2000)
            batch = []
    statuses.objects.bulk_create(_rows(apps, statuses, batch), batch_size=2000)


def _rows(apps, statuses, people):
    keys = [key for key, _, _ in people]
    absences, exceptions = {}, {}
    for member, account, first, last, case in (
        apps.get_model("cases", "Absence")
        .objects.filter(member__in=keys, reversed_at__isnull=True)
        .values_list("member_id", "account", "first_day", "last_day", "case_id")
    ):
        absences.setdefault(member, []).append(
            SimpleNamespace(account=account, first_day=first, last_day=last, case=case)
        )
    for member, first, last, reason in (
        apps.get_model("cases", "LedgerEntry")
        .objects.filter(member__in=keys, kind="exception", reversal__isnull=True)
        .values_list("member_id", "first_day", "last_day", "reason")
    ):
        exceptions.setdefault(member, []).append(
            SimpleNamespace(first_day=first, last_day=last, reason=reason)
        )
    for key, appointed_on, separated_on in people:
        facts = SimpleNamespace(
            absences=absences.get(key, []), exceptions=exceptions.get(key, []), duty=[]
        )
        for stretch in beginnings(service_of(appointed_on, separated_on, facts)):
            yield statuses(
                member_id=key,
                first_day=stretch.first_day,
                status=stretch.status.code,
                case_id=stretch.case or None,
                reason=stretch.reason,
            )


def backwards(apps, schema_editor):
    apps.get_model("cases", "DutyStatus").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_policy_impact"),
        ("members", "0003_staff_link_in_force"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
