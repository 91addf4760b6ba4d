"""The set-up keeps its word: locks with hashes, a complete .env.example, a short README."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file, each with everything that stands under its name."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())[1:]
    return {block.split("==")[0]: block for block in blocks}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_hash_for_every_package(name):
    packages = locked(name)
    assert len(packages) > 20
    assert [package for package, block in packages.items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address_and_no_path(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|--index|--find-links|\s/\w", text)
    assert text.startswith("# Compiled by make lock")


def test_locks_agree_on_every_version():
    def version(block):
        return block.split()[0]

    runtime, dev = locked(LOCKS[0]), locked(LOCKS[1])
    assert {name: version(block) for name, block in runtime.items()} == {
        name: version(dev[name]) for name in runtime
    }


def test_lock_holds_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [re.match(r"[\w-]+", line)[0] for line in project["dependencies"]]
    assert set(asked) <= set(locked("requirements.txt"))


def test_every_runtime_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text()
    lines = text.split("dependencies = [")[1].split("\n]")[0].strip().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        assert line.strip().startswith("#") or before.strip().startswith("#"), line


def test_env_example_lists_every_setting():
    settings = (ROOT / "caseflow/settings.py").read_text()
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings))
    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^#?([A-Z_]+)=", example, flags=re.MULTILINE))
    assert read == listed


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100


def test_readme_names_only_what_is_there():
    text = (ROOT / "README.md").read_text()
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)
    targets = set(re.findall(r"(?:`|^    )make (\w+)", text, flags=re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text()
    assert [path for path in pictures if not (ROOT / path).is_file()] == []
    assert [name for name in targets if f"\n{name}:" not in makefile] == []


def test_decisions_are_numbered_without_gaps_and_name_what_was_rejected():
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    assert [path.name for path in files if "## Rejected" not in path.read_text()] == []
