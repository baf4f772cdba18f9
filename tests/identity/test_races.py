"""Two first sign-ins at once end as one person, and one link signs in once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.identity.errors import LinkOver
from app.identity.models import Identity, Person
from app.identity.service import identities, links
from app.identity.types import Claims, Purpose
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import Anonymous

THREADS = 4


@pytest.fixture
def real(fresh_addresses):
    """A database that really commits, for as many threads as race."""
    made = connect(fresh_addresses.app, pool_size=THREADS, application_name="test")
    yield made
    made.dispose()


def race(database, deed):
    """What `deed(work)` gave in each of several threads that start together; the error where it failed."""
    barrier = Barrier(THREADS)

    def run(_number):
        barrier.wait()
        try:
            with works.writing(database, works.acting_as(Anonymous())) as work:
                return deed(work)
        except LinkOver as refusal:
            return refusal

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_first_sign_ins_at_once_register_one_person(real):
    claims = Claims("https://p.example", "1", "test", "A", "a@example.org", email_verified=True, locale=None)
    found = race(real, lambda work: identities.sign_in(work, claims))
    assert len(set(found)) == 1
    with real.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Person, Identity)]
    assert counts == [1, 1]


def test_a_link_used_at_once_in_many_places_signs_in_once(real):
    with works.writing(real, works.acting_as(Anonymous())) as work:
        link_id = links.request(work, "a@example.org", purpose=Purpose.SIGN_IN, next_path="/", locale="en")
    found = race(real, lambda work: links.use(work, link_id, Purpose.SIGN_IN))
    assert [isinstance(each, LinkOver) for each in found].count(False) == 1


def test_two_links_to_one_new_address_make_one_person(real):
    with works.writing(real, works.acting_as(Anonymous())) as work:
        made = [
            links.request(work, "a@example.org", purpose=Purpose.SIGN_IN, next_path="/", locale="en")
            for _ in range(THREADS)
        ]
    waiting = iter(made)
    found = race(real, lambda work: links.use(work, next(waiting), Purpose.SIGN_IN)[0])
    assert len(set(found)) == 1
