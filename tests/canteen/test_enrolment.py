"""Pupils enrolled: only what was known on the issue day."""

import numpy as np
import pandas as pd

from civicai.canteen.enrolment import exposure, read_enrolment, school_year, season_start
from civicai.canteen.models import AttendanceForecaster

COUNTS = pd.DataFrame(
    {
        "site": ["Nord"] * 4 + ["Sud"],
        "grade": ["maternelle", "élémentaire", "maternelle", "élémentaire", "tous"],
        "school_year": ["2022-2023", "2022-2023", "2023-2024", "2023/2024", "2023-2024"],
        "enrolled": [40, 60, 50, 70, 80],
    }
)


def known(site, issued):
    counts, _findings = read_enrolment(COUNTS)
    rows = pd.DataFrame({"site": [site], "issued_at": pd.to_datetime([issued])})
    return exposure(counts, rows)[0].tolist()


def test_in_september_last_years_count_is_all_that_is_known():
    assert known("Nord", "2023-09-15")[0] == 100
    assert known("Nord", "2023-11-01") == [120, 100]
    assert np.isnan(known("Nord", "2022-09-15")).all()
    assert known("Sud", "2023-12-01")[0] == 80
    assert np.isnan(known("Est", "2023-12-01")).all()


def test_a_count_may_say_from_when_it_was_known():
    counts, _findings = read_enrolment(COUNTS.assign(known_from=pd.Timestamp("2023-09-04")))
    rows = pd.DataFrame({"site": ["Sud"], "issued_at": pd.to_datetime(["2023-09-15"])})
    assert exposure(counts, rows)[0, 0] == 80


def test_school_years_that_cannot_be_read_are_told():
    counts, findings = read_enrolment(COUNTS.assign(school_year="l'an dernier"))
    assert counts.empty
    assert [problem.code for problem in findings] == ["M16"]
    assert findings[0].count == len(COUNTS)


def test_the_season_begins_in_september():
    days = pd.Series(pd.to_datetime(["2024-08-31", "2024-09-02", "2025-07-04"]))
    assert school_year(days).tolist() == [2023, 2024, 2024]
    first = pd.DatetimeIndex(season_start(days).astype("datetime64[D]"))
    assert first.strftime("%Y-%m-%d").tolist() == ["2023-09-01", "2024-09-01", "2024-09-01"]


def test_a_later_count_moves_no_earlier_forecast(attendance):
    sites = attendance["site"].unique()
    counts = pd.DataFrame({"site": sites, "school_year": "2023-2024", "enrolled": 150})
    later = pd.concat([counts, counts.assign(school_year="2024-2025", enrolled=900)])
    days = ["2024-09-03"]
    plans = [
        AttendanceForecaster("14D", zone="B").fit(attendance, table).predict(days)
        for table in (counts, later)
    ]
    pd.testing.assert_frame_equal(*plans)
