"""``civicai carbon``: the bill of any command, which keeps its streams and its exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

PYTHON = sys.executable
WORK = "sum(n * n for n in range(1_500_000)); print('done', *sys.argv[1:])"


def run(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Type a command for real: its own streams are what is tested."""
    return subprocess.run(
        [PYTHON, "-m", "civicai", "carbon", *words], capture_output=True, text=True, **more
    )  # type: ignore[call-overload]


def test_the_streams_are_those_of_the_command_and_the_bill_is_apart() -> None:
    code = f"import sys; {WORK}; sys.exit(7)"
    done = run("--lang", "en", "--", PYTHON, "-c", code, "--json", "--lang", "fr")
    assert done.returncode == 7
    assert done.stdout == "done --json --lang fr\n"
    assert "CO₂e" in done.stderr
    assert "of processor time" in done.stderr  # in English: the words after -- are not ours


def test_json_alone_on_the_standard_output() -> None:
    words = ["--json", "--lang", "en", "--runs-per-year", "140", "--always-on", "15"]
    done = run(*words, "--", PYTHON, "-c", f"import sys; {WORK}")
    content = json.loads(done.stdout)
    assert done.stderr.strip() == "done"
    assert content["exit_code"] == 0
    assert content["carbon"]["cpu_seconds"] > 0.02
    assert content["year"]["parts"]["always_on"]["energy_kwh"]["central"] == pytest.approx(131.49)
    assert "What is not known" in content["tender"]


def test_the_paragraph_of_a_tender_in_french() -> None:
    done = run("--lang", "fr", "--runs-per-year", "140", "--", PYTHON, "-c", f"import sys; {WORK}")
    assert "Pour un marché public" in done.stderr
    assert "Ce qui n’est pas connu" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_command_that_is_killed_gives_the_code_of_a_shell() -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run("--", PYTHON, "-c", code).returncode == 128 + signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_control_c_is_for_the_command_and_its_bill_is_told() -> None:
    code = "import signal, sys, time\ntry:\n print('ready', flush=True); time.sleep(60)\n"
    code += f"except KeyboardInterrupt:\n {WORK}; sys.exit(9)"
    words = [PYTHON, "-m", "civicai", "carbon", "--lang", "en", "--", PYTHON, "-c", code]
    pipe = subprocess.PIPE
    # A session of its own: Ctrl-C goes to a terminal's whole group, not to the tests.
    with subprocess.Popen(
        words, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        os.killpg(running.pid, signal.SIGINT)
        out, told = running.communicate(timeout=60)
    assert running.returncode == 9
    assert out == "done\n"
    assert "CO₂e" in told


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of files")
def test_a_file_that_is_no_program_is_told(civicai, tmp_path) -> None:
    script = tmp_path / "calcul"
    script.write_text("ni programme ni script")
    script.chmod(0o755)
    answer = civicai("carbon", "--", str(script))
    assert answer.exit_code == 2
    assert "ne peut pas être lancé" in answer.stderr


def test_ones_own_figures() -> None:
    words = ["--json", "--country", "re", "--factor", "electricity.RE=700", "--pue", "1.5"]
    done = run(
        *words, "--factor", "cpu.core_power=4,5,8", "--", PYTHON, "-c", f"import sys; {WORK}"
    )
    bill = json.loads(done.stdout)["carbon"]
    cpu = bill["parts"]["cpu"]
    assert cpu["energy_kwh"]["high"] * 3.6e6 == pytest.approx(8 * 1.5 * bill["cpu_seconds"])
    assert cpu["emissions_gco2e"]["central"] == pytest.approx(700 * cpu["energy_kwh"]["central"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "quelle commande"),
        (["--", "commande-inconnue"], "il n’y a pas de commande «\u202fcommande-inconnue\u202f»"),
        (["--country", "CA", "--", PYTHON], "E01"),
        (["--factor", "cpu.power=3", "--", PYTHON], "E02"),
        (["--factor", "pue=2,1,3", "--", PYTHON], "E03"),
        (["--factor", "pue=12 W", "--", PYTHON], "n’est pas clair"),
        (["--factor", "pue", "--", PYTHON], "n’est pas clair"),
        (["--pue", "0.9", "--", PYTHON], "E04"),
        (["--runs-per-year", "-3", "--", PYTHON], "E04"),
        (["--runs-per-year", "1", "--always-on", "nan", "--", PYTHON], "E04"),
        (["--always-on", "15", "--", PYTHON], "donnez aussi «\u202f--runs-per-year"),
        (["--runs-per-year", "beaucoup", "--", PYTHON], "--runs-per-year"),
    ],
)
def test_a_wrong_command_line_runs_nothing(civicai, words, told) -> None:
    answer = civicai("carbon", *words)
    assert answer.exit_code == 2, answer.output
    assert told in answer.stderr
    assert answer.stdout == ""


def test_the_table_of_factors(civicai) -> None:
    shown = civicai("carbon", "--factors").stdout
    for words in ("electricity.FR", "Our World in Data", "pue", "Corse"):
        assert words in shown
    rows = json.loads(civicai("carbon", "--factors", "--json").stdout)
    assert all(row["source"] and row["unit"] and row["scope"] and row["year"] for row in rows)
