from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrowalk.safety.caps import CEILINGS, DEFAULTS, Cap, Caps, Layer, Source, derated, effective, loosens, lowers
from retrowalk.units import KM_PER_MILE, Facing, Inclination, Speed
from strategies import facings, layers


BACK, FORTH = Facing.BACKWARD, Facing.FORWARD
FIELDS = [field.name for field in fields(Caps)]


def number(value):
    """Anything a cap holds, as the number it is."""
    return value if isinstance(value, int) else value.wire


def numbers(caps):
    return {field: number(getattr(caps, field).value) for field in FIELDS}


@pytest.mark.sr(42)
@pytest.mark.sr(41)
@pytest.mark.parametrize(
    ("facing", "speed", "inclination", "ramp_up", "ramp_down", "belt_time"),
    [
        # 3.0 mph = 4.828 km/h, 4.0 mph = 6.437 km/h, 0.1 mph/s = 0.1609 km/h/s, rounded down
        (BACK, 482, 100, 16, 32, 1_800_000),
        (FORTH, 643, 100, 16, 32, 1_800_000),
    ],
)
def test_the_ceilings_are_those_of_the_clinical_review(facing, speed, inclination, ramp_up, ramp_down, belt_time):
    ceiling = CEILINGS[facing]
    assert (ceiling.source, ceiling.facing) == (Source.CODE, facing)
    assert (ceiling.speed, ceiling.inclination) == (Speed(speed), Inclination(inclination))
    assert (ceiling.ramp_up, ceiling.ramp_down, ceiling.belt_time) == (ramp_up, ramp_down, belt_time)


@pytest.mark.sr(41)
@pytest.mark.parametrize(("facing", "speed", "source"), [(BACK, 321, Source.SITE), (FORTH, 321, Source.SITE)])
def test_without_any_layer_the_defaults_hold(facing, speed, source):
    caps = effective((), facing)
    assert caps.speed == Cap(Speed(speed), source, "default")
    assert caps.inclination == Cap(Inclination(50), Source.SITE, "default")
    assert caps.ramp_up == Cap(16, Source.CODE)
    assert caps.ramp_down == Cap(32, Source.CODE)
    assert caps.belt_time == Cap(1_800_000, Source.CODE)


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    ("given_layers", "facing", "speed", "source"),
    [
        # a site that says more is still held by its facing
        ((Layer(Source.SITE, Speed(450)),), BACK, 321, Source.FACING),
        ((Layer(Source.SITE, Speed(450)),), FORTH, 450, Source.SITE),
        ((Layer(Source.SITE, Speed(600)),), FORTH, 482, Source.FACING),
        ((Layer(Source.SITE, Speed(450)), Layer(Source.FACING, Speed(400), facing=BACK)), BACK, 400, Source.FACING),
        # nobody gets past the code
        ((Layer(Source.SITE, Speed(2000)), Layer(Source.FACING, Speed(2000))), BACK, 482, Source.CODE),
        ((Layer(Source.SITE, Speed(2000)), Layer(Source.FACING, Speed(2000))), FORTH, 643, Source.CODE),
        # the lowest wins, whoever says it
        ((Layer(Source.LIVE, Speed(90)),), BACK, 90, Source.LIVE),
        ((Layer(Source.AGE, Speed(209)), Layer(Source.PERSON, Speed(241))), BACK, 209, Source.AGE),
        ((Layer(Source.PERSON, Speed(0)),), BACK, 0, Source.PERSON),
        # a layer of the other facing is no layer
        ((Layer(Source.PERSON, Speed(90), facing=FORTH),), BACK, 321, Source.SITE),
        ((Layer(Source.SITE, Speed(450), facing=FORTH),), BACK, 321, Source.SITE),
    ],
)
def test_the_lowest_layer_wins_and_signs(given_layers, facing, speed, source):
    cap = effective(given_layers, facing).speed
    assert (cap.value, cap.source) == (Speed(speed), source)


