from __future__ import annotations

import pytest

ROWS = [("École", "Date", "Réel"), ("A", "2018-09-03", "12"), ("B", "2018-09-04", "13")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(read, separator, end):
    reading = read(end.join(separator.join(row) for row in ROWS))
    assert reading.column("served") == [12, 13]
    assert reading.frame.index.tolist() == [2, 3]
    assert reading.findings == []


def test_a_declared_separator_is_believed(read):
    text = "sep=^\n" + "\n".join("^".join(row) for row in ROWS)
    reading = read(text)
    assert reading.column("site") == ["A", "B"]
    assert reading.frame.index.tolist() == [3, 4]


def test_separators_of_another_kind_in_cells_do_not_mislead(read):
    text = "École;Date;Réel;Observations\nA;2018-09-03;12;a, b, c, d | e, f\n"
    assert read(text).column("served") == [12]


def test_trailing_separators_are_no_columns(read):
    reading = read("École;Date;Réel;;;\nA;2018-09-03;12;;;\n")
    assert reading.column("served") == [12]
    assert reading.findings == []


def test_lines_count_the_breaks_inside_quotes(read):
    text = 'École;Date;Réel\r\n"A\r\nB";2018-09-03;12\r\n"C ""D"" ;x";2018-09-04;13\r\nE;?;1\r\n'
    assert read(text).told("D01").row == 5
    good = read(text.replace("?", "2018-09-05"))
    assert good.column("site") == ["A B", 'C "D" ;x', "E"]
    assert good.frame.index.tolist() == [2, 4, 5]


@pytest.mark.parametrize(
    "text",
    [
        'École;Date;Réel\nA;2018-09-03;1\n"B;2018-09-04;12\nC;2018-09-05;13\n',
        'École;Date;Réel\nA;2018-09-03;1\n"B;2018-09-04;12\n"C";2018-09-05;13\n',
    ],
)
def test_a_quote_that_swallows_lines_is_refused(read, text):
    problem = read(text).told("F07")
    assert problem.row == 3


def test_a_cell_without_end_is_refused(read):
    text = 'École;Date;Réel\n"' + "A;2018-09-03;1\n" * 20_000
    assert read(text).told("F07").row == 2


def test_lone_quotes_are_text(read):
    reading = read('École;Date;Réel\nA "Les Lilas";2018-09-03;12\n')
    assert reading.column("site") == ['A "Les Lilas"']


def test_decimal_commas_between_commas_are_refused_line_by_line(read):
    reading = read("École,Date,Réel\nA,2018-09-03,12,5\nB,2018-09-03,13\nC,2018-09-03,14,0\n")
    assert [(p.code, p.row) for p in reading.errors] == [("F06", 2), ("F06", 4)]


def test_short_lines_are_completed_and_told(read):
    reading = read("École;Date;Réel;Prévus\nA;2018-09-03;12\nB;2018-09-03;13;14\n")
    assert reading.column("served") == [12, 13]
    problem = reading.told("F12")
    assert (problem.row, problem.severity, problem.count) == (2, "warning", 1)


def test_spaces_before_quotes_are_no_part_of_the_cell(read):
    reading = read('"École", "Date", "Réel"\n"A, B", "2018-09-03", "12"\n')
    assert (reading.column("site"), reading.column("served")) == (["A, B"], [12])


def test_a_cell_too_long_is_not_called_a_quotation_mark(read):
    text = f"École;Date;Réel\nA;2018-09-03;1\n{'x' * 140_000};2018-09-03;1\n"
    assert (read(text).codes, read(text).errors[0].row) == (["F04"], 3)


def test_long_cells_are_shown_cut(read):
    problem = read(f"École;Date;Réel\nA;2018-09-03;{'x' * 100_000}\n").told("N01")
    assert problem.value == "x" * 60 + "…"
    assert len(problem.message) < 100
    row = f"{'x' * 100_000};2018-09-03;1\n"
    assert len(str(read("École;Date;Réel\n" + row + row).told("K01"))) < 300


def test_quotation_marks_escaped_as_databases_do(read):
    text = 'École;Date;Réel\n"L\\"Orée; bis";2018-09-14;12\n'
    assert read(text).column("site") == ['L"Orée; bis']
    assert read('École;Date;Réel\n"C:\\";2018-09-14;12\n').column("site") == ["C:\\"]


def test_cells_written_as_formulas_to_keep_their_zeros(read):
    text = 'École;Date;Réel\n="00123";="2018-09-14";"=""12"""\n'
    reading = read(text)
    assert (reading.column("site"), reading.column("served")) == (["00123"], [12])


def test_lines_with_too_many_cells_are_listed_within_bounds(read):
    text = "École;Date;Réel\n" + "A;2018-09-14;12;x\n" * 3000
    problems = [p for p in read(text).errors if p.code == "F06"]
    assert len(problems) < 3000
    assert sum(p.count for p in problems) == 3000
