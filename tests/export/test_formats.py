import json

import pytest
from tests.export.fit_reading import by_fitdecode
from tests.export.page_reading import read
from tests.export.tcx_schema import check
from tests.export.walks import good, mark, person, straight, walk

from retrowalk.export.formats import FORMS, Kept, export
from retrowalk.export.suffixes import Format
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt


READERS = {
    Format.HTML: lambda data: read(data.decode()),
    Format.FIT: by_fitdecode,
    Format.TCX: check,
    Format.CSV: lambda data: data.decode().splitlines()[1],
    Format.JSON: json.loads,
}


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    "samples", [(), tuple(straight(1)), tuple(straight(1800))], ids=["empty", "one", "half an hour"]
)
def test_every_form_can_be_read_whatever_there_is_of_a_walk(form, samples):
    for told in (Told(good(), person(), [mark(3)]), Told(walk(), marks=[mark(0)])):
        assert READERS[form](export(Kept(told, samples), form)) is not None


@pytest.mark.parametrize("form", Format)
def test_only_the_page_has_a_name_in_it(form):
    data = export(Kept(Told(good(), person(name="Zacharias")), tuple(straight(3))), form)
    assert (b"Zacharias" in data) is (form is Format.HTML)


@pytest.mark.parametrize("form", Format)
def test_every_form_says_what_its_values_are_worth(form):
    assert b"not a medical device" in export(Kept(Told(good()), tuple(straight(3))), form)


def test_every_form_has_a_media_type():
    assert set(FORMS) == set(Format)
    assert all("/" in form.media for form in FORMS.values())


@pytest.mark.parametrize("doubt", [Doubt.OLD, Doubt.UNLINKED, Doubt.UNMEASURED])
def test_an_old_measurement_is_not_told_as_one_of_this_second(doubt):
    samples = (*straight(3), *straight(3, start=3, flags=doubt), *straight(3, start=6, flags=Doubt.FROZEN))
    records = by_fitdecode(export(Kept(Told(good()), samples), Format.FIT))
    speeds = ["enhanced_speed" in record for record in records.all("record")]
    assert speeds == [True] * 3 + [False] * 3 + [True] * 3
    rows = json.loads(export(Kept(Told(good()), samples), Format.JSON))["samples"]
    column = rows["columns"].index("speed_kmh")
    assert [row[column] is None for row in rows["rows"]] == [not each for each in speeds]
