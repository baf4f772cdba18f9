"""Nothing acknowledged is lost or doubled, and no letter is forgotten, whenever web and worker are killed."""

import random
import time

import pytest

from tests.durability.checks import apply_while, check_all_is_there, check_the_chain

KILLS = 20
SEED = 20_261_123


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_what_was_acknowledged_is_there_once_and_its_letter_sent(site, box, live, look, call, cookies, tmp_path):
    chance = random.Random(SEED)

    def kill_both() -> None:
        victims = ["web", "worker"]
        chance.shuffle(victims)
        for victim in victims:
            time.sleep(chance.uniform(0, 0.4))
            site.kill(victim)
        for victim in victims:
            site.start(victim)

    acknowledged = apply_while(site, box, cookies, call, kill_both, rounds=KILLS, excused=set())
    check_all_is_there(acknowledged, box, look)
    check_the_chain(live, tmp_path / "anchors")
