"""A level is named by what the canary saw, and nothing less than what was required is ever used."""

import marshal
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.sandbox import (
    Level,
    Limits,
    Program,
    SandboxError,
    plans,
    protect,
    start,
)
from grader.sandbox.inside import canary as canary_file
from grader.sandbox.kernel import bubblewrap, landlock, seccomp
from grader.sandbox.plans import plan
from grader.sandbox.protect import promised
from grader.sandbox.workshop import PREFIX, workshop
from tests.grader.sandbox.levels import every_level, protection_at

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the stronger levels are Linux mechanisms")


@pytest.fixture(autouse=True)
def fresh_plans() -> Iterator[None]:
    """A test here may make the plans what they should not be, for those after it too."""
    plan.cache_clear()
    yield
    plan.cache_clear()


@every_level
def test_every_attempt_that_a_level_promises_to_hold_is_held(level: Level) -> None:
    found = protection_at(level)
    assert found.level is level
    assert found.tried == len(canary_file.ATTEMPTS)
    assert found.held == found.tried - len(found.not_protected)
    if level is not Level.UNPROTECTED:
        broken = {attempt.__doc__ for attempt in canary_file.ATTEMPTS if promised(attempt.__name__) > level}
        assert set(found.not_protected) <= broken


@linux_only
def test_the_layers_are_named_with_their_versions() -> None:
    layers = protection_at(Level.ISOLATED).layers
    assert layers[0].startswith("bubblewrap ")
    assert layers[1:] == (f"Landlock ABI {landlock.abi()}", "seccomp", "limits")
    assert protection_at(Level.UNPROTECTED).layers == ("limits",)


def test_the_default_is_the_best_that_works() -> None:
    best = protect()
    assert all(isinstance(reason, str) and reason.startswith("not ") for reason in best.reasons)
    assert len(best.reasons) == sum(level > best.level for level in Level)


@linux_only
def test_without_bubblewrap_it_says_so_and_goes_one_down(monkeypatch: pytest.MonkeyPatch) -> None:
    protection_at(Level.RESTRICTED)
    monkeypatch.setattr(bubblewrap, "executable", lambda: None)
    found = protect()
    assert found.level is Level.RESTRICTED
    assert found.reasons == ("not isolated: bubblewrap (bwrap) is not installed",)
    with pytest.raises(
        SandboxError, match=r"^the sandbox level isolated is not to be had .*bwrap\) is not installed"
    ):
        protect(required=Level.ISOLATED)
    with pytest.raises(SandboxError, match="the sandbox level isolated is not to be had"):
        protect(wanted=Level.ISOLATED)


@linux_only
def test_a_bubblewrap_that_does_not_start_is_named_by_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    protection_at(Level.RESTRICTED)
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "executable", lambda: str(broken))
    assert protect().reasons == ("not isolated: bwrap: setting up uid map: Permission denied",)


@linux_only
def test_a_bubblewrap_that_protects_nothing_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    protection_at(Level.RESTRICTED)
    pretender = tmp_path / "bwrap"
    pretender.write_text('#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n')
    pretender.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "executable", lambda: str(pretender))
    found = protect()
    assert found.level is Level.RESTRICTED
    assert found.reasons == ("not isolated: the canary could see whether a guessed path exists",)


@linux_only
def test_a_kernel_without_landlock_is_named_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_landlock() -> int:
        raise landlock.NoLandlockError("Landlock: Function not implemented")

    protection_at(Level.LIMITED)
    monkeypatch.setattr(bubblewrap, "executable", lambda: None)
    monkeypatch.setattr(landlock, "abi", no_landlock)
    found = protect()
    assert found.level is Level.LIMITED
    assert found.layers == ("seccomp", "limits")
    assert found.reasons[1] == "not restricted: Landlock: Function not implemented"
    assert "read files outside its folder, the policy and the shipped answers too" in found.not_protected


@linux_only
def test_a_landlock_that_restricts_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    protection_at(Level.LIMITED)
    everything = [("/", landlock.READ_FILE | landlock.READ_DIRECTORY)]
    monkeypatch.setattr(bubblewrap, "executable", lambda: None)
    monkeypatch.setattr(plans, "readable", lambda _place: everything)
    found = protect()
    assert found.level is Level.LIMITED
    assert found.reasons[1].startswith("not restricted: the canary could read files outside its folder")


@linux_only
def test_an_unknown_processor_is_unprotected_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    found = protect()
    assert found.level is Level.UNPROTECTED
    assert all("no filter was written for this processor" in reason for reason in found.reasons)
    with pytest.raises(SandboxError, match="the sandbox level limited is not to be had"):
        protect(required=Level.LIMITED)


@linux_only
def test_nothing_runs_when_a_layer_cannot_be_put_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        seccomp, "filter_program", lambda _machine: b"\0" * 8
    )  # the kernel refuses this filter
    tentative = msgspec.structs.replace(protection_at(Level.UNPROTECTED), level=Level.LIMITED)
    with start(Program(b"print('ran')", b"{}"), tentative, Limits(open_files=63)) as child:
        child.wait(240)
        child.end()
        assert child.stdout.read() == b""
        assert b"seccomp: Invalid argument" in (child.stderr.read() or b"")
    with pytest.raises(SandboxError, match="seccomp: Invalid argument"):
        protect(wanted=Level.LIMITED)


def test_asking_for_less_than_is_required_is_a_contradiction() -> None:
    with pytest.raises(SandboxError, match="only unprotected was asked for, and limited required"):
        protect(Level.UNPROTECTED, Level.LIMITED)


def test_a_plan_holds_no_secret_and_is_written_once() -> None:
    place = workshop()
    path = plan(place, Level.UNPROTECTED, Limits())
    assert path == plan(place, Level.UNPROTECTED, Limits())
    content = marshal.loads(path.read_bytes())
    assert content.keys() == {"limits", "path", "host", "landlock", "seccomp"}
    assert content["path"] == [str(place.library), *place.search_path]


def test_the_workshop_holds_the_two_distributions_and_no_other() -> None:
    modules = {path.name.partition(".")[0] for path in workshop().library.iterdir()} - {"__pycache__"}
    assert modules == {"ahocorasick", "regex"}
    assert workshop().folder.stat().st_mode & 0o077 == 0


@linux_only
def test_the_folders_of_graders_that_were_killed_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.sandbox import workshop as room

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    abandoned, foreign = tmp_path / f"{PREFIX}dead", tmp_path / "other"
    (abandoned / "child-1").mkdir(parents=True)
    (abandoned / "child-1").chmod(0o500)
    foreign.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(foreign)
    first = vars(room)["_open"].__wrapped__(0)
    second = vars(room)["_open"].__wrapped__(0)
    assert {path.name for path in tmp_path.iterdir()} == {
        "other", f"{PREFIX}link", first.folder.name, second.folder.name,
    }  # fmt: skip
