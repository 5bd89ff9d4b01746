"""The grid: what it shows, what it asks for, and what it draws again."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from screens.widgets.columns import GAP, Column, place
from screens.widgets.grid import Grid, Row
from screens.widgets.window import Window

COLUMNS = (Column("name", "Nama", 12, weight=1), Column("state", "Keadaan", 8), Column("n", "Nilai", 5, align="right"))


def rows(first: int, last: int) -> list[Row]:
    return [Row(n, (f"orang {n}", ("terisi", "siap"), str(n))) for n in range(first, last)]


class Host(App[None]):
    """A grid alone, over a list of ``total`` rows that it pages through."""

    def __init__(self, total: int = 10, **options: Any) -> None:
        super().__init__()
        self.total = total
        self.grid = Grid(COLUMNS, title="Orang", **options)
        self.asked: list[str] = []
        self.activated: list[object] = []
        self.drawn: list[Region] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    @on(Grid.NeedRows)
    def page(self, event: Grid.NeedRows) -> None:
        self.asked.append(event.direction)
        n, count, total = event.anchor, event.count, self.total
        if event.direction == "after":
            assert isinstance(n, int)
            end = min(n + 1 + count, total)
            self.grid.add_rows(rows(n + 1, end), "after", more=end < total)
        elif event.direction == "before":
            assert isinstance(n, int)
            start = max(n - count, 0)
            self.grid.add_rows(rows(start, n), "before", more=start > 0)
        elif event.direction == "first":
            self.grid.set_rows(rows(0, count), total=total, after=count < total)
        else:
            self.grid.set_rows(rows(total - count, total), offset=total - count, total=total, before=True)

    @on(Grid.RowActivated)
    def activate(self, event: Grid.RowActivated) -> None:
        self.activated.append(event.key)

    def watch_drawing(self) -> None:
        """Note from now on which parts the grid wants drawn."""
        refresh = self.grid.refresh

        def noted(*regions: Region, **options: Any) -> Grid:
            self.drawn += regions or [Region(0, 0, 999, 999)]
            refresh(*regions, **options)
            return self.grid

        self.grid.refresh = noted  # type: ignore[method-assign]

    @property
    def picture(self) -> list[str]:
        return [self.grid.render_line(y).text for y in range(self.grid.size.height)]


async def test_rows_columns_and_position() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 3))
        await pilot.pause()
        picture = app.picture
        assert picture[0].startswith("┌ Orang ──")
        assert picture[1] == "│Nama                    Keadaan  Nilai│"
        assert picture[2] == "│orang 0                 terisi       0│"
        assert picture[-1].endswith(" 1/3 ─┘")


async def test_nothing_changed_draws_nothing_and_a_cell_draws_its_row() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 5))
        await pilot.pause()
        app.watch_drawing()
        app.grid.set_rows(rows(0, 5))
        assert app.drawn == []
        changed = rows(0, 5)
        changed[3] = Row(3, ("orang 3", ("kosong", "kritis"), "3"))
        app.grid.set_rows(changed)
        assert [region.y for region in app.drawn] == [5]


async def test_the_cursor_draws_two_rows_and_the_position() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 5))
        await pilot.pause()
        app.watch_drawing()
        await pilot.press("down")
        assert [region.y for region in app.drawn] == [2, 3, 9]


async def test_a_pinned_row_stays_on_top_and_is_never_under_the_cursor() -> None:
    app = Host(total=100)
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 60), total=100, after=True)
        app.grid.pin(Row("all", ("semua", "", "4950")))
        app.grid.footnote([("orang 0 saja", "dim")])
        await pilot.pause()
        assert app.picture[2] == "│semua                             4950│"
        assert app.picture[3].startswith("│orang 0 ")
        assert app.picture[-1].startswith("└ orang 0 saja ──") and app.picture[-1].endswith(" 1/100 ─┘")
        await pilot.press("pagedown")
        assert app.picture[2].startswith("│semua ")
        assert app.grid.window.height == 6
        app.watch_drawing()
        app.grid.pin(Row("all", ("semua", "", "4951")))
        assert [region.y for region in app.drawn] == [2]


async def test_the_sign_of_more_columns_has_room_of_its_own() -> None:
    columns = [Column("name", "Nama", 12), *(Column(f"c{n}", f"K{n}", 4) for n in range(9))]
    app = Host()
    async with app.run_test(size=(40, 6)) as pilot:
        app.grid.set_columns(columns)
        app.grid.set_rows([Row(1, ["budi", *(str(n) for n in range(9))])])
        await pilot.pause()
        assert app.picture[1] == "│Nama         K0   K1   K2   K3       »│"
        await pilot.press(*["right"] * 5)
        assert app.picture[1] == "│Nama         K5   K6   K7   K8       <│"


async def test_the_cursor_stays_on_its_row_when_rows_move() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 5))
        await pilot.press("down", "j")
        app.grid.set_rows([Row(99, ("baru",)), *rows(0, 5)])
        await pilot.pause()
        assert app.grid.key == 2


async def test_keys_reach_every_row_of_a_paged_list() -> None:
    app = Host(total=1000)
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.set_rows(rows(0, 50), total=1000, after=True)
        await pilot.pause()
        for _step in range(60):
            await pilot.press("pagedown")
        assert app.grid.key == 60 * 8
        assert len(app.grid.window.rows) <= 3 * 50 + 9
        for _step in range(60):
            await pilot.press("pageup")
        assert app.grid.key == 0
        await pilot.press("G", "k")
        assert app.grid.key == 998
        await pilot.press("g", "j")
        assert app.grid.key == 1


async def test_a_move_beyond_what_is_at_hand_is_made_up_later() -> None:
    app = Host(total=100)
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.set_rows(rows(0, 10), total=100, after=True)
        app.grid.action_move(30)
        await pilot.pause()
        assert app.grid.key == 30


async def test_selection_and_enter() -> None:
    app = Host(selectable=True)
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.set_rows(rows(0, 5))
        await pilot.press("space", "space", "enter")
        assert app.grid.selected == {0, 1}
        assert app.activated == [2]
        assert "2 dipilih" in app.picture[-1]
        await pilot.press("A")
        assert app.grid.selected == set()
        await pilot.press("A")
        assert len(app.grid.selected) == 5


async def test_markup_and_controls_are_text() -> None:
    app = Host()
    async with app.run_test(size=(50, 10)) as pilot:
        app.grid.set_rows([Row(1, ("[/] [@click=app.quit]x", "\x1b]52;c;aGk=\x07", "[b]"))])
        await pilot.pause()
        assert app.picture[2].startswith("│[/] [@click=app.quit]x            ]52;c;a…   [b]│")


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 3), (20, 5), (5, 40)])
async def test_any_size(size: tuple[int, int]) -> None:
    app = Host(total=300, selectable=True)
    async with app.run_test(size=size) as pilot:
        app.grid.set_rows(rows(0, 50), total=300, after=True)
        await pilot.press("down", "pagedown", "G", "l", "g", "space")
        assert app.grid.key is not None


async def test_columns_that_do_not_fit_go_or_are_reached() -> None:
    app = Host()
    async with app.run_test(size=(24, 10)) as pilot:
        app.grid.set_columns((Column("name", "Nama", 8), *(Column(f"c{n}", f"L{n}", 4) for n in range(8))))
        app.grid.set_rows([Row(1, ("Cacaban", *(f"v{n}" for n in range(8))))])
        await pilot.pause()
        assert "v0" in app.picture[2] and "v7" not in app.picture[2]
        await pilot.press(*["l"] * 10)
        assert "Cacaban" in app.picture[2] and "v7" in app.picture[2]
        await pilot.press(*["h"] * 10)
        assert "v0" in app.picture[2]


def test_optional_columns_go_first_and_come_back() -> None:
    columns = (Column("a", "", 10, weight=1), Column("b", "", 10, priority=1), Column("c", "", 10, priority=2))
    assert [one.at for one in place(columns, 32)[0]] == [0, 1, 2]
    assert [one.at for one in place(columns, 31)[0]] == [0, 2]
    assert place(columns, 5)[0][0].at == 0


SOME_COLUMNS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(0, 3), st.none() | st.integers(0, 3)), min_size=1, max_size=8
)


@given(SOME_COLUMNS, st.integers(0, 120), st.integers(0, 10))
def test_placed_columns_fit(found: list[tuple[int, int, int | None]], room: int, left: int) -> None:
    columns = [Column(str(n), "", width, weight, priority=p) for n, (width, weight, p) in enumerate(found)]
    placed, _before, _more = place(columns, room, fixed=1, left=left)
    assert placed
    total = sum(one.width for one in placed) + GAP * (len(placed) - 1)
    assert total <= room or len(placed) == 1


MOVES, PAGES = st.tuples(st.just("move"), st.integers(-60, 60)), st.tuples(st.just("turn"), st.integers(-2, 2))
STEPS = st.lists(st.one_of(MOVES, PAGES, st.tuples(st.just("end"), st.integers(0, 1))), max_size=30)


@given(st.integers(0, 400), st.integers(1, 40), STEPS)
def test_the_window_is_always_a_part_of_the_list_with_the_cursor_in_view(
    total: int, height: int, steps: list[tuple[str, int]]
) -> None:
    window = Window(height=height)
    window.replace(rows(0, min(50, total)), offset=0, total=total, before=False, after=total > 50)
    for step in walked(window, steps, total):
        found = [int(str(row.key)) for row in window.rows]
        assert found == list(range(found[0], found[0] + len(found))) if found else total == 0
        assert window.top <= window.cursor < window.top + height or not found, step
        assert window.offset == (found[0] if found else 0)
        assert window.pending == 0
        assert window.before == bool(found and found[0] > 0)
        assert window.after == bool(found and found[-1] < total - 1)


@pytest.mark.parametrize(("first", "total"), [(1, 9), (5, 9), (30, 1000), (995, 1000)])
def test_a_list_entered_in_its_midst_counts_once_its_beginning_is_known_and_leaves_no_room_empty(
    first: int, total: int
) -> None:
    window = Window(height=20)
    end = min(first + 60, total)
    window.replace(rows(first, end), offset=None, total=total, before=True, after=end < total)
    for _step in walked(window, [("move", 0)], total):
        assert window.key == first
        assert len(window.visible()) == min(20, total)
        assert (window.offset is None) == (window.before and window.after)
        if window.offset is not None:
            assert window.offset == int(str(window.rows[0].key))


def walked(window: Window, steps: list[tuple[str, int]], total: int) -> Iterator[object]:
    """Make the steps, answer every question, and stop after each."""
    for step in steps:
        match step:
            case "move", by:
                window.move(by)
            case "turn", pages:
                window.turn(pages)
            case _, end:
                window.go("last" if end else "first")
        for _question in range(50):
            wanted = window.wants()
            if wanted is None:
                break
            answer(window, wanted, total)
        yield step


def answer(window: Window, wanted: str, total: int) -> None:
    count = window.page
    if wanted == "after":
        start = int(str(window.rows[-1].key)) + 1
        window.extend(rows(start, min(start + count, total)), "after", more=start + count < total)
    elif wanted == "before":
        end = int(str(window.rows[0].key))
        window.extend(rows(max(end - count, 0), end), "before", more=end - count > 0)
    elif wanted == "first":
        window.replace(rows(0, min(count, total)), offset=0, total=total, before=False, after=count < total)
    else:
        start = max(total - count, 0)
        window.replace(rows(start, total), offset=start, total=total, before=start > 0, after=False)


async def test_who_else_is_at_a_row_stands_over_its_end_and_draws_that_row_alone() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.set_rows(rows(0, 3))
        await pilot.pause()
        app.watch_drawing()
        app.grid.claimed = lambda key: "rini@kecamatan-panjang" if key == 1 else ""
        app.grid.repaint()
        assert [region.y for region in app.drawn] == [3]
        assert app.picture[3] == "│orang 1                  ✎rini@kecama…│"
        app.grid.claimed = lambda key: ""
        app.grid.repaint()
        assert app.picture[3] == "│orang 1                 terisi       1│"
