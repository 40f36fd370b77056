"""Nothing that the site writes tells who visited what; see the drill."""

from .browser.conftest import database_url
from .drills.logs import drill


def test_after_requests_of_every_kind_the_logs_hold_no_address_agent_or_query():
    statuses, written, found = drill(200, database_url())
    assert {"200", "400", "404", "405", "500"} <= set(statuses), statuses
    assert "OperationalError" in written  # errors were written, so there was something to look in
    assert found == set(), written
