"""Plans as a notebook shows them."""

from workbook.notebook.figures import png
from workbook.plans.figure import draw
from workbook.plans.tree import Plan

TITLES = ("before", "after")


class Shown:
    """One plan, or two beside each other, as a notebook shows them: the picture, and the text below it."""

    def __init__(self, *plans: Plan) -> None:
        self.plans = plans

    def __repr__(self) -> str:
        if len(self.plans) == 1:
            return str(self.plans[0])
        return "\n\n".join(f"{title}\n{plan}" for title, plan in zip(TITLES, self.plans, strict=True))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        titles = TITLES if len(self.plans) > 1 else ("",)
        picture = png(draw(list(zip(titles, self.plans, strict=True))))
        words = "The plan as a tree; the same as text:" if len(self.plans) == 1 else "The plans before and after:"
        display({"image/png": picture, "text/plain": words}, raw=True)
        print(self)
