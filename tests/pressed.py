"""STOP pressed in a page again and again, and how long what each press sent waits for its answer."""

from http.client import ACCEPTED


def _is_stop(request):
    return request.method == "POST" and request.url.endswith("/stop")


def press(page):
    """Press the button as a finger does, until the first request of it is answered: how long that took (ms).

    From when the browser takes the request up, waiting for a connection counted, to the first byte of the answer. The
    page gives up a request that waits for two seconds, and repeats it: that is no answer here.
    """
    with page.expect_request(_is_stop) as sent:
        page.click("#stop-press")
    request = sent.value
    answer = request.response()
    assert answer is not None, request.failure
    assert answer.status == ACCEPTED, answer.status
    return request.timing["responseStart"]
