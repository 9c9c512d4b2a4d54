from retrowalk.ftms.codes import ErrorCode, OpCode, Result, named


def test_every_op_code_from_0_to_14_and_the_response():
    assert [int(op) for op in OpCode] == [*range(0x15), 0x80]


def test_named_keeps_what_is_reserved():
    assert named(Result, 5) is Result.CONTROL_NOT_PERMITTED
    assert named(Result, 6) == 6 and not isinstance(named(Result, 6), Result)


def test_busy_and_not_subscribed_are_those_of_the_supplement():
    assert (ErrorCode.BUSY, ErrorCode.NOT_SUBSCRIBED) == (0xFE, 0xFD)
