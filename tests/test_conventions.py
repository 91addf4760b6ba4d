"""The house style, executed where it can be. An exception is a named entry with its reason."""

import ast
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models

from caseflow.access import access_table
from caseflow.guards import append_only_models
from cases.lifecycle import workflow_table
from cases.obligation_table import obligation_table
from tests.exceptions import (
    CLOCK,
    LONG_FUNCTIONS,
    LONG_VIEWS,
    NOT_ACTS,
    SAFE_TEXT,
    SIGNALS,
    UNPAIRED,
    UNSCOPED,
    UNTRACKED_WRITES,
    UPWARDS,
    WITHOUT_HISTORY,
)
from tests.reading import (
    ROOMS,
    ROOT,
    decorators,
    files,
    functions,
    has_history,
    is_service,
    is_view_module,
    length,
    names_of,
    own_models,
    text_of,
    tracked,
    tree,
)


def excepted(name: str, exceptions: dict[str, str]) -> bool:
    """Whether a file, or the folder it is in, is among the exceptions."""
    return any(
        name == each or (each.endswith("/") and name.startswith(each)) for each in exceptions
    )


# --- shape ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "most"), [(".py", 400), (".css", 400), (".html", 150)], ids=["py", "css", "html"]
)
def test_no_file_is_too_long(ending, most):
    lines = {name: len(text_of(name).splitlines()) for name in files(ending, tests=True)}
    assert {name: count for name, count in lines.items() if count > most} == {}


def test_no_function_is_too_long():
    found = {
        f"{name} {function.name}"
        for name in files(".py", tests=True)
        for function in functions(name)
        if length(function) > 40
    }
    assert found - set(LONG_FUNCTIONS) == set()


def test_no_view_is_too_long():
    found = {
        f"{name} {function.name}"
        for name in files(".py")
        for function in functions(name)
        if "requires(" in decorators(function) and length(function) > 30
    }
    assert found - set(LONG_VIEWS) == set()


def test_no_test_is_too_long():
    found = [
        (name, function.name, length(function))
        for name in files(".py", tests=True)
        if name.startswith("tests/")
        for function in functions(name)
        if function.name.startswith("test_") and length(function) > 25
    ]
    assert found == []


def test_imports_point_one_way():
    found = {
        f"{name} imports {room}"
        for name in files(".py")
        if name.split("/")[0] in ROOMS and not excepted(name, UPWARDS)
        for room in imported_rooms(name)
        if ROOMS.index(room) > ROOMS.index(name.split("/")[0])
    }
    assert found == set()


