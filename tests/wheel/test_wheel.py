"""What a user gets: the wheel, installed in a clean environment, away from its source."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "docs" / "extend" / "library_visits"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MAX_BYTES = 2_000_000

EXECUTE = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells))
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True, env=with_constraints())
    return next(folder.glob("civicai-*.whl"))


class Installed:
    """An environment with the wheel, and an empty folder to work in."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.scripts = environment / ("Scripts" if os.name == "nt" else "bin")
        self.folder = folder

    def run(self, program: str, *words: str | Path, folder: Path | None = None) -> str:
        ran = subprocess.run(
            [self.scripts / program, *words],
            cwd=folder or self.folder,
            env=clean_environment() | {"MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    clean = Installed(environment, tmp_path_factory.mktemp("away"))
    constraints = ROOT / "constraints.txt"
    notebook_tools = ["nbclient", "nbformat", "ipykernel"]
    words = ["-m", "pip", "install", "--quiet", "--no-compile", "--constraint", constraints]
    clean.run("python", *words, wheel, PLUGIN, *notebook_tools)
    return clean


def clean_environment() -> dict[str, str]:
    """Return the environment of the process without what would lead back to the source."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def with_constraints() -> dict[str, str]:
    return clean_environment() | {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}


def test_wheel_is_small_and_complete(wheel: Path) -> None:
    assert wheel.stat().st_size <= MAX_BYTES
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "civicai/py.typed" in names
    assert "civicai/tables/__init__.pyi" in names
    assert "civicai/canteen/legal.md" in names
    assert "civicai/locale/fr/LC_MESSAGES/civicai.mo" in names
    assert "civicai/locale/fr/LC_MESSAGES/click.mo" in names
    assert any(name.startswith("civicai/datasets/data/") for name in names)
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"civicai", next(top for top in tops if top.endswith(".dist-info"))}


def test_wheel_names_no_folder_of_the_machine_that_built_it(wheel: Path) -> None:
    folders = [str(folder).encode() for folder in (ROOT, Path.home(), sys.prefix)]
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert [
        name for name, content in contents.items() for folder in folders if folder in content
    ] == []


def test_the_package_comes_from_the_wheel(installed: Installed) -> None:
    place = installed.run("python", "-c", "import civicai; print(civicai.__file__)").strip()
    assert installed.scripts.parent in Path(place).parents


def test_commands_answer(installed: Installed) -> None:
    assert "Utilisation" in installed.run("civicai", "--help", "--lang", "fr")
    assert "canteen" in installed.run("civicai", "list")
    assert json.loads(installed.run("civicai", "datasets", "--json"))


def test_the_embedded_example_becomes_a_report(installed: Installed) -> None:
    installed.run("civicai", "run", "canteen", "--lang", "fr")
    report = installed.folder / "rapport-civicai" / "canteen" / "report.html"
    assert '<html lang="fr"' in report.read_text(encoding="utf-8")


@pytest.fixture
def strangers(installed: Installed) -> Iterator[None]:
    """Install two more packages: one whose module is not there, one that takes our name."""
    site = Path(installed.run("python", "-c", "import civicai; print(civicai.__file__)").strip())
    folders = []
    for package, line in (("sick", "sick = no_such_module:USECASE"), ("thief", "library = os:sep")):
        folder = site.parents[1] / f"{package}-1.0.dist-info"
        folder.mkdir()
        folders.append(folder)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(f"[civicai.usecases]\n{line}\n")
    yield
    for folder in folders:
        shutil.rmtree(folder)


def test_a_use_case_from_outside_works_like_ours(installed: Installed) -> None:
    plugins = {p["name"]: p for p in json.loads(installed.run("civicai", "plugins", "--json"))}
    found = plugins["library"]
    assert (found["package"], found["version"], found["error"]) == ("library-visits", "0.1.0", "")
    for what in ("run", "evaluate"):
        answer = json.loads(installed.run("civicai", what, "library", "--json", "--lang", "en"))
        assert answer["usecase"] == "library"
        assert answer["carbon"]["energy_kwh"]
    installed.run("civicai", "example", "library", "library-start")
    example = installed.folder / "library-start" / "example.csv"
    assert "750 rows" in installed.run("civicai", "check", "library", example, "--lang", "en")


def test_a_broken_package_and_a_clash_stop_nothing_else(
    installed: Installed, strangers: None
) -> None:
    plugins = json.loads(installed.run("civicai", "plugins", "--json", "--lang", "en"))
    errors = {(plugin["name"], plugin["package"]): plugin["error"] for plugin in plugins}
    assert "no_such_module" in errors["sick", "sick"]
    assert errors["library", "thief"] == errors["library", "library-visits"] != ""
    names = [case["name"] for case in json.loads(installed.run("civicai", "list", "--json"))]
    assert "canteen" in names
    assert not {"sick", "library"} & set(names)
    installed.run("civicai", "check", "canteen", ROOT / "datasets" / "canteen_example.csv")


def test_the_starter_script_runs(installed: Installed) -> None:
    installed.run("civicai", "example", "water", "start")
    assert installed.run("python", Path("start", "water.py")).strip()
    assert (installed.folder / "start" / "report.html").exists()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_and_leave_nothing(
    installed: Installed, notebook: Path, tmp_path: Path
) -> None:
    assert int(installed.run("python", "-c", EXECUTE, notebook, folder=tmp_path)) > 0
    assert list(tmp_path.iterdir()) == []


def test_the_canteen_has_its_notebook() -> None:
    assert "01_canteen" in {path.stem for path in NOTEBOOKS}
