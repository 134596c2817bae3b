"""Headers that towns, portals and their software write."""

import io

import pandas as pd
import pytest

from civicai.canteen.schema import ATTENDANCE, CANTEENS, EVENTS, series_keys
from civicai.tables import read_table

ROW = ["Les Tilleuls", "03/09/2018", "120", "113"]
SITE, DATE, PLANNED, SERVED = "site", "date", "planned", "served"


def read(header, row=ROW, schema=ATTENDANCE):
    text = ";".join(header) + "\n" + ";".join(row) + "\n"
    return read_table(io.BytesIO(text.encode("utf-8")), schema)


@pytest.mark.parametrize(
    "header",
    [
        ["Ecole", "Date", "Repas prévus", "Repas servis"],
        ["site_nom", "date", "prevision", "reel"],
        ["Restaurant scolaire", "Jour", "Commandés", "Pointés"],
        ["Établissement", "Date du repas", "Effectif prévu", "Présents"],
        ["School", "Day", "Planned", "Served"],
        ["canteen", "meal date", "ordered", "attendance"],
    ],
)
def test_usual_headers_are_known(header):
    frame = read(header)
    assert frame.columns.tolist() == [SITE, DATE, PLANNED, SERVED]
    assert frame.iloc[0].tolist() == ["Les Tilleuls", pd.Timestamp("2018-09-03"), 120, 113]


def test_a_file_without_plan_or_service_is_enough():
    frame = read(["Ecole", "Date", "Servis"], [ROW[0], ROW[1], ROW[3]])
    assert frame.columns.tolist() == [SITE, DATE, SERVED]
    assert series_keys(frame) == ["site"]


def test_services_make_series_of_their_own():
    frame = read(["site_nom", "site_type", "date", "reel"], ["Nord", "M", "2018-09-03", "40"])
    assert frame.columns.tolist() == [SITE, "service", DATE, SERVED]
    assert series_keys(frame) == ["site", "service"]


def test_events_may_concern_the_whole_town():
    frame = read(["Jour", "Evénement"], ["27/09/2022", "Grève"], EVENTS)
    assert frame.iloc[0].tolist() == [pd.Timestamp("2022-09-27"), "Grève"]
    frame = read(["Date", "Motif", "Ecole"], ["27/09/2022", "Fermeture", "Nord"], EVENTS)
    assert frame["site"].tolist() == ["Nord"]


def test_names_of_sites_and_canteens():
    frame = read(["site_nom", "site_type", "cantine_nom"], ["Nord E", "E", "Nord"], CANTEENS)
    assert frame.iloc[0].tolist() == ["Nord E", "E", "Nord"]


@pytest.mark.parametrize("schema", [ATTENDANCE, EVENTS, CANTEENS])
def test_no_header_stands_for_two_columns(schema):
    for column in schema:
        names = {column.name, *column.aliases}
        others = {name for other in schema if other is not column for name in other.aliases}
        assert not names & others, column.name
