"""What the frozen model does with a name: the numbers, the tables and the page."""

import math
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from model.errors import PromptError
from model.pictures.inspect_page import page
from model.pictures.inspection import TEMPERATURES, Position, entropy, inspect, probabilities, surprise
from model.sizes import CONFIG
from model.training.autograd import Value
from model.training.steps.step4_heads import begin
from model.weights import Weights, find_frozen, load
from tests.watched import looks, opened, overflow, told_to_scroll


@pytest.fixture(scope="module")
def frozen() -> Weights:
    return load(find_frozen())


@pytest.fixture(scope="module")
def anna(frozen: Weights) -> tuple[Position, ...]:
    return inspect(frozen.tensors, "anna")


@pytest.fixture(scope="module")
def shown_page(anna: tuple[Position, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("inspect") / "anna.html"
    file.write_text(page("anna", anna, "model.json"))
    return file


def test_the_logits_are_those_of_the_model_as_taught(frozen: Weights, anna: tuple[Position, ...]) -> None:
    values = {name: [[Value(x) for x in row] for row in t.tolist()] for name, t in frozen.tensors.items()}
    read = begin(values)
    for position in anna:
        taught = [logit.data for logit in read(position.token)]
        assert taught == pytest.approx(position.logits.tolist(), abs=1e-9)


def test_each_position_reads_a_token_and_looks_back_only(anna: tuple[Position, ...]) -> None:
    assert [p.token for p in anna] == [26, 0, 13, 13, 0]
    assert [p.follower for p in anna] == [0, 13, 13, 0, 26]
    for t, position in enumerate(anna):
        assert position.attention.shape == (CONFIG.n_head, t + 1)
        assert position.attention.sum(axis=1) == pytest.approx(1.0)
        assert position.hidden.shape == (64,)
        assert position.hidden.min() == 0.0  # after ReLU, and never do all units fire


def test_a_name_may_have_from_no_letter_to_sixteen(frozen: Weights) -> None:
    assert [p.follower for p in inspect(frozen.tensors, "")] == [26]
    longest = inspect(frozen.tensors, "abcdefghijklmnop")
    assert [p.follower for p in longest] == list(range(16))


@pytest.mark.parametrize("name", ["a" * 17, "Anna", "an-na", "änna", "an na"])
def test_other_names_are_refused(name: str, frozen: Weights) -> None:
    with pytest.raises(PromptError):
        inspect(frozen.tensors, name)


def test_entropy_is_in_bits() -> None:
    assert entropy(np.full(27, 1 / 27)) == pytest.approx(math.log2(27))
    assert entropy(np.eye(27)[3]) == 0.0


def test_surprise_is_that_of_all_letters_and_the_end(anna: tuple[Position, ...]) -> None:
    shares = [probabilities(p.logits, 0.7)[p.follower] for p in anna]
    assert surprise(anna, 0.7) == pytest.approx(-math.log2(math.prod(shares)))


def test_the_page_says_how_it_is_made_again(frozen: Weights) -> None:
    for name, shown in (("anna", "anna"), ("", "&#34;&#34;")):
        made_by = f"<code>python -m model inspect {shown}</code>"
        assert made_by in page(name, inspect(frozen.tensors, name), "model.json")


def test_a_name_beyond_all_odds_still_has_a_page(frozen: Weights) -> None:
    positions = inspect({name: 20 * tensor for name, tensor in frozen.tensors.items()}, "q" * 16)
    assert surprise(positions, 0.3) > 1100  # 2 to this power is no float any more
    assert "× 10" in page("q" * 16, positions, "model.json")


def test_the_page_has_a_field_for_every_weight_unit_and_probability(
    browser: Browser, shown_page: Path
) -> None:
    with opened(browser, shown_page) as shown:
        expect(shown.locator(".tokens li")).to_have_count(5)
        expect(shown.locator(".heads .cell")).to_have_count(4 * (1 + 2 + 3 + 4 + 5))
        expect(shown.locator(".units .cell")).to_have_count(64 * 5)
        expect(shown.locator(".at .cell")).to_have_count(27 * 5 * len(TEMPERATURES))
        expect(shown.locator(".at .cell.marked")).to_have_count(5 * len(TEMPERATURES))


def test_the_units_that_fire_are_counted(
    browser: Browser, shown_page: Path, anna: tuple[Position, ...]
) -> None:
    with opened(browser, shown_page) as shown:
        told = shown.locator(".units td.after").all_inner_texts()
        drawn = [row.locator(".cell:not(.off)").count() for row in shown.locator(".units tbody tr").all()]
    firing = [int((p.hidden > 0).sum()) for p in anna]
    assert [int(text) for text in told] == drawn == firing


def test_choosing_a_temperature_shows_its_probabilities_and_entropy(
    browser: Browser, shown_page: Path, anna: tuple[Position, ...]
) -> None:
    with opened(browser, shown_page) as shown:
        for temperature in (0.7, 0.3, 1.5):
            shown.get_by_role("radio", name=str(temperature)).check()
            told = shown.locator(".at:visible tbody tr:nth-child(2) .after").all_inner_texts()
            shares = probabilities(anna[1].logits, temperature)
            assert told == [f"{entropy(shares):.2f}", f"{shares[13]:.1%}"]
            expect(shown.locator(".at:visible")).to_have_count(1)


def test_moving_over_a_field_tells_its_number(
    browser: Browser, shown_page: Path, anna: tuple[Position, ...]
) -> None:
    with opened(browser, shown_page) as shown:
        field = shown.locator(".heads .heat").nth(3).locator("tbody tr").nth(2).locator(".cell").nth(1)
        field.hover()
        told = field.evaluate("field => getComputedStyle(field, '::after').content")
    assert told == f'"n (position 2) gives {anna[2].attention[3][1]:.2f} to a (position 1)"'


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", "abcdefghijklmnop"])
def test_the_page_fits_every_window(name: str, browser: Browser, frozen: Weights, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(name, inspect(frozen.tensors, name), "model.json"))
    with opened(browser, file, scheme="dark") as shown:
        for look in looks(shown, (360, 768, 1280), ("dark",)):
            assert overflow(shown) == 0, look


@pytest.mark.slow
def test_a_matrix_that_is_cut_says_that_it_scrolls(browser: Browser, shown_page: Path) -> None:
    for width, cut in ((400, True), (1280, False)):
        with opened(browser, shown_page, width=width) as shown:
            assert told_to_scroll(shown) == [cut, cut]  # hidden units, and what comes next


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "model", "inspect", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_without_a_page_the_terminal_gets_tables(anna: tuple[Position, ...]) -> None:
    done = command("anna", "--temperature", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{entropy(probabilities(anna[1].logits, 1.0)):.2f}" in done.stdout
    assert "·ann" in done.stdout
    assert "head 3" in done.stdout


def test_the_name_of_a_weights_file_is_text_on_the_page(tmp_path: Path) -> None:
    weights, out = tmp_path / "<img src=x onerror=alert(1)>.json", tmp_path / "page.html"
    shutil.copy(find_frozen(), weights)
    assert command("anna", "--weights", weights, "--out", out).returncode == 0
    assert "<img" not in out.read_text()
    assert "&lt;img src=x onerror=alert(1)&gt;.json" in out.read_text()


@pytest.mark.parametrize(
    "arguments", [("Anna",), ("anna", "--weights", "nowhere.json"), ("anna", "--temperature", "0")]
)
def test_wrong_use_ends_with_status_2_and_one_sentence(arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
