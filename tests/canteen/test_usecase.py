"""The canteen as the command line sees it: its options, its labels, files as towns send them."""

import json

import pytest

from civicai import cli
from civicai.canteen import USECASE
from civicai.tables import read_table
from civicai.usecase import find_usecases


def test_it_comes_through_the_same_door_as_a_plugin():
    assert find_usecases()["canteen"] is USECASE


def test_the_example_reads_without_a_problem():
    tables, findings = USECASE.check(USECASE.example(), "en")
    assert sorted(tables) == ["attendance", "events"]
    assert [finding for finding in findings if finding.severity == "error"] == []
    schema = USECASE.inputs[0].schema
    assert len(tables["attendance"]) == len(read_table(USECASE.example()["attendance"], schema))


def test_options_have_defaults_in_their_own_range():
    for option in USECASE.options:
        assert option.parse(option.default) == option.default


def test_the_card_is_complete_enough_to_be_written():
    card = USECASE.card().to_dict()
    assert json.loads(json.dumps(card, allow_nan=False)) == card


HEADER = "Ecole;Date;Repas prévus;Repas servis"
GOOD = "\n".join(
    f"Les Tilleuls;{day:02d}/{month:02d}/2024;120;{110 + day % 7}"
    for month in (1, 2, 3, 4)
    for day in range(1, 29)
)

BAD = {
    "an empty file": ("", {"F02"}),
    "a PDF": ("%PDF-1.7\n1 0 obj\n", {"F03"}),
    "no date": ("Ecole;Repas servis\nLes Tilleuls;120\n", {"C01"}),
    "two dates": ("Ecole;Date;Jour;Repas servis\nLes Tilleuls;01/02/2024;01/02/2024;9\n", {"C02"}),
    "a day that is not": (f"{HEADER}\n{GOOD}\nLes Tilleuls;31/02/2018;120;118\n", {"D02"}),
    "a letter in a number": (f"{HEADER}\n{GOOD}\nLes Tilleuls;02/05/2024;120;12 O\n", {"N02"}),
    "fewer than no meals": (f"{HEADER}\n{GOOD}\nLes Tilleuls;02/05/2024;120;-5\n", {"R01"}),
    "a day twice": (f"{HEADER}\n{GOOD}\nLes Tilleuls;02/04/2024;120;99\n", {"K01"}),
    "one week": (f"{HEADER}\n" + "\n".join(GOOD.splitlines()[:5]), {"M06"}),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_bad_files_are_refused_with_their_code(case, lang, tmp_path, capsys):
    text, codes = BAD[case]
    path = tmp_path / "cantines.csv"
    path.write_text(text, encoding="utf-8")
    assert call(["run", "canteen", str(path), "--lang", lang, "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["message"] and problem["hint"] for problem in problems)


def call(words):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    return caught.value.code


def test_a_formula_in_a_name_is_defused_in_every_file(tmp_path, capsys):
    path = tmp_path / "cantines.csv"
    rows = GOOD.replace("Les Tilleuls", "=cmd|' /C calc'!A0")
    path.write_text(f"{HEADER}\n{rows}\n", encoding="utf-8")
    out = tmp_path / "out"
    assert call(["run", "canteen", str(path), "--out", str(out), "--set", "zone=none"]) == 0
    tables = list(out.rglob("*.csv"))
    assert any("cmd" in table.read_text(encoding="utf-8-sig") for table in tables)
    for table in tables:
        for line in table.read_text(encoding="utf-8-sig").splitlines():
            assert not any(cell.startswith(("=", '"=')) for cell in line.split(";")), table.name
