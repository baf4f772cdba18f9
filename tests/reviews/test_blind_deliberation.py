"""Whose an application is stays unknown, in deliberation too, to who may not know."""

import pytest

from app.reviews import queries
from tests.reviews.scenes import Reviewed, Scene


@pytest.mark.parametrize("blind", [True, False])
def test_an_observer_of_a_blind_stage_does_not_see_whose_it_is(scene: Scene, reviewed: Reviewed, blind: bool) -> None:
    scene.stage.policy = {"blind": blind}
    scene.session.flush()
    people = {"observer": scene.person("Obi", ("observer", scene.programme.id)), "manager": scene.manager()}
    found = {
        name: queries.get_standing(scene.work(actor), scene.stage.id, reviewed.first.id).organisation
        for name, actor in people.items()
    }
    assert found == {"observer": None if blind else reviewed.body.name, "manager": reviewed.body.name}
