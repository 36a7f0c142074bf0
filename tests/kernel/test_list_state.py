"""A list's address: whatever state is printed into a URL or kept in a saved view is read back the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from yunhe.kernel.listing import Filter, State

NAMES = st.sampled_from(["total", "lines.sku", "custom.colour", "state"])
TEXT = st.text(min_size=1, max_size=12)
JSON = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
    max_leaves=4,
)


@st.composite
def states(draw: Any) -> State:
    keys = draw(st.lists(st.tuples(NAMES, st.sampled_from(["=", ">=", "in", "contains"])), unique=True, max_size=3))
    return State(
        tab=draw(st.sampled_from(["", "new"])),
        search=draw(TEXT.map(str.strip)),
        filters=tuple(Filter(*key, tuple(draw(st.lists(TEXT, min_size=1, max_size=3)))) for key in keys),
        where=draw(st.one_of(st.none(), st.dictionaries(st.text(max_size=3), JSON, min_size=1, max_size=2))),
        sort=tuple(draw(st.lists(st.sampled_from(["-total", "number"]), unique=True))),
        columns=tuple(draw(st.lists(NAMES, unique=True))),
        size=draw(st.sampled_from([20, 50, 100, 200])),
        place=draw(st.sampled_from(["", "WyJhIl0"])),
    )


@given(states())
def test_a_url_gives_back_its_state(state: State) -> None:
    assert State.parse(state.query()) == state


@given(states())
def test_a_saved_view_gives_back_its_state_at_the_first_page(state: State) -> None:
    assert State.read(state.stored()) == state.but()


def test_an_address_reads_like_what_it_asks() -> None:
    state = State(tab="new", search="吴", filters=(Filter("total", ">=", ("500",)),), sort=("-total",), size=100)
    assert state.query() == "tab=new&q=%E5%90%B4&f.total.ge=500&sort=-total&size=100"
    assert State().query() == ""
