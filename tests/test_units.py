from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.units import (
    DISTANCE_LIMIT,
    INCLINATION_LIMIT,
    KM_PER_MILE,
    SPEED_LIMIT,
    UNIT_RATIOS,
    Distance,
    Facing,
    Inclination,
    Setpoint,
    Speed,
    UnitError,
    parse_duration,
    parse_ramp,
)


NO_NUMBERS = [None, True, False, 1.0, 2.3, float("nan"), float("inf"), -float("inf"), "1", b"1", Decimal(1), [1]]
BARE_OR_WRONG = [
    "", " ", "1.5", "mph", "1.5mph2", "1,5 mph", "1.5 miles", "1e1 mph", "nan mph", "inf km/h", "+1 mph", "--1 mph",
    "1. mph", ".5 mph", "1.5 mph 2", "0x10 mph", "1_0 mph", "\u0661 mph", "1.5 MPH", "1234567890 mph",
    "1.0000000001 mph", 1.5, 2, None, True, b"1.5 mph", float("nan"),
]  # fmt: skip


class TestWhatIsNotANumberOfSteps:
    @pytest.mark.sr(3)
    @pytest.mark.parametrize("unit", [Speed, Inclination, Distance])
    @pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
    def test_is_refused(self, unit, value):
        with pytest.raises(UnitError, match="whole number"):
            unit(value)

    @pytest.mark.sr(3)
    @pytest.mark.parametrize(
        ("unit", "low", "high"),
        [
            (Speed, 0, SPEED_LIMIT),
            (Inclination, -INCLINATION_LIMIT - 1, INCLINATION_LIMIT),
            (Distance, 0, DISTANCE_LIMIT),
        ],
    )
    def test_is_refused_beyond_the_wire(self, unit, low, high):
        assert unit(low) < unit(high)
        for value in (low - 1, high + 1):
            with pytest.raises(UnitError, match="outside"):
                unit(value)

    @pytest.mark.sr(2)
    @pytest.mark.parametrize("parse", [Speed.parse, Inclination.parse, Distance.parse, parse_duration, parse_ramp])
    @pytest.mark.parametrize("text", BARE_OR_WRONG, ids=repr)
    def test_is_refused_as_text(self, parse, text):
        with pytest.raises(UnitError, match="with its unit, such as"):
            parse(text)

    @pytest.mark.sr(3)
    @given(st.text(max_size=20))
    def test_any_text_is_a_speed_or_refused(self, text):
        try:
            speed = Speed.parse(text)
        except UnitError:
            return
        assert 0 <= speed.wire <= SPEED_LIMIT

    @pytest.mark.parametrize(
        ("parse", "text"),
        [
            (Speed.parse, "2 %"),
            (Speed.parse, "2 m"),
            (Inclination.parse, "2 mph"),
            (Distance.parse, "2 min"),
            (parse_duration, "2 h"),
            (parse_ramp, "0.1 mph"),
        ],
    )
    def test_is_refused_in_another_unit(self, parse, text):
        with pytest.raises(UnitError):
            parse(text)