@pytest.mark.sr(41)
def test_a_layer_that_leaves_a_limit_out_leaves_its_default_in_force():
    caps = effective((Layer(Source.SITE, Speed(300), set_by="gym.toml"),), BACK)
    assert caps.speed == Cap(Speed(300), Source.SITE, "gym.toml")
    assert caps.inclination == Cap(Inclination(50), Source.SITE, "default")
    caps = effective((Layer(Source.SITE, inclination=Inclination(80)),), BACK)
    assert (caps.inclination.value, caps.speed.value) == (Inclination(80), Speed(321))


def test_the_earlier_layer_keeps_the_signature_of_a_tie():
    tie = (Layer(Source.AGE, Speed(200), set_by="first"), Layer(Source.PERSON, Speed(200), set_by="second"))
    assert effective(tie, BACK).speed == Cap(Speed(200), Source.AGE, "first")
    assert effective(tie[::-1], BACK).speed == Cap(Speed(200), Source.PERSON, "second")


def test_each_limit_has_its_own_signature():
    caps = effective(
        (
            Layer(Source.AGE, Speed(200)),
            Layer(Source.LEVEL, inclination=Inclination(0)),
            Layer(Source.PROTOCOL, ramp_up=8),
            Layer(Source.PERSON, ramp_down=16),
            Layer(Source.SESSION, belt_time=300_000),
        ),
        BACK,
    )
    assert [getattr(caps, field).source for field in FIELDS] == [
        Source.AGE,
        Source.LEVEL,
        Source.PROTOCOL,
        Source.PERSON,
        Source.SESSION,
    ]


@pytest.mark.sr(42)
@pytest.mark.sr(41)
@given(st.lists(layers, max_size=8), facings)
@example([Layer(Source.SITE)], BACK)
def test_the_effective_cap_is_the_lowest_of_all_layers(given_layers, facing):
    caps = numbers(effective(given_layers, facing))
    applying = [layer for layer in given_layers if layer.facing in (None, facing)]
    for field in FIELDS:
        said = [number(getattr(layer, field)) for layer in applying if getattr(layer, field) is not None]
        assert all(caps[field] <= limit for limit in said)
        assert caps[field] <= number(getattr(CEILINGS[facing], field))
        silent = {layer.source for layer in DEFAULTS} - {
            layer.source for layer in applying if getattr(layer, field) is not None
        }
        defaults = [
            number(getattr(layer, field))
            for layer in DEFAULTS
            if layer.source in silent and layer.facing in (None, facing) and getattr(layer, field) is not None
        ]
        assert caps[field] == min([number(getattr(CEILINGS[facing], field)), *said, *defaults])


@pytest.mark.sr(41)
@given(st.lists(layers, max_size=8), facings)
def test_every_cap_is_signed_by_a_layer_that_says_so(given_layers, facing):
    caps = effective(given_layers, facing)
    everyone = [*given_layers, *DEFAULTS, CEILINGS[facing]]
    for field in FIELDS:
        cap = getattr(caps, field)
        assert any(
            (layer.source, layer.set_by, getattr(layer, field)) == (cap.source, cap.set_by, cap.value)
            and layer.facing in (None, facing)
            for layer in everyone
        )


@pytest.mark.sr(41)
@given(st.lists(layers, max_size=6), layers, facings)
def test_one_more_layer_of_a_person_never_raises_anything(given_layers, one, facing):
    """Only a site's own word replaces a site's default; every other layer can but lower."""
    if any(default.source is one.source for default in DEFAULTS):
        return
    before, after = numbers(effective(given_layers, facing)), numbers(effective([*given_layers, one], facing))
    assert all(after[field] <= before[field] for field in FIELDS)


@given(st.lists(layers, max_size=6), facings, st.randoms(use_true_random=False))
def test_the_order_of_layers_changes_no_limit(given_layers, facing, random):
    shuffled = [*given_layers]
    random.shuffle(shuffled)
    assert numbers(effective(shuffled, facing)) == numbers(effective(given_layers, facing))


