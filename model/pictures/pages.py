"""Pages and drawings from templates, in the style of `page.html.jinja`; whatever they are given is escaped."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


HERE = "model.pictures"


def render(template: str, /, *packages: str, **values: object) -> str:
    """A template with its values, from the folder `templates` of one of the packages or from the one beside this file.

    A missing value raises jinja2.UndefinedError.
    """
    return _environment(packages).get_template(template).render(**values)


@lru_cache(maxsize=4)
def _environment(packages: tuple[str, ...]) -> "Environment":
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in dict.fromkeys((*packages, HERE))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