class TestSpeed:
    @pytest.mark.sr(2)
    def test_every_step_in_kmh_is_itself(self):
        for wire in range(SPEED_LIMIT + 1):
            assert Speed.parse(f"{wire // 100}.{wire % 100:02} km/h").wire == wire

    @pytest.mark.sr(2)
    def test_every_tenth_and_hundredth_of_a_mile_is_rounded_down(self):
        factor = Fraction(1609344, 10_000)
        for hundredths in range(2001):
            wire = Speed.parse(f"{hundredths // 100}.{hundredths % 100:02} mph").wire
            exact = hundredths * factor / 100
            assert wire <= exact < wire + 1

    @pytest.mark.sr(2)
    @pytest.mark.parametrize(
        ("text", "wire"),
        [
            ("1.5 mph", 241),
            ("1.2 mph", 193),
            ("2 mph", 321),
            ("3.0 mph", 482),
            ("2.3 km/h", 230),
            ("4.1 km/h", 410),
            ("2.4km/h", 240),
            ("  1.5  mph ", 241),
            ("0 mph", 0),
            ("0.999999999 km/h", 99),
            ("1.000000001 km/h", 100),
        ],
    )
    def test_golden(self, text, wire):
        assert Speed.parse(text) == Speed(wire)

    @pytest.mark.sr(2)
    def test_the_mile_is_the_international_one(self):
        assert Decimal("1.609344") == KM_PER_MILE
        assert Speed.parse("100 mph").wire == 16093

    @pytest.mark.sr(3)
    @pytest.mark.parametrize("text", ["-0.001 km/h", "-1 mph", "655.36 km/h", "999999999 mph"])
    def test_below_zero_and_beyond_the_wire(self, text):
        with pytest.raises(UnitError, match="outside"):
            Speed.parse(text)

    @given(st.integers(0, SPEED_LIMIT))
    def test_what_people_read_is_what_it_is(self, wire):
        speed = Speed(wire)
        assert round(speed.kmh * 100) == wire
        assert speed.mph * 1.609344 == pytest.approx(speed.kmh)

    def test_words(self):
        assert str(Speed(241)) == "1.5 mph (2.4 km/h)"

    def test_order(self):
        assert sorted([Speed(3), Speed(1), Speed(2)]) == [Speed(1), Speed(2), Speed(3)]


class TestInclination:
    def test_every_step_is_itself(self):
        for wire in range(INCLINATION_LIMIT + 1):
            assert Inclination.parse(f"{wire // 10}.{wire % 10} %").wire == wire

    @pytest.mark.parametrize(
        ("text", "wire"), [("2.5 %", 25), ("0 %", 0), ("2.59%", 25), ("-3 %", -30), ("-0.01 %", -1)]
    )
    def test_golden(self, text, wire):
        assert Inclination.parse(text) == Inclination(wire)

    def test_words(self):
        assert str(Inclination(-15)) == "-1.5 %"
        assert Inclination(25).percent == 2.5


class TestDistance:
    @pytest.mark.parametrize(
        ("text", "metres"), [("10 m", 10), ("1.5 km", 1500), ("1.9999 km", 1999), ("0.9 m", 0), ("0 m", 0)]
    )
    def test_golden(self, text, metres):
        assert Distance.parse(text) == Distance(metres)

    def test_below_zero(self):
        with pytest.raises(UnitError):
            Distance.parse("-1 m")

    def test_words(self):
        assert str(Distance(12)) == "12 m"


class TestDuration:
    @pytest.mark.parametrize(
        ("text", "ms"), [("30 s", 30_000), ("2 min", 120_000), ("1.5 min", 90_000), ("0.0009 s", 0), ("0 s", 0)]
    )
    def test_golden(self, text, ms):
        assert parse_duration(text) == ms

    @pytest.mark.parametrize("text", ["-1 s", "-0.001 s", "-0.000000001 min"])
    def test_below_zero(self, text):
        with pytest.raises(UnitError, match="below zero"):
            parse_duration(text)


class TestRamp:
    @pytest.mark.parametrize(
        ("text", "steps"), [("0.05 mph/s", 8), ("0.1 mph/s", 16), ("0.2 mph/s", 32), ("0.1 km/h/s", 10), ("0 mph/s", 0)]
    )
    def test_golden(self, text, steps):
        assert parse_ramp(text) == steps

    @pytest.mark.parametrize("text", ["-0.1 mph/s", "-0.001 km/h/s"])
    def test_below_zero(self, text):
        with pytest.raises(UnitError, match="below zero"):
            parse_ramp(text)


@pytest.mark.parametrize("value", [Speed(1), Inclination(1), Distance(1), Setpoint(Speed(1), Inclination(0))])
def test_values_do_not_change(value):
    field = next(iter(value.__dataclass_fields__))
    with pytest.raises(AttributeError):
        setattr(value, field, 2)


def test_the_walker_faces_one_of_two_ways():
    assert [str(facing) for facing in Facing] == ["forward", "backward"]