@pytest.mark.sr(24)
@pytest.mark.parametrize(
    ("speed", "derated_speed", "inclination", "derated_inclination"),
    [(193, 119, 0, 0), (241, 149, 30, 18), (482, 298, 100, 62), (1, 0, 1, 0), (0, 0, 50, 31)],
)
def test_what_nobody_has_measured_gets_62_per_cent(speed, derated_speed, inclination, derated_inclination):
    layer = Layer(Source.PERSON, Speed(speed), Inclination(inclination))
    caps = effective((layer, Layer(Source.SITE, Speed(643), Inclination(100)), Layer(Source.FACING, Speed(643))), BACK)
    lower = derated(caps)
    assert lower.speed == Cap(Speed(derated_speed), Source.UNCOMMISSIONED)
    assert lower.inclination == Cap(Inclination(derated_inclination), Source.UNCOMMISSIONED)
    assert lower.ramp_up == Cap(caps.ramp_up.value * 62 // 100, Source.UNCOMMISSIONED)
    assert derated(effective((Layer(Source.PERSON, ramp_up=13),), BACK)).ramp_up.value == 8
    assert (lower.ramp_down, lower.belt_time) == (caps.ramp_down, caps.belt_time)


@pytest.mark.sr(24)
@given(st.lists(layers, max_size=6), facings)
def test_a_mile_taken_for_a_kilometre_lands_at_the_cap_not_above(given_layers, facing):
    caps = effective(given_layers, facing)
    assert derated(caps).speed.value.wire * KM_PER_MILE <= caps.speed.value.wire


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    ("before", "after", "looser"),
    [
        (Layer(Source.PERSON, Speed(200)), Layer(Source.PERSON, Speed(200)), False),
        (Layer(Source.PERSON, Speed(200)), Layer(Source.PERSON, Speed(199)), False),
        (Layer(Source.PERSON, Speed(200)), Layer(Source.PERSON, Speed(201)), True),
        (Layer(Source.PERSON, Speed(200)), Layer(Source.PERSON), True),
        (Layer(Source.PERSON), Layer(Source.PERSON, Speed(200)), False),
        (Layer(Source.PERSON, inclination=Inclination(5)), Layer(Source.PERSON, inclination=Inclination(6)), True),
        (Layer(Source.PERSON, ramp_up=5), Layer(Source.PERSON, ramp_up=6), True),
        (Layer(Source.PERSON, ramp_down=5), Layer(Source.PERSON, ramp_down=6), True),
        (Layer(Source.PERSON, belt_time=5), Layer(Source.PERSON, belt_time=6), True),
        (Layer(Source.PERSON, Speed(200), ramp_up=5), Layer(Source.PERSON, Speed(100), ramp_up=6), True),
    ],
)
def test_a_layer_is_looser_than_another_if_it_limits_anything_less(before, after, looser):
    assert loosens(before, after) is looser


@given(layers, layers)
def test_of_two_layers_that_differ_in_what_they_limit_one_is_looser_than_the_other(one, two):
    limits = ("speed", "inclination", "ramp_up", "ramp_down", "belt_time")
    same = all(getattr(one, limit) == getattr(two, limit) for limit in limits)
    assert (loosens(one, two) or loosens(two, one)) != same


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    ("layers", "layer", "is_lower"),
    [
        ((), Layer(Source.SITE, Speed.parse("1.9 mph")), True),
        ((), Layer(Source.SITE, Speed.parse("2.0 mph")), True),
        ((), Layer(Source.SITE, Speed.parse("2.1 mph")), False),
        ((), Layer(Source.SITE, inclination=Inclination.parse("5.5 %")), False),
        ((), Layer(Source.FACING, Speed.parse("2.5 mph")), False),
        ((), Layer(Source.FACING, Speed.parse("2.5 mph"), facing=Facing.FORWARD), True),
        ((Layer(Source.SITE, Speed.parse("3.0 mph")),), Layer(Source.SITE, Speed.parse("2.5 mph")), True),
        ((Layer(Source.FACING, Speed(160), facing=BACK),), Layer(Source.FACING, Speed(240), facing=BACK), False),
        ((Layer(Source.FACING, Speed(160), facing=FORTH),), Layer(Source.FACING, Speed(240), facing=BACK), True),
        ((Layer(Source.PERSON, Speed.parse("1.0 mph")),), Layer(Source.PERSON, Speed.parse("1.1 mph")), False),
        ((), Layer(Source.SITE, belt_time=60_000), True),
    ],
)
def test_a_layer_that_joins_others_of_its_source_is_nowhere_above_them(layers, layer, is_lower):
    assert lowers(layers, layer) is is_lower
