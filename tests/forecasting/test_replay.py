import pandas as pd

from civicai.forecasting import blocks


def test_blocks_hold_each_day_once_and_know_nothing_later_than_their_first_issue():
    days = pd.bdate_range("2017-09-01", "2018-07-06")
    lead = pd.Timedelta("21D")
    cut = list(blocks(days, lead, 60))
    held = [day for _until, first, last in cut for day in days if first <= day <= last]
    assert held == list(days)
    assert all(until == first - lead for until, first, _last in cut)


def test_no_day_makes_no_block():
    assert list(blocks(pd.DatetimeIndex([]), pd.Timedelta("7D"), 60)) == []