def imported_rooms(name: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
    return found & set(ROOMS)


def test_rules_are_pure():
    found = [
        name
        for name in files(".py")
        if "/rules/" in name
        and re.search(r"^(from|import) (django|simple_history)|\.objects\b", text_of(name), re.M)
    ]
    assert found == []


def test_only_views_and_commands_ask_for_the_time():
    clock = re.compile(
        r"(?<![.\w])(?:today|now)\(\)|timezone\.(?:now|localdate)|date(?:time)?\.(?:today|now)\("
    )
    found = [
        name
        for name in files(".py")
        if (
            is_service(name) or "/rules/" in name or "/models" in name or name.endswith("models.py")
        )
        and clock.search(text_of(name))
        and not excepted(name, CLOCK)
    ]
    assert found == []


def test_there_are_no_signals_of_our_own():
    signal = re.compile(r"@receiver|\b(pre|post)_(save|delete|init|migrate)\b|m2m_changed")
    found = [name for name in files(".py") if signal.search(text_of(name))]
    assert set(found) == set(SIGNALS)


# --- services and rules -------------------------------------------------------------------------


def test_services_are_keyword_only_and_say_by_whom():
    found = [
        f"{name} {function.name}"
        for name in files(".py")
        if is_service(name)
        for function in functions(name)
        if not function.name.startswith("_")
        and {"act", "atomic"} & set(decorators(function))
        and function.name not in NOT_ACTS
        and (function.args.args or "by" not in {each.arg for each in function.args.kwonlyargs})
    ]
    assert found == []


def test_services_and_rules_are_annotated():
    found = [
        f"{name} {function.name}"
        for name in files(".py")
        if is_service(name) or "/rules/" in name
        for function in functions(name)
        if function.returns is None
        or any(
            each.annotation is None and each.arg not in ("self", "cls")
            for each in (*function.args.args, *function.args.kwonlyargs)
        )
    ]
    assert found == []


def test_tracked_rows_are_not_written_behind_their_history():
    """`update()` and plain `bulk_*` leave no history; the bulk service has its own, tested to
    leave the same rows."""
    tracked_names = "|".join(m.__name__ for m in own_models() if has_history(m))
    write = re.compile(rf"\b(?:{tracked_names})\.objects\b[^=\n]*\.(?:update|delete|bulk_update)\(")
    found = {name for name in files(".py") if write.search(text_of(name))}
    assert found - set(UNTRACKED_WRITES) == set()


# --- models -------------------------------------------------------------------------------------


def test_models_have_no_save_and_no_delete_of_their_own():
    found = [
        f"{name} {function.name}"
        for name in files(".py")
        if "models" in name
        for function in functions(name)
        if function.name in ("save", "delete")
    ]
    assert found == []


def test_every_foreign_key_protects():
    found = [
        f"{model._meta.label} {field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is not models.PROTECT
    ]
    assert found == []


def test_when_and_by_whom_come_in_pairs():
    found = {
        f"{model._meta.label_lower} {field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if re.search(r"_(at|by)$", field.name) and other_of(field.name) not in names_of(model)
    }
    assert found - set(UNPAIRED) == set()


def test_pairs_that_may_be_empty_are_constrained():
    found = [
        f"{model._meta.label} {field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.null and field.name.endswith("_at") and other_of(field.name) in names_of(model)
        if not any(
            field.name in str(each) and other_of(field.name) in str(each)
            for each in model._meta.constraints
            if isinstance(each, models.CheckConstraint)
        )
    ]
    assert found == []


def other_of(name: str) -> str:
    return name[:-2] + {"at": "by", "by": "at"}[name[-2:]]


def test_every_model_has_a_history_or_is_append_only():
    found = {
        model._meta.label_lower
        for model in own_models()
        if not has_history(model) and model not in append_only_models()
    }
    assert found == set(WITHOUT_HISTORY)


@pytest.mark.django_db
def test_migrations_are_complete_and_named():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert [name for name in tracked() if re.search(r"/migrations/\d+_auto_", name)] == []


# --- views and pages ----------------------------------------------------------------------------


def test_views_reach_members_cases_and_notices_through_visible_to():
    reach = re.compile(r"\b(Member|Case|Notice)\.objects\.(?!visible_to\b)")
    found = {
        f"{name} {match[1]}"
        for name in files(".py")
        if is_view_module(name)
        for match in reach.finditer(text_of(name))
    }
    assert found - set(UNSCOPED) == set()


def test_pages_have_nothing_inline():
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:", re.I)
    found = {name: inline.findall(text_of(name)) for name in files(".html")}
    letters = [name for name in found if "/letters/" in name]
    assert {n: hits for n, hits in found.items() if hits and n not in letters} == {}


def test_safe_text_is_made_in_one_place():
    words = re.compile(r"mark_safe|SafeString|__html__|\|\s*safe\b|autoescape off")
    names = [*files(".py"), *files(".html")]
    assert {name for name in names if words.search(text_of(name))} == set(SAFE_TEXT)


def test_pages_have_no_condition_on_names_of_states():
    condition = re.compile(r"{%\s*(?:el)?if[^%]*\b(?:state|status|outcome)\s*[!=]=[^%]*%}")
    assert {name for name in files(".html") if condition.search(text_of(name))} == set()


def test_pages_are_at_most_two_deep():
    extends = re.compile(r'{%\s*extends\s+"([^"]+)"')
    parents = {match[1] for name in files(".html") if (match := extends.search(text_of(name)))}
    assert parents <= {"base.html", "admin/index.html", "admin/base_site.html", "admin/base.html"}


# --- documents and words ------------------------------------------------------------------------


def test_tables_in_the_documents_are_the_ones_in_the_code():
    assert text_of("docs/access.md") == access_table(), "Run `manage.py access_table`."
    assert text_of("docs/workflow.md") == workflow_table(), "Run `manage.py workflow_table`."
    assert text_of("docs/obligations.md") == obligation_table(), "Run `manage.py obligation_table`."


def test_readme_is_short():
    assert len(text_of("README.md").splitlines()) <= 100


def test_no_path_of_one_machine_is_written_down():
    word = re.compile(r"(?<![\w.])/(?:root|home|Users)/")
    assert [name for name in texts() if word.search(text_of(name))] == []


def test_every_document_that_is_named_is_here():
    """A rule cites its primary source or a document of this repository, never notes elsewhere."""
    here = {name.rpartition("/")[2] for name in tracked()}
    word = re.compile(r"[\w-]+\.md\b")
    named = {(name, found) for name in texts() for found in word.findall(text_of(name))}
    assert {(name, found) for name, found in named if found not in here} == set()


def test_every_cited_source_is_in_the_key():
    tag = re.compile(r"\b(?:E\d\d-\d\d(?:-\d\d)?|S\d\d-\d\d(?:-\d\d)?|CBA|Nielsen|FOP\d\d)\b")
    key = set(re.findall(r"^\| (\S+) \|", text_of("docs/sources.md"), re.M))
    names = [*files(".py"), *files(".html"), *files(".csv", tests=True)]
    cited = {found for name in names for found in tag.findall(text_of(name))}
    assert cited - key == set()


def texts() -> list[str]:
    """Files that people read, but for this one, which has to name what it forbids."""
    pictures = (".png", ".svg", ".ico", ".lock")
    return [name for name in tracked() if not name.endswith((*pictures, "test_conventions.py"))]


def test_exceptions_are_still_needed():
    """An exception whose reason is gone is taken out."""
    gone: list[Any] = [
        each
        for exceptions in (SAFE_TEXT, UPWARDS, SIGNALS, CLOCK, UNTRACKED_WRITES)
        for each in exceptions
        if not (ROOT / each).exists()
    ]
    for each in (*LONG_VIEWS, *LONG_FUNCTIONS, *UNSCOPED):
        name, word = each.split(" ")
        if not (ROOT / name).exists() or word not in text_of(name):
            gone.append(each)
    assert gone == []
