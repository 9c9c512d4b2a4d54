"""How problems are told."""

from retrowalk.protocol.errors import Place, Problem, ProtocolError


def test_a_line_for_each_problem_with_file_place_and_field():
    problems = (Problem(Place(3, 5, "cap.speed"), "too fast"), Problem(Place(9, 1), "no"))
    error = ProtocolError("a.yaml", problems)
    assert str(error) == "a.yaml: line 3, column 5: cap.speed: too fast\na.yaml: line 9, column 1: no"
    assert (error.file, error.problems) == ("a.yaml", problems)


def test_problems_sort_in_the_order_of_the_file():
    late, early = Problem(Place(10, 1, "a"), "z"), Problem(Place(9, 30, "z"), "a")
    assert sorted([late, early]) == [early, late]
