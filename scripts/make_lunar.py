#!/usr/bin/env python3
"""Writes src/tables/lunar_years.in: the months of the lunisolar years 1900 to 2100, from tyme4py (MIT).

    pip install tyme4py==1.5.0 lunardate==0.3.0 borax==4.1.3 && python3 scripts/make_lunar.py

One number a year:

    bits 0-12   the months in order: 1 for one of 30 days, 0 for 29
    bits 13-16  the leap month (the number of the month that it follows), 0 for none
    bits 17-22  days from 20 January to the first day of the year
    bits 23-26  the month (1 for the first in order) whose first day another library places differently, 0 for none

lunardate and borax have tables of their own. They differ where a new moon falls close to midnight, and there the linter
says nothing.
"""

import datetime
import pathlib

from borax.calendars.lunardate import LunarDate as BoraxDate
from lunardate import LunarDate
from tyme4py.lunar import LunarDay, LunarYear

YEARS = range(1900, 2101)
A_LINE = 10
TABLE = pathlib.Path(__file__).resolve().parent.parent / "src" / "tables" / "lunar_years.in"


def first_day(year):
    """The first day of a lunisolar year, in the Gregorian calendar."""
    day = LunarDay.from_ymd(year, 1, 1).get_solar_day()
    return datetime.date(day.get_year(), day.get_month(), day.get_day())


def months(year):
    """The months of a lunisolar year in order: number, whether it is the leap month, days."""
    for month in LunarYear.from_year(year).get_months():
        number = month.get_month_with_leap()
        yield abs(number), number < 0, month.get_day_count()


def disputed(year):
    """The place in order of the month that another library begins on another day, 0 if all agree."""
    day, found = first_day(year), []
    for place, (number, is_leap, days) in enumerate(months(year), 1):
        others = [LunarDate(year, number, 1, is_leap), BoraxDate(year, number, 1, int(is_leap))]
        if any(other.to_solar_date() != day for other in others):
            found.append(place)
        day += datetime.timedelta(days=days)
    assert len(found) <= 1, (year, found)
    return found[0] if found else 0


def encoded(year):
    """The number that stands for a year."""
    lengths = sum((days == 30) << place for place, (_, _, days) in enumerate(months(year)))
    leap = next((number for number, is_leap, _ in months(year) if is_leap), 0)
    shift = (first_day(year) - datetime.date(year, 1, 20)).days
    in_doubt = disputed(year) if year < 2100 else 0
    return lengths | leap << 13 | shift << 17 | in_doubt << 23


def main():
    numbers = [f"0x{encoded(year):07x}" for year in YEARS]
    lines = [", ".join(numbers[at : at + A_LINE]) for at in range(0, len(numbers), A_LINE)]
    TABLE.write_text("[\n    " + ",\n    ".join(lines) + ",\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
