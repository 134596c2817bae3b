"""Formats of others: the files of ma-cantine and of portals are read as the town's own are."""

import gzip
import json

import pandas as pd
import pytest

from civicai.canteen import USECASE, read_ma_cantine
from civicai.errors import InputError

DAYS = pd.bdate_range("2024-01-08", periods=40)
#: What the portal of Nantes calls the columns of its attendance.
PORTAL = [
    {
        "site_type": "M/E",
        "date": f"{day:%Y-%m-%d}",
        "prevision": 120,
        "reel": 110 + rank % 5,
        "site_nom": "LINOT",
        "geo_point_2d": {"lon": -1.55, "lat": 47.22},
    }
    for rank, day in enumerate(DAYS)
]
#: Measurements as the service of ma-cantine answers them.
MEASURED = [
    {
        "id": 12,
        "canteenId": 7,
        "periodStartDate": "2024-03-04",
        "periodEndDate": "2024-03-08",
        "mealCount": 500,
        "totalMass": 60.0,
        "isSortedBySource": True,
        "preparationTotalMass": None,
        "unservedTotalMass": 25.0,
    }
]
WRAPPED = {
    "an export": PORTAL,
    "records asked for": {"total_count": len(PORTAL), "results": PORTAL},
    "records of the first service": {
        "nhits": len(PORTAL),
        "records": [{"recordid": str(i), "fields": row} for i, row in enumerate(PORTAL)],
    },
}


def written(path, content):
    text = json.dumps(content).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


@pytest.mark.parametrize("ending", ["json", "json.gz"])
@pytest.mark.parametrize("how", WRAPPED)
def test_a_portal_is_read_as_its_csv_is(tmp_path, how, ending):
    path = written(tmp_path / f"convives.{ending}", WRAPPED[how])
    plain = tmp_path / "convives.csv"
    pd.DataFrame(PORTAL).drop(columns="geo_point_2d").to_csv(plain, index=False)
    from_json, from_csv = (
        USECASE.check({"attendance": table}, "en")[0]["attendance"] for table in (path, plain)
    )
    pd.testing.assert_frame_equal(from_json.reset_index(drop=True), from_csv.reset_index(drop=True))


def test_any_table_of_a_portal_is_read(tmp_path, attendance):
    menus = [{"date": "2024-01-08", "plat": "Colin"}, {"date": "2024-01-09", "plat": "Riz"}]
    tables = {"attendance": attendance, "menus": written(tmp_path / "menus.json", menus)}
    assert USECASE.check(tables, "en")[0]["menus"]["dish"].tolist() == ["Colin", "Riz"]


def test_json_that_holds_no_records_is_told_of_its_file(tmp_path):
    path = written(tmp_path / "convives.json", {"total_count": 3, "results": "none"})
    with pytest.raises(InputError) as caught:
        USECASE.check({"attendance": path}, "en")
    assert {problem.file for problem in caught.value.problems} == {"convives.json"}


def test_ma_cantine_reaches_the_report(tmp_path, attendance):
    wrapped = {"count": 1, "results": MEASURED}
    tables = {"attendance": attendance, "waste": written(tmp_path / "mesures.json", wrapped)}
    result = USECASE.run(tables, "en", horizon_days=14, zone="B", plan_days=4)
    (weighed,) = result.tables["waste_weighed"].to_dict("records")
    assert (weighed["meal_count"], weighed["per_meal"], weighed["unserved_per_meal"]) == (
        500,
        0.12,
        0.05,
    )
    assert "Waste weighed" in result.to_html()


def test_a_csv_of_waste_needs_no_reader_of_its_own(tmp_path, attendance):
    path = tmp_path / "pesees.csv"
    path.write_text(
        "Date de début;Date de fin;Couverts;Non servi\n04/03/2024;08/03/2024;500;25,5\n"
    )
    table = USECASE.check({"attendance": attendance, "waste": path}, "en")[0]["waste"]
    assert table["unserved_total_mass"].tolist() == [25.5]


def test_a_measurement_that_cannot_be_is_told(attendance):
    rows = pd.DataFrame(
        {
            "period_start_date": ["2024-03-08"],
            "period_end_date": ["2024-03-04"],
            "meal_count": [500],
        }
    )
    findings = USECASE.check({"attendance": attendance, "waste": rows}, "en")[1]
    assert "M19" in {problem.code for problem in findings}


def test_ma_cantine_measurements_become_kilograms_a_meal():
    rows = pd.DataFrame(
        {
            "period_start_date": ["2024-03-04", "2024-03-08", "2024-03-04"],
            "period_end_date": ["2024-03-08", "2024-03-04", "2024-03-08"],
            "meal_count": [500, 500, 12_000_000],
            "unserved_total_mass": [25.0, 1.0, 1.0],
        }
    )
    measured, findings = read_ma_cantine(rows)
    assert measured["unserved_per_meal"].tolist() == [0.05]
    assert [(problem.code, problem.count) for problem in findings] == [("M19", 2)]
    assert read_ma_cantine(rows.head(1))[1] == []
