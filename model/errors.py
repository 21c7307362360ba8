"""What can go wrong for a user of `model`: one sentence each, with the place and the remedy."""


class ModelError(Exception):
    """Anything of `model` that is the input's fault; the command line prints it and exits with 2."""


class WeightsError(ModelError):
    """A weights file that cannot be used."""


class NamesError(ModelError):
    """A names file that is missing or wrong."""


class PromptError(ModelError):
    """A prefix that the model cannot go on from."""


class CheckpointError(ModelError):
    """A checkpoint of a training run that cannot be gone on from."""


class TargetError(ModelError):
    """A path that cannot be written to."""
