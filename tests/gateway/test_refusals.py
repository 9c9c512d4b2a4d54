import re

import pytest

from retrowalk.gateway.refusals import Code, Refusal


@pytest.mark.parametrize("code", Code)
def test_a_code_is_a_word_that_an_address_can_carry(code):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.value)
    assert code.name == code.value.replace("-", "_").upper()


def test_a_refusal_says_what_which_limit_and_whose():
    refused = Refusal(
        Code.CAP_EXCEEDED, "at most 1.3 mph", limit="1.3 mph", limited_by=("age group",), fields={"speed": "too fast"},
        retry_after=1500,
    )  # fmt: skip
    assert (refused.code, str(refused), refused.detail) == (Code.CAP_EXCEEDED, "at most 1.3 mph", "at most 1.3 mph")
    assert (refused.limit, refused.limited_by, refused.retry_after) == ("1.3 mph", ("age group",), 1500)
    assert refused.fields == {"speed": "too fast"}
    assert repr(refused) == "Refusal(cap-exceeded: at most 1.3 mph)"


def test_a_refusal_needs_no_more_than_a_code_and_a_sentence():
    refused = Refusal(Code.ROLE, "no")
    assert (refused.limit, refused.limited_by, dict(refused.fields), refused.retry_after) == ("", (), {}, None)
