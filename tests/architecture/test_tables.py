"""Nothing is loaded behind the reader's back."""

from sqlalchemy.orm import configure_mappers

import app.wiring
from app.kernel.db import Base


def test_no_relationship_loads_by_itself() -> None:
    assert app.wiring.MODELS, "the tables must be known"
    configure_mappers()
    relations = [relation for mapper in Base.registry.mappers for relation in mapper.relationships]
    assert [str(relation) for relation in relations if relation.lazy != "raise"] == []
