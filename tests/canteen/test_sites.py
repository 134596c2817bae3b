"""Sums over services and names of canteens: no meal appears or disappears."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from civicai.canteen import map_to_canteens, sum_services
from civicai.canteen.sites import shared_days

DAY = pd.Timestamp("2024-01-08")


def rows(*values):
    frame = pd.DataFrame(values, columns=["site", "service", "planned", "served"])
    frame.insert(2, "date", DAY)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    return frame


def test_services_of_a_day_are_added_up():
    summed, findings = sum_services(
        rows(("Nord", "mat", 40, 38), ("Sud", "élém", 90, 88), ("Nord", "élém", 60, 61))
    )
    assert summed.reset_index().values.tolist() == [
        [2, "Nord", DAY, 100, 99],
        [3, "Sud", DAY, 90, 88],
    ]
    assert [(finding.code, finding.count) for finding in findings] == [("M10", 2)]


def test_half_a_canteen_is_not_its_attendance():
    summed, _findings = sum_services(rows(("Nord", "mat", 40, np.nan), ("Nord", "élém", 60, 61)))
    assert np.isnan(summed["served"].iloc[0])
    assert summed["planned"].iloc[0] == 100


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["mat", "élém"]), st.integers(0, 3)),
        unique=True,
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_sums_conserve_meals(keys, random):
    frame = pd.DataFrame(keys, columns=["site", "service", "day"])
    frame["date"] = DAY + pd.to_timedelta(frame.pop("day"), unit="D")
    frame["planned"] = [float(random.randrange(200)) for _ in keys]
    frame["served"] = [float(random.randrange(200)) for _ in keys]
    summed, findings = sum_services(frame)
    assert (
        summed[["planned", "served"]].sum().tolist() == frame[["planned", "served"]].sum().tolist()
    )
    assert not summed.duplicated(["site", "date"]).any()
    assert findings[0].count == frame.duplicated(["site", "date"], keep=False).sum()


def test_without_services_nothing_is_summed():
    plain = rows(("Nord", "mat", 40, 38)).drop(columns="service")
    same, findings = sum_services(plain)
    assert same is plain
    assert findings == shared_days(plain) == []


def test_rows_kept_apart_are_told():
    (finding,) = shared_days(rows(("Nord", "mat", 40, 38), ("Nord", "élém", 60, 61)))
    assert (finding.code, finding.count) == ("M10", 2)
    assert shared_days(rows(("Nord", "mat", 40, 38), ("Sud", "élém", 60, 61))) == []


def test_site_names_become_canteens():
    names = pd.DataFrame({"site": ["Nord M", "Nord E"], "canteen": "Cantine Nord"})
    mapped, findings = map_to_canteens(
        rows(("Nord M", "mat", 40, 38), ("Nord E", "élém", 60, 61), ("Sud", "élém", 9, 8)), names
    )
    assert mapped.reset_index().values.tolist() == [
        [2, "Cantine Nord", DAY, 100, 99],
        [4, "Sud", DAY, 9, 8],
    ]
    assert [(f.code, f.severity, f.count) for f in findings] == [
        ("M11", "warning", 1),
        ("M12", "note", 2),
    ]
    assert "Sud" in findings[0].message


def test_a_canteen_may_depend_on_the_service():
    names = pd.DataFrame(
        {"site": "Nord", "service": ["mat", "élém"], "canteen": ["Petits", "Grands"]}
    )
    mapped, findings = map_to_canteens(rows(("Nord", "mat", 4, 3), ("Nord", "élém", 6, 5)), names)
    assert mapped[["site", "served"]].values.tolist() == [["Petits", 3], ["Grands", 5]]
    assert [finding.code for finding in findings] == ["M12"]


def test_lines_may_repeat_as_in_a_workbook_of_several_sheets():
    frame = rows(("Nord", "mat", 40, 38), ("Nord", "élém", 60, 61), ("Sud", "mat", 5, 4))
    frame.index = pd.Index([2, 2, 2], name="line")
    summed, _findings = sum_services(frame)
    assert sorted(summed["served"]) == [4, 99]
