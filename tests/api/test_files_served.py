"""The page over HTTP: from memory, under a policy without exceptions, and never in the way of a stop."""

import gzip

import httpx
import pytest

from faced import faced, virtually
from retrowalk.api.page import CSP, PageFirst
from retrowalk.page import PLAIN, built, files


async def nothing(scope, receive, send):
    """What is no file of the page."""
    del scope, receive
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def asked(method="GET", path="/", folder=PLAIN, **headers):
    async def main():
        transport = httpx.ASGITransport(PageFirst(nothing, files(folder)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asks:
            return await asks.request(method, path, headers=headers)

    return virtually(main)


def test_the_root_is_the_page_and_is_asked_for_each_time():
    answer = asked()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == (PLAIN / "index.html").read_bytes()


def test_a_file_whose_name_tells_its_content_is_kept_for_ever(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>")
    (tmp_path / "assets" / "a-1.js").write_text("let a")
    assert "immutable" in asked(path="/assets/a-1.js", folder=tmp_path).headers["cache-control"]


def test_what_the_browser_has_is_not_sent_again():
    tag = asked().headers["etag"]
    answer = asked(**{"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert asked(**{"if-none-match": '"old"'}).status_code == 200


def test_it_is_packed_for_who_unpacks():
    assert asked(**{"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in asked(**{"accept-encoding": "identity"}).headers
    packed = files(PLAIN)["/"].packed
    assert gzip.decompress(packed) == (PLAIN / "index.html").read_bytes()


def test_head_has_the_headers_alone():
    answer = asked("HEAD")
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/index.html"), ("GET", "/../pyproject.toml")])
def test_everything_else_goes_on(method, path):
    assert asked(method, path).status_code == 418


@pytest.mark.sr(43)
def test_the_policy_has_no_exceptions():
    answer = asked()
    assert answer.headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP
    assert "*" not in CSP
    assert "default-src 'none'" in CSP


@pytest.mark.sr(29)
def test_the_whole_face_serves_it_and_still_stops_first(tmp_path):
    async def main():
        async with faced(tmp_path) as (_, asks):
            page = await asks.get("/")
            stop = await asks.post("/v1/stop")
            return page, stop, await asks.get("/v1/treadmills"), await asks.get("/", headers={"host": "evil.example"})

    page, stop, api, foreign = virtually(main)
    assert page.headers["content-security-policy"] == CSP
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers.get_list("referrer-policy") == ["same-origin"], "the form would come from nowhere"
    assert page.headers.get_list("content-security-policy") == [CSP]
    assert 'action="v1/stop"' in page.text
    assert stop.status_code == 202
    assert api.headers["content-security-policy"] != CSP
    assert foreign.status_code == 421


def test_the_build_leaves_a_page_or_nothing():
    assert not built() or b'action="v1/stop"' in files()["/"].body
