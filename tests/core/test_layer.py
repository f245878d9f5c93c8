"""A layer behaves as the dictionary it pretends to be, and leaves the one beneath alone."""

from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.layer import Layer

KEYS = st.integers(0, 6)
WRITES = st.lists(st.tuples(KEYS, st.none() | st.integers(0, 3)), max_size=20)


@given(st.dictionaries(KEYS, st.integers(0, 3)), WRITES, WRITES)
def test_a_layer_on_a_layer_is_a_dictionary(base: dict[int, int], first: list, second: list):
    model, kept = dict(base), dict(base)
    lower = Layer(base)
    write(lower, model, first)
    beneath = dict(lower.items())
    upper = Layer(lower)
    write(upper, model, second)
    assert dict(upper.items()) == model
    assert sorted(upper) == sorted(model)
    assert len(upper) == len(model)
    assert (base, dict(lower.items())) == (kept, beneath)


def write(layer: Layer, model: dict[int, int], writes: list) -> None:
    """Write alike to a layer and to a plain dictionary; nothing stands for a removal."""
    for key, value in writes:
        assert (key in layer) == (key in model)
        assert layer.get(key, "none") == model.get(key, "none")
        if value is not None:
            model[key] = layer[key] = value
        elif key in model:
            del model[key], layer[key]
