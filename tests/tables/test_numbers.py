from __future__ import annotations

import math

import pytest


def numbers(reading):
    return [None if math.isnan(value) else value for value in reading.column("x")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "-2", "+3", "007"], [1, -2, 3, 7]),
        (["1,5", "2", ",5", "3,"], [1.5, 2, 0.5, 3]),
        (["1.5", "2", ".5"], [1.5, 2, 0.5]),
        (["1 204", "1\u00a0204", "1\u202f204", "12 345 678,9"], [1204, 1204, 1204, 12345678.9]),
        (["1.204,5", "3"], [1204.5, 3]),
        (["1,204.5", "3"], [1204.5, 3]),
        (["1.234.567"], [1234567]),
        (["0,532", "1,234"], [0.532, 1.234]),
        (["1,2345", "1,234"], [1.2345, 1.234]),
        (["−5", "–6", "- 7"], [-5, -6, -7]),
        (["1,5E+03", "2e-2"], [1500, 0.02]),
        (["", "NC", "na", "-", "n/a", "#N/A", "1"], [None] * 6 + [1]),
    ],
)
def test_numbers_as_they_are_written(read_column, cells, expected):
    assert numbers(read_column(cells)) == expected


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("12 O", "120"),
        ("1O", "10"),
        ("l2", "12"),
        ("1 2O4", "1204"),
        ("1O,5", "10,5"),
        ("S0", "50"),
    ],
)
def test_letters_in_numbers_get_their_fix(read_column, cell, written):
    problem = read_column(["3", cell]).told("N02")
    assert (problem.row, problem.column, problem.value) == (3, "x", cell)
    assert problem.hint == f"Write {written}."


@pytest.mark.parametrize(
    "cell", ["abc", "12 5", "1 2345", "1,2,3", "1..2", "1_000", "inf", "0x1F", "٣"]
)
def test_what_is_no_number_is_refused(read_column, cell):
    assert read_column(["3", cell]).codes == ["N01"]


@pytest.mark.parametrize("cell", ["#REF!", "#DIV/0!", "#VALEUR!", "#NOM?"])
def test_broken_formulas_are_named(read_column, cell):
    assert read_column(["3", cell]).codes == ["N07"]


def test_two_decimal_marks_list_the_rarer(read_column):
    reading = read_column(["1,5", "2.5", "3,5", "4"])
    assert [(p.code, p.row) for p in reading.errors] == [("N04", 3)]
    both = read_column(["1,234", "2.345", "3,456"])
    assert [(p.code, p.row) for p in both.errors] == [("N04", 3)]
    assert read_column(["1,234E+05", "2,345"]).told("N06").row == 2


def test_three_decimals_everywhere_are_decimals_and_told(read_column):
    reading = read_column(["1,234", "12,500"])
    assert numbers(reading) == [1.234, 12.5]
    assert reading.told("N06").severity == "warning"


def test_thousands_or_decimals_are_refused_when_nothing_tells(read_column):
    for cells in (["1,234", "950"], ["1.234", "950"]):
        assert read_column(cells).codes == ["N05"]


def test_a_column_of_whole_numbers_tells_thousands(read_column):
    assert numbers(read_column(["1,234", "950"], "integer")) == [1234, 950]
    assert numbers(read_column(["1.234", "950"], "integer")) == [1234, 950]
    assert read_column(["1,000", "950"], "integer").codes == ["N05"]


def test_whole_numbers_may_have_empty_decimals_only(read_column):
    assert numbers(read_column(["12,0", "13,00"], "integer")) == [12, 13]
    reading = read_column(["12,0", "13,5"], "integer")
    assert [(p.code, p.row, p.value) for p in reading.errors] == [("N03", 3, "13,5")]


def test_the_unit_of_the_column_is_taken_off_and_told(read_column):
    reading = read_column(["12,5 kg", "3 KG", "4"], unit="kg")
    assert numbers(reading) == [12.5, 3, 4]
    assert reading.told("N08").count == 2
    assert numbers(read_column(["12 m³/h", "3 m3/h"], unit="m3/h")) == [12, 3]
    assert numbers(read_column(["12 %", "3%"], unit="%")) == [12, 3]


def test_another_unit_is_refused(read_column):
    problem = read_column(["12,5 l/s", "3"], unit="m3/h").told("N08")
    assert ("l/s" in problem.message, "m3/h" in problem.message) == (True, True)
    assert read_column(["12 kg", "3"], "integer").codes == ["N08"]


def test_a_counted_word_is_taken_off_when_every_cell_has_it(read_column):
    assert numbers(read_column(["12 repas", "3 repas"], "integer", unit="meals")) == [12, 3]
    assert read_column(["12 repas", "3"], "integer", unit="meals").codes == ["N01"]


def test_ranges_are_checked_with_the_limit_told(read_column):
    reading = read_column(["-5", "3", "1 200"], "integer", low=0, high=1000, unit="meals")
    assert [(p.code, p.row, p.value) for p in reading.errors] == [
        ("R01", 2, "-5"),
        ("R02", 4, "1 200"),
    ]
    assert "below 0, the least" in reading.errors[0].message
    assert "above 1,000, the most" in reading.errors[1].message
    assert "0.5 m3/h" in read_column(["0,2"], low=0.5, unit="m3/h").told("R01").message


def test_all_problems_come_at_once_and_the_last_one_counts_the_rest(read_column):
    reading = read_column(["x"] * 1500)
    assert len(reading.errors) == 1000
    assert sum(problem.count for problem in reading.errors) == 1500


def test_many_different_numbers_are_read_like_few(read_column):
    cells = [f"{i},{i % 97:02d}" for i in range(3000)]
    expected = [float(cell.replace(",", ".")) for cell in cells]
    assert numbers(read_column(cells)) == expected
    assert numbers(read_column([*cells, "1 000"])) == [*expected, 1000]


@pytest.mark.parametrize("cell", ["9" * 400, "1e400", "-" + "9" * 400])
@pytest.mark.parametrize("other", ["1,5", "1 204,5"])
def test_a_number_too_large_to_be_held_is_refused(read_column, cell, other):
    assert read_column([other, cell]).codes == ["N01"]


def test_units_in_words_are_taken_off(read_column):
    reading = read_column(["12,5 kilos", "3 kilogrammes", "4 kg"], unit="kg")
    assert (reading.column("x"), reading.codes) == ([12.5, 3, 4], ["N08"])
    assert read_column(["12,5 kilos", "800 grammes"], unit="kg").told("N08").severity == "error"
