from __future__ import annotations

import pytest

HEADER = "École;Date;Réel\n"
ROWS = "A;2018-09-03;12\nB;2018-09-03;13\n"


@pytest.mark.parametrize(
    "line",
    [
        "TOTAL;;25",
        "Total général;;25",
        "Sous-total;;25",
        ";Total;25",
        "Total A;;25",
        "Totaux du jour;2018-09-03;25",
        "ENSEMBLE;2018-09-03;25",
        "Moyenne;;12,5",
    ],
)
def test_totals_are_set_aside_and_told(read, line):
    reading = read(f"{HEADER}{ROWS}{line}\nC;2018-09-03;14\n")
    assert reading.column("site") == ["A", "B", "C"]
    problem = reading.told("F11")
    assert (problem.row, problem.severity, problem.count) == (4, "warning", 1)


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [("Total Énergies", True), ("Totalement", False), ("Ensemble scolaire Saint-Jean", False)],
)
def test_names_that_begin_like_totals_are_kept_and_doubt_is_told(read, name, doubtful):
    reading = read(f"{HEADER}{ROWS}{name};2018-09-03;25\n")
    assert reading.column("site") == ["A", "B", name]
    assert ("F19" in reading.codes) == doubtful


def test_repeated_headers_are_set_aside(read):
    reading = read(HEADER + ROWS + HEADER + "C;2018-09-03;14\n")
    assert reading.column("served") == [12, 13, 14]
    assert reading.told("F10").row == 4


def test_blank_lines_are_skipped_and_told_only_inside(read):
    reading = read(HEADER + ROWS + "\n;;\nC;2018-09-03;14\n\n\n")
    assert reading.frame.index.tolist() == [2, 3, 6]
    assert reading.told("F13").count == 2
    assert read(HEADER + ROWS + "\n;;\n").findings == []


def test_notes_and_sections_are_set_aside_and_told(read):
    text = HEADER + "Secteur Nord;;\n" + ROWS + "\nSource : service scolaire;;\n"
    reading = read(text)
    assert reading.column("site") == ["A", "B"]
    problem = reading.told("F18")
    assert (problem.count, problem.value, problem.severity) == (2, "Secteur Nord", "warning")


def test_a_line_with_a_number_is_never_set_aside(read):
    reading = read(HEADER + ROWS + ";;14\n")
    assert [(p.code, p.row, p.column) for p in reading.errors] == [
        ("K02", 4, "École"),
        ("K02", 4, "Date"),
    ]


def test_headers_of_files_glued_end_to_end_are_set_aside(read):
    reading = read((HEADER + ROWS + "\ufeff" + HEADER + "C;2018-09-03;14\n").encode("utf-8-sig"))
    assert reading.column("served") == [12, 13, 14]
    assert reading.told("F10").row == 4


@pytest.mark.parametrize(
    "units", [";(jj/mm/aaaa);(nb)", ";jj/mm/aaaa;repas", ";;(nombre)", ";;couverts"]
)
def test_a_line_of_units_is_set_aside_and_told(read, units):
    reading = read(f"{HEADER}{units}\n{ROWS}")
    assert reading.column("served") == [12, 13]
    assert (reading.told("C09").row, reading.told("C09").severity) == (2, "note")


def test_a_line_of_units_must_be_the_units_of_the_table(read):
    problem = read(f"{HEADER};;(kg)\n{ROWS}").told("C07")
    assert (problem.row, problem.severity) == (2, "error")


@pytest.mark.parametrize("line", ["A;;(3)", ";;(3)", "(annexe);;12", ";2018-09-03;kg"])
def test_what_may_be_data_is_no_line_of_units(read, line):
    reading = read(f"{HEADER}{line}\n{ROWS}")
    assert reading.errors
    assert "C09" not in reading.codes


@pytest.mark.parametrize("rows", ["", "TOTAL;;25\n", "\n;;\n"])
def test_a_header_and_no_row_is_an_export_that_failed(read, rows):
    assert read(HEADER + rows).codes == ["F02"]


def test_lines_under_the_table_without_a_value_are_set_aside(read):
    reading = read(HEADER + ROWS + "\n;;\nImprimé le;2018-10-01;\nSource;;\n")
    assert reading.column("site") == ["A", "B"]
    assert reading.told("F18").count == 2


def test_lines_below_a_blank_one_with_a_value_are_data(read):
    reading = read(HEADER + ROWS + "\n;;\nC;2018-10-01;\nC;2018-10-02;4\n")
    assert reading.column("site") == ["A", "B", "C", "C"]


def test_a_line_of_dashes_under_the_header_is_no_data(read):
    reading = read(HEADER + "-----;----------;-----\n" + ROWS)
    assert (reading.column("site"), reading.told("F13").row) == (["A", "B"], 2)


@pytest.mark.parametrize("name", ["Toutes écoles", "Tous sites", "Global", "Général"])
def test_what_may_be_a_total_is_asked_about(read, name):
    assert read(HEADER + ROWS + f"\n{name};2018-09-05;25\n").told("F19").value.startswith(name)
