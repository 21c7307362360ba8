"""Inspect's log (inspect.aisi.org.uk, "Log files"): an `.eval`, for its viewer; one sample a probe.

Written here and not by inspect-ai, which weighs 213 MB and puts the time of day into what it writes: a zip of JSON, in
the version 2 that its readers know.
"""

from typing import Any

import msgspec

from grader.report.archive import zipped
from grader.report.record import Report, Sample

VERSION = 2
EPOCH = "1970-01-01T00:00:00+00:00"  # a report does not know its day
SCORER = "policy"
RIGHT, WRONG = "C", "I"


def to_inspect(report: Report) -> bytes:
    """A header with the accuracy, and each probe with label, response, and why that is wrong."""
    samples = [sample(report, it) for it in report.samples]
    files: dict[str, Any] = {
        "header.json": header(report),
        "summaries.json": [summary(it) for it in samples],
        **{f"samples/{it['id']}_epoch_{it['epoch']}.json": it for it in samples},
    }
    return zipped({path: msgspec.json.encode(content) for path, content in files.items()})


def header(report: Report) -> dict[str, Any]:
    """Log, task and results; what a grading tells beside its probes is metadata."""
    right = sum(not it.why for it in report.samples)
    results = {
        "total_samples": len(report.samples),
        "completed_samples": len(report.samples),
        "scores": [
            {
                "name": SCORER,
                "scorer": SCORER,
                "metrics": {"accuracy": {"name": "accuracy", "value": right / max(1, len(report.samples))}},
            }
        ],
    }
    identity = f"{report.sha256}-{report.seed}"
    return {
        "version": VERSION,
        "status": "success",
        "eval": {
            "eval_id": identity,
            "run_id": identity,
            "task_id": report.policy,
            "created": EPOCH,
            "task": report.policy,
            "dataset": {
                "name": report.policy,
                "samples": len(report.samples),
                "sample_ids": [str(it.number) for it in report.samples],
            },
            "model": report.submission,
            "config": {},
            "metadata": {
                "score": report.score,
                "verdict": report.verdict,
                "seed": report.seed,
                "command": report.command,
            },
        },
        "plan": {"name": "plan", "steps": [], "config": {}},
        "results": results,
        "stats": {"started_at": EPOCH, "completed_at": EPOCH},
    }


def sample(report: Report, probe: Sample) -> dict[str, Any]:
    """One probe as a conversation of two messages."""
    answer = probe.response or ""
    return {
        "id": str(probe.number),
        "epoch": 1,
        "input": probe.request,
        "target": probe.label,
        "messages": [
            {"role": "user", "content": probe.request},
            {"role": "assistant", "content": answer, "source": "generate"},
        ],
        "output": {
            "model": report.submission,
            "choices": [
                {"message": {"role": "assistant", "content": answer}, "stop_reason": "stop"},
            ],
            "completion": answer,
        },
        "scores": {
            SCORER: {
                "value": WRONG if probe.why else RIGHT,
                "answer": answer,
                "explanation": probe.why or "as the policy has it",
            }
        },
        "metadata": {"family": probe.family, "number": probe.number},
    }


def summary(whole: dict[str, Any]) -> dict[str, Any]:
    """What the viewer's list shows of a sample."""
    kept = ("id", "epoch", "input", "target", "metadata", "scores")
    return {key: whole[key] for key in kept} | {"completed": True, "message_count": len(whole["messages"])}
