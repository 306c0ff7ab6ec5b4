"""A verdict as text and as HTML: the same words, and what a learner may want to find alone is folded in HTML."""

from workbook.exercises.verdicts import Line, Verdict


def test_the_reason_of_a_wrong_prediction_is_folded_in_html_and_whole_in_text():
    line = Line(False, "rollback", "you wrote 2.", solution="There is 1 row.\nROLLBACK undid the <second>.")
    verdict = Verdict("what-survives", [line])
    assert "  ✗ rollback: you wrote 2. There is 1 row.\n      ROLLBACK undid the <second>." in str(verdict)
    shown = verdict._repr_html_()
    before, folded = shown.split("<details>")
    assert "you wrote 2." in before
    assert "1 row" not in before
    assert "There is 1 row.<br>ROLLBACK undid the &lt;second&gt;.</details>" in folded
