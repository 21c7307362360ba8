"""A weights file is either right in every number, or refused with the place and the reason."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.errors import TargetError, WeightsError
from model.sizes import CONFIG, SHAPES
from model.weights import Weights, dumps, find_frozen, load, loads, make, save

FROZEN = find_frozen().read_bytes()

finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Some sound weights: a few extreme numbers in each tensor among ordinary ones."""
    tensors = {
        name: draw(hnp.arrays(np.float64, shape, elements=finite, fill=st.just(0.25)))
        for name, shape in SHAPES.items()
    }
    return make(tensors, draw(st.dictionaries(st.text(), json_values, max_size=3)))


def bits(some: Weights) -> dict[str, bytes]:
    """The exact contents, in which -0.0 is not 0.0."""
    return {name: tensor.tobytes() for name, tensor in some.tensors.items()}


@given(weights())
def test_what_is_written_is_read_back_bit_for_bit(some: Weights) -> None:
    again = loads(dumps(some))
    assert bits(again) == bits(some)
    assert again.training == some.training
    assert dumps(again) == dumps(some)


def test_the_frozen_file_has_4192_read_only_numbers_and_says_how_they_were_made() -> None:
    frozen = load(find_frozen())
    assert frozen.parameters == 4192
    assert frozen.config == CONFIG
    assert {name: tensor.shape for name, tensor in frozen.tensors.items()} == dict(SHAPES)
    assert all(
        tensor.dtype == np.float64 and not tensor.flags.writeable for tensor in frozen.tensors.values()
    )
    assert frozen.training["steps"] == 1000
    with pytest.raises(TypeError):
        frozen.tensors["wte"] = frozen.tensors["wpe"]  # type: ignore[index]
    assert dumps(frozen) == FROZEN


def test_the_file_reads_as_the_course_s_starter_reads_it() -> None:
    model = json.loads(FROZEN)
    assert model["config"]["BOS"] == model["tokenizer"]["bos_token_id"] == 26
    assert (
        "".join(model["tokenizer"]["itos"][str(token)] for token in range(26)) == "abcdefghijklmnopqrstuvwxyz"
    )
    assert all(
        model["tokenizer"]["stoi"][letter] == i for i, letter in enumerate(model["tokenizer"]["uchars"])
    )
    assert [len(model["state_dict"]["layer0.mlp_fc2"]), len(model["state_dict"]["layer0.mlp_fc2"][0])] == [
        16,
        64,
    ]


def test_a_file_without_a_training_card_is_sound() -> None:
    model = json.loads(FROZEN)
    del model["training"]
    assert loads(json.dumps(model).encode()).training == {}


def test_whole_numbers_are_numbers() -> None:
    model = json.loads(FROZEN)
    model["state_dict"]["wte"][0][0] = 1
    assert loads(json.dumps(model).encode()).tensors["wte"][0, 0] == 1.0


Change = Callable[[Any], object]

