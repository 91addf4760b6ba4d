"""The project as text and as syntax trees, for the tests that hold it to its house style."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("caseflow", "members", "cases", "providers", "notices")
LEFT_OUT = {".git", ".venv", "media", "staticfiles", "__pycache__"}


@cache
def tracked() -> list[str]:
    """The project's files, as version control knows them; all of them where there is none."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = found.stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [str(path) for path in paths if not LEFT_OUT.intersection(path.parts)]
    return [name for name in names if (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def files(ending: str, *, tests: bool = False) -> list[str]:
    return [
        name
        for name in tracked()
        if name.endswith(ending)
        and "/migrations/" not in name
        and (tests or not name.startswith("tests/"))
    ]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text_of(name))


def functions(name: str) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    """Lines of the body, without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def decorators(function: ast.FunctionDef) -> str:
    return " ".join(ast.unparse(each) for each in function.decorator_list)


def is_service(name: str) -> bool:
    return "/services/" in name or name.endswith("/services.py")


def is_view_module(name: str) -> bool:
    return any("requires(" in decorators(function) for function in functions(name))


def own_models() -> list[type[models.Model]]:
    """Models of our own, without the histories."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not issubclass(model, HistoricalChanges)
    ]


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def names_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}
