"""The contract of the API is made of what the views say, and two shapes of one name would speak for each other."""

from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator


def test_the_contract_is_made_without_a_doubt() -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator().get_schema(request=None, public=True)
    assert len(schema["paths"]) > 60
    assert "\n".join([*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]) == ""
