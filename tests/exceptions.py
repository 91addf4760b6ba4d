"""The named exceptions from the conventions, each with its reason."""

LONG_VIEWS = {
    "cases/views/listing.py case_list": "the list with tabs, filters, sort, pages and CSV",
    "providers/views/calendar.py appointment_list": "day and week in one page",
}
LONG_FUNCTIONS = {
    "cases/services/opening.py open_case": "one act writes case, absence, assignment and events",
}
SAFE_TEXT = {
    "caseflow/templatetags/ui.py": "the components escape what they are given",
    "notices/rendering.py": "an issued letter is shown as it was issued, checked by its digest",
}
PAGES = "pages may read from any room"
UPWARDS = {
    "caseflow/bench/": "measures the pages and imports of every room",
    "caseflow/checks.py": "asks lazily whether letters can be made",
    "caseflow/demo/": "fills every room through its services",
    "caseflow/management/commands/workflow_table.py": "writes docs/workflow.md",
    "caseflow/search.py": PAGES,
    "caseflow/search_rows.py": PAGES,
    "caseflow/team.py": PAGES,
    "caseflow/today.py": PAGES,
    "caseflow/today_counts.py": PAGES,
    "caseflow/today_news.py": PAGES,
    "caseflow/today_tabs.py": PAGES,
    "caseflow/today_visits.py": PAGES,
    "caseflow/today_work.py": PAGES,
    "caseflow/views_access.py": PAGES,
    "cases/casepage/": PAGES,
    "cases/views/": PAGES,
    "members/listing.py": PAGES,
    "members/pages/": PAGES,
    "members/views_days.py": PAGES,
    "members/views_member.py": PAGES,
    "members/views_usage.py": PAGES,
    "members/views_what_if.py": PAGES,
    "members/what_if.py": PAGES,
}
UNSCOPED = {
    "caseflow/team.py Case": "statements written once for who sees all; else visible_to",
    "cases/views/opening.py Case": "cases of a member who was reached through visible_to",
    "members/views_member.py Member": "inner query for a key; the outer one is visible_to",
    "notices/views/composing.py Notice": "notices of a case that was reached through visible_to",
    "notices/views/corrections.py Member": "inner query for keys; the outer one is visible_to",
    "notices/views/listing.py Member": "inner query for keys; the outer one is visible_to",
}
NOT_ACTS = {
    "facts_changed": "the end of every act that changes facts; its caller is the act",
    "rewrite_projections": "the end of an act on policy values; its caller is the act",
}
UNPAIRED = {
    "notices.lettercorrection replaced_by": "the letter that settles it, not a person",
    "cases.release authorised_by": "who answers for it; when is entered_at",
    "cases.release verified_by": "a name of the unit, with the day in verified_on",
    "cases.travelpermission second_approved_by": "a name, with the day in second_approved_on",
    "caseflow.user created_at": "by whom is in its history",
    "members.member created_at": "by whom is in its history",
    "members.memberevent happened_at": "its person is `by`",
    "members.memberevent recorded_at": "its person is `by`",
    "cases.caseevent happened_at": "its person is `by`",
    "cases.caseevent recorded_at": "its person is `by`",
    "cases.case approved_by": "of the unit, with the day approved_on",
    "cases.certification decided_by": "when is entered_at; the day it holds from is first_day",
    "cases.categoryspell decided_by": "when is entered_at; the day it holds from is first_day",
    "cases.casenote happened_at": "when it took place; who wrote it is the author",
    "cases.casenote entered_at": "its person is the author",
    "providers.appointment starts_at": "a time that was agreed, not an act",
    "caseflow.savedview created_at": "its person is the owner",
    "caseflow.viewwatch ended_at": "its person is the user",
    "caseflow.viewwatch seen_at": "its person is the user",
    "cases.obligation changed_at": "by whom is in its history",
    "cases.obligation due_at": "the hour of a time limit, not an act",
    "cases.caseclock starts_at": "the hour of an event outside the office",
    "cases.caseclock ended_by": "when is the day ended_on",
    "cases.notedraft saved_at": "its person is the user",
    "cases.obligationact at": "its person is `by`",
}
WITHOUT_HISTORY = {
    "caseflow.referencecounter": "a counter; verify compares it with what was given out",
    "cases.ledgerstate": "a counter of versions",
    "cases.dutystatus": "derived; verify derives it again",
    "cases.projection": "derived; verify derives it again",
    "cases.memberscrap": "derived; verify derives it again",
    "cases.namegram": "derived; verify derives it again",
    "cases.notetext": "derived; verify derives it again",
    "cases.documenttext": "derived; verify derives it again",
    "cases.casetext": "derived; verify derives it again",
    "cases.notedraft": "working paper, gone when the note is saved (docs/decisions/0012)",
    "cases.obligationact": "kept for undoing; what it did is in the obligation's history",
    "caseflow.viewwatch": "a person's own bookmark",
}
SIGNALS = {
    "caseflow/apps.py": "re-installs the guards after migrate (docs/decisions/0007-guards.md)",
}
UNTRACKED_WRITES = {
    "members/roster/applying.py": "stars that change hands are parked until their rows are saved",
}
CLOCK = {"caseflow/models/office.py": "the default of a new user's created_at"}