class TestRoundingNeverRaises:
    """A limit read from text is never above what was written, whatever the unit."""

    QUANTITY = st.decimals(0, 400, places=9).map("{:f}".format)

    @pytest.mark.sr(2)
    @given(QUANTITY)
    def test_a_speed(self, written):
        assert Fraction(Speed.parse(f"{written} mph").wire, 100) <= Fraction(written) * Fraction("1.609344")
        assert Fraction(Speed.parse(f"{written} km/h").wire, 100) <= Fraction(written)

    @given(QUANTITY)
    def test_an_inclination(self, written):
        assert Fraction(Inclination.parse(f"{written} %").wire, 10) <= Fraction(written)
        assert Fraction(Inclination.parse(f"-{written} %").wire, 10) <= -Fraction(written)

    @given(QUANTITY)
    def test_a_distance_and_a_duration(self, written):
        assert Distance.parse(f"{written} km").metres <= Fraction(written) * 1000
        assert parse_duration(f"{written} min") <= Fraction(written) * 60_000

    @given(QUANTITY)
    def test_a_ramp(self, written):
        assert Fraction(parse_ramp(f"{written} mph/s"), 100) <= Fraction(written) * Fraction("1.609344")
        assert parse_ramp(f"{written} km/h/s") == Speed.parse(f"{written} km/h").wire

    @given(st.integers(0, SPEED_LIMIT))
    def test_and_loses_less_than_a_step(self, wire):
        exact = Fraction(wire, 100) / Fraction("1.609344")
        shown = f"{float(exact):.6f}"
        assert abs(Speed.parse(f"{shown} mph").wire - wire) <= 1


def test_an_impossible_quantity_is_refused_in_the_words_it_was_typed_with():
    for kind, text, words in (
        (Speed, "-1 mph", "'-1 mph' is outside 0…655.35 km/h"),
        (Inclination, "9999 %", "'9999 %' is outside ±3276.7 %"),
        (Distance, "-3 m", "'-3 m' is outside 0…16777215 m"),
    ):
        with pytest.raises(UnitError) as refused:
            kind.parse(text)
        assert str(refused.value) == words


@pytest.mark.parametrize(("text", "wire"), [("3276.7 %", INCLINATION_LIMIT), ("-3276.8 %", -INCLINATION_LIMIT - 1)])
def test_the_steepest_the_wire_carries_can_be_typed_and_the_next_step_is_refused_as_it_was_typed(text, wire):
    assert Inclination.parse(text).wire == wire
    with pytest.raises(UnitError, match=r"^'-?3276\.[89] %' is outside ±3276\.7 %$"):
        Inclination.parse(f"{text[:-3]}{int(text[-3]) + 1} %")


@pytest.mark.sr(25)
def test_the_ratios_of_the_two_units_are_those_of_mile_and_kilometre():
    faster, slower = UNIT_RATIOS
    assert faster[0] < 100 * KM_PER_MILE < faster[1] and slower[0] < 100 / KM_PER_MILE < slower[1]


KINDS = (
    (Speed.parse, "speed", "1.5 mph"),
    (Inclination.parse, "inclination", "2.5 %"),
    (Distance.parse, "distance", "10 m"),
    (parse_duration, "duration", "30 s"),
    (parse_ramp, "ramp", "0.1 mph/s"),
)


@pytest.mark.parametrize(("parse", "kind", "example"), KINDS)
def test_a_refusal_names_the_kind_and_shows_one(parse, kind, example):
    with pytest.raises(UnitError) as refused:
        parse("7")
    assert str(refused.value) == f"expected a {kind} with its unit, such as {example!r}, not '7'"


@pytest.mark.parametrize(("unit", "kind"), [(Speed, "speed"), (Inclination, "inclination"), (Distance, "distance")])
def test_a_value_the_wire_cannot_carry_is_named(unit, kind):
    with pytest.raises(UnitError, match=rf"^{kind} -9999999 is outside "):
        unit(-9_999_999)
    with pytest.raises(UnitError, match=rf"^{kind} must be a whole number of steps, not 1.5$"):
        unit(1.5)


@pytest.mark.parametrize(("parse", "text"), [(parse_duration, "-1 s"), (parse_ramp, "-1 mph/s")])
def test_what_is_below_zero_is_named(parse, text):
    with pytest.raises(UnitError, match=f"^'{text}' is below zero$"):
        parse(text)
