"""What is logged of a request carries its id, which its problem tells."""

import logging

from faced import faced, virtually
from retrowalk.api.tracing import Traced
from retrowalk.runtime.logs import trace_id


def test_each_request_has_an_id_of_its_own_and_nothing_has_one_outside():
    seen = []

    async def app(_scope, _receive, _send):
        seen.append(trace_id())

    async def main():
        for _ in range(3):
            await Traced(app)({}, None, None)
        assert len(set(seen)) == 3 and all(len(each) == 16 for each in seen)
        assert trace_id() == ""

    virtually(main)


class Ids(logging.Handler):
    """Notes the id that each line would carry."""

    def __init__(self):
        super().__init__()
        self.ids = []

    def emit(self, _record):
        self.ids.append(trace_id())


def test_a_failure_is_found_in_the_log_by_what_its_problem_tells(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            site.stops.latest = None  # whoever looks at them fails
            ids, log = Ids(), logging.getLogger("retrowalk.api")
            log.addHandler(ids)
            asks._transport.raise_app_exceptions = False  # noqa: SLF001 - as a server does
            answer = await asks.get("/v1/stops", headers={"Authorization": f"Bearer {site.token()}"})
            log.removeHandler(ids)
            assert answer.status_code == 500 and answer.json()["code"] == "internal"
            assert ids.ids == [answer.json()["trace_id"]]
            other = (await asks.get("/v1/stops")).json()
            assert other["trace_id"] != answer.json()["trace_id"]

    virtually(main)