DEFECTS: list[tuple[Change, str]] = [
    (lambda m: m.pop("format"), "has no key 'format'"),
    (lambda m: m.pop("state_dict"), "has no key 'state_dict'"),
    (lambda m: m.update(format="tiny-gpt-char-v2"), 'format: expected "tiny-gpt-char-v1", found "tiny-gpt-char-v2"'),
    (lambda m: m.update(config=[]), "config: expected an object, found a list of 0"),
    (lambda m: m["config"].pop("n_head"), "config: has no key 'n_head'"),
    (lambda m: m["config"].update(n_layer=2), "config.n_layer: expected 1, found 2"),
    (lambda m: m["config"].update(n_layer=True), "config.n_layer: expected 1, found true"),
    (lambda m: m["config"].update(n_layer=1.0), "config.n_layer: expected 1, found 1.0"),
    (lambda m: m["config"].update(dropout=0), "config: has an unknown key 'dropout'"),
    (lambda m: m["tokenizer"].update(type="bpe"), 'tokenizer.type: expected "character", found "bpe"'),
    (lambda m: m["tokenizer"].update(bos_token_id=0), "tokenizer.bos_token_id: expected 26, found 0"),
    (lambda m: m["tokenizer"].pop("itos"), "tokenizer: has no key 'itos'"),
    (lambda m: m["tokenizer"]["itos"].pop("25"), "tokenizer.itos: has no key '25'"),
    (lambda m: m["tokenizer"]["itos"].update({"3": "e"}), 'tokenizer.itos.3: expected "d", found "e"'),
    (lambda m: m["tokenizer"]["stoi"].update(b=0), "tokenizer.stoi.b: expected 1, found 0"),
    (lambda m: m["tokenizer"]["stoi"].update({"é": 26}), "tokenizer.stoi: has an unknown key 'é'"),
    (lambda m: m["tokenizer"]["uchars"].reverse(), 'tokenizer.uchars[0]: expected "a", found "z"'),
    (lambda m: m["tokenizer"]["uchars"].pop(), "uchars: expected a list of 26, found a list of 25"),
    (lambda m: m["state_dict"].pop("wpe"), "state_dict: has no key 'wpe'"),
    (lambda m: m["state_dict"].update(bias=[]), "state_dict: has an unknown key 'bias'"),
    (lambda m: m["state_dict"].update(wte=7), "state_dict.wte: expected 27 rows, found 7"),
    (lambda m: m["state_dict"]["wte"].pop(), "state_dict.wte: expected 27 rows, found 26"),
    (lambda m: m["state_dict"]["layer0.attn_wq"][3].pop(), "layer0.attn_wq row 3: expected 16 numbers, found 15"),
    (lambda m: m["state_dict"]["wpe"].__setitem__(2, None), "state_dict.wpe row 2: expected 16 numbers, found null"),
    (lambda m: m["state_dict"]["wte"][0].__setitem__(5, "x"), 'row 0 column 5: expected a finite number, found "x"'),
    (lambda m: m["state_dict"]["wte"][0].__setitem__(5, True), "row 0 column 5: expected a finite number, found true"),
    (lambda m: m["state_dict"]["wte"][0].__setitem__(5, 10**400), "column 5: expected a finite number, found 1000"),
    (lambda m: m.update(training="long"), 'training: expected an object, found "long"'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), DEFECTS, ids=[message for _, message in DEFECTS])
def test_a_defect_is_named_with_its_place(change: Change, message: str) -> None:
    model = json.loads(FROZEN)
    change(model)
    with pytest.raises(WeightsError, match=f"^some.json: .*{re.escape(message)}"):
        loads(json.dumps(model).encode(), "some.json")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON: Expecting value at line 1, column 1"),
        (b'{"format": }', "is not JSON: Expecting value at line 1, column 12"),
        (b"[]", "expected an object, found a list of 0"),
        (b'{"a": NaN}', "contains NaN; every number must be finite"),
        (b'{"a": -Infinity}', "contains -Infinity; every number must be finite"),
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' stands twice in one object"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)"),
        (b"[" * 200_000, "is nested too deeply"),
        (b"1" * 5_000, "contains a number that is too long"),
        (b" " * (1 << 20) + b"{}", "has more than 1,048,576 bytes"),
        (FROZEN.replace(b'"loss": ', b'"loss": 1e999, "was": '), "training: contains a number that is too large"),
        (FROZEN.replace(b"0.13046401841953967", b"1e999"), "wte row 0 column 0: expected a finite number, found inf"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_weights_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(WeightsError, match=re.escape(message)):
        loads(data, "some.json")


@settings(max_examples=200)
@given(st.binary(max_size=60), st.integers(0, len(FROZEN) - 1), st.integers(0, 40))
def test_any_damage_is_refused_in_one_sentence_or_leaves_sound_weights(
    patch: bytes, at: int, gone: int
) -> None:
    damaged = FROZEN[:at] + patch + FROZEN[at + gone :]
    try:
        read = loads(damaged)
    except WeightsError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert all(np.isfinite(tensor).all() for tensor in read.tensors.values())


def test_a_path_that_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such file; `python -m model train --out"):
        load(tmp_path / "none.json")
    with pytest.raises(WeightsError, match="is not a regular file"):
        load(tmp_path)


def test_tensors_that_are_not_finite_are_never_saved() -> None:
    tensors = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    tensors["wpe"][4, 2] = np.nan
    with pytest.raises(
        WeightsError, match=r"tensors\.wpe row 4 column 2: expected a finite number, found nan"
    ):
        make(tensors, {})


def test_saving_replaces_a_file_whole_and_leaves_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "model.json"
    target.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    save(load(find_frozen()), link)
    assert target.read_bytes() == FROZEN
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "model.json"]


@pytest.mark.parametrize(
    ("path", "message"),
    [(".", "is a folder"), ("none/model.json", "does not exist; make it first"), ("pipe", "is not a regular file")],
)  # fmt: skip
def test_a_target_that_cannot_be_written_is_named(tmp_path: Path, path: str, message: str) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TargetError, match=message):
        save(load(find_frozen()), tmp_path / path)
