"""A roster that says of somebody only that they left."""

from datetime import timedelta

from caseflow.models import User
from members.models import Member
from members.services.roster import import_roster
from tests.factories import NOW, TODAY, make_member

HEADER = "star_number,last_name,first_name,rank,unit,appointed_on,separated_on"


def test_import_separation_alone_keeps_the_star(db, tmp_path):
    make_member("4497")
    file = tmp_path / "roster.csv"
    left = TODAY - timedelta(days=3)
    file.write_text(
        f"{HEADER}\n4497,Kowalski,Maria,Police Officer,011,2010-03-01,{left.isoformat()}\n"
    )
    report = import_roster(path=file, by=User.objects.system(), now=NOW, on=TODAY)
    member = Member.objects.get()
    assert (report.updated, member.star_number, member.separated_on) == (1, "4497", left)
    assert member.history.latest().star_number == "4497"
