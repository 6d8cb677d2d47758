"""How pages are drawn from templates: one policy for all of them."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def escaping_templates(package: str) -> Environment:
    """A package's templates, with everything escaped that is not mark-up of our own."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
