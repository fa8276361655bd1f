"""The official Python library against Ringback: resources, paging, errors. Exits non-zero on the first lie.

The library is used as it is; only its HTTP client is told another host, as its documentation provides for.
"""

import os
import sys
from datetime import timedelta

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

BASE = os.environ["HTTP_URL"]


class LocalHttpClient(TwilioHttpClient):
    def request(self, method, url, *args, **kwargs):
        for host in ("https://api.twilio.com", "https://accounts.twilio.com"):
            url = url.replace(host, BASE)
        return super().request(method, url, *args, **kwargs)


def refused(status, code, action):
    try:
        action()
    except TwilioRestException as error:
        assert error.status == status, f"status {error.status}, wanted {status}: {error}"
        assert error.code == code, f"code {error.code}, wanted {code}: {error}"
        return
    raise AssertionError(f"was not refused with {status} {code}")


def accounts(client):
    account = client.api.v2010.accounts(client.account_sid).fetch()
    assert account.sid == client.account_sid and account.status == "active"
    assert account.date_created.tzinfo is not None
    sub = client.api.v2010.accounts.create(friendly_name="Branch")
    assert sub.owner_account_sid == account.sid and sub.auth_token
    assert sub.sid in [each.sid for each in client.api.v2010.accounts.list()]
    renamed = client.api.v2010.accounts(sub.sid).update(friendly_name="Branch 2")
    assert renamed.friendly_name == "Branch 2"
    assert [each.sid for each in client.api.v2010.accounts.list(friendly_name="Branch 2")] == [sub.sid]
    rotated_tokens(sub)
    suspended = client.api.v2010.accounts(sub.sid).update(status="suspended")
    assert suspended.status == "suspended"
    return sub


def rotated_tokens(sub):
    before = Client(sub.sid, sub.auth_token, http_client=LocalHttpClient())
    secondary = before.accounts.v1.secondary_auth_token().create().secondary_auth_token
    after = Client(sub.sid, secondary, http_client=LocalHttpClient())
    assert after.api.v2010.accounts(sub.sid).fetch().sid == sub.sid, "both tokens are good"
    assert after.accounts.v1.auth_token_promotion().update().auth_token == secondary
    assert after.calls.list() == [], "a sub-account has calls of its own only"
    refused(401, 20003, lambda: before.api.v2010.accounts(sub.sid).fetch())


def keys(client):
    key = client.new_keys.create(friendly_name="ci")
    assert key.sid.startswith("SK") and key.secret
    by_key = Client(key.sid, key.secret, client.account_sid, http_client=LocalHttpClient())
    assert by_key.api.v2010.accounts(client.account_sid).fetch().sid == client.account_sid
    assert client.keys(key.sid).update(friendly_name="ci 2").friendly_name == "ci 2"
    assert key.sid in [each.sid for each in client.keys.list()]
    assert client.keys(key.sid).delete()
    refused(404, 20404, lambda: client.keys(key.sid).fetch())
    refused(401, 20003, lambda: by_key.api.v2010.accounts(client.account_sid).fetch())


def applications(client):
    made = [
        client.applications.create(
            friendly_name=f"app {number}",
            voice_url=f"http://127.0.0.1:9/{number}",
            voice_method="GET",
            voice_fallback_url="http://127.0.0.1:9/fallback",
            status_callback="http://127.0.0.1:9/status",
        )
        for number in range(7)
    ]
    first = client.applications(made[0].sid).fetch()
    assert first.voice_url == "http://127.0.0.1:9/0" and first.voice_method == "GET"
    assert first.voice_fallback_method == "POST" and first.voice_caller_id_lookup is False
    paged = [each.sid for each in client.applications.stream(page_size=2)]
    assert sorted(paged) == sorted(each.sid for each in made), "paging lost or repeated something"
    assert len(client.applications.list(friendly_name="app 3")) == 1
    page = client.applications.page(page_size=3)
    assert len(list(page)) == 3 and len(list(page.next_page())) == 3
    changed = client.applications(made[1].sid).update(voice_url="http://127.0.0.1:9/other")
    assert changed.voice_url.endswith("/other") and changed.friendly_name == "app 1"
    for each in made:
        assert client.applications(each.sid).delete()
    assert client.applications.list() == []


def numbers(client):
    local = client.available_phone_numbers("US").local.list(limit=5)
    assert local, "the development pool has numbers"
    bought = client.incoming_phone_numbers.create(phone_number=local[0].phone_number)
    assert bought.phone_number == local[0].phone_number and bought.capabilities["voice"] is True
    again = lambda: client.incoming_phone_numbers.create(phone_number=bought.phone_number)
    refused(400, 21422, again)
    refused(400, 21421, lambda: client.incoming_phone_numbers.create(phone_number="nonsense"))
    found = client.incoming_phone_numbers.list(phone_number=bought.phone_number)
    assert [each.sid for each in found] == [bought.sid]
    changed = client.incoming_phone_numbers(bought.sid).update(voice_url="http://127.0.0.1:9/")
    assert changed.voice_url == "http://127.0.0.1:9/" and changed.voice_method == "POST"
    number = client.incoming_phone_numbers(bought.sid)
    refused(400, 21402, lambda: number.update(voice_url="no url"))
    refused(400, 21502, lambda: number.update(status_callback="no url"))
    refused(400, 21403, lambda: number.update(voice_method="PUT"))
    assert client.incoming_phone_numbers(bought.sid).delete()
    free = [each.phone_number for each in client.available_phone_numbers("US").local.list()]
    assert bought.phone_number in free, "a released number can be had again"


def strangers(client, sub):
    stranger = Client(sub.sid, "0" * 32, http_client=LocalHttpClient())
    refused(401, 20003, lambda: stranger.calls.create(to="+15005550006", from_="+15005550006", twiml="x"))
    # The library gives a list's failure no code: it says what the answer was.
    try:
        stranger.calls.list()
        raise AssertionError("a list was not refused")
    except TwilioException as error:
        assert '"code":20003' in str(error), error
    refused(404, 20404, lambda: client.calls("CA" + "0" * 32).fetch())
    refused(404, 20404, lambda: client.applications("AP" + "0" * 32).fetch())


def isolated(client, call_sid):
    sub = client.api.v2010.accounts.create(friendly_name="Neighbour")
    neighbour = Client(sub.sid, sub.auth_token, http_client=LocalHttpClient())
    application = client.applications.create(friendly_name="mine")
    for action in (
        lambda: neighbour.calls(call_sid).fetch(),
        lambda: neighbour.calls(call_sid).update(status="completed"),
        lambda: neighbour.calls(call_sid).delete(),
        lambda: neighbour.applications(application.sid).update(friendly_name="yours"),
        lambda: neighbour.applications(application.sid).delete(),
        lambda: neighbour.incoming_phone_numbers(os.environ["PHONE_NUMBER_SID"]).fetch(),
    ):
        refused(404, 20404, action)
    assert client.applications(application.sid).fetch().friendly_name == "mine"
    closed = client.api.v2010.accounts(sub.sid).update(status="closed")
    assert closed.status == "closed"


def calls(client, call_sid):
    call = client.calls(call_sid).fetch()
    assert call.status == "completed" and call.direction == "inbound", call.status
    assert int(call.duration) >= 0 and call.end_time >= call.start_time
    assert call_sid in [each.sid for each in client.calls.list(status="completed")]
    assert client.calls.list(status="busy") == []
    hour = timedelta(hours=1)
    assert call_sid in [each.sid for each in client.calls.list(start_time_after=call.start_time - hour)]
    assert client.calls.list(start_time_after=call.start_time + 24 * hour) == []
    assert client.calls.list(start_time_before=call.start_time - 24 * hour) == []
    assert client.calls.list(to=call.to, from_=getattr(call, "_from", None) or call.from_)
    events = client.calls(call_sid).events.list()
    assert len(events) >= 2, "each exchange is an event"
    assert events[0].request["parameters"]["CallSid"] == call_sid
    refused(400, 21220, lambda: client.calls(call_sid).update(twiml="<Response/>"))
    refused(400, 21220, lambda: client.calls(call_sid).update(status="completed"))
    assert client.calls(call_sid).notifications.list() == []
    assert client.calls(call_sid).delete()
    refused(404, 20404, lambda: client.calls(call_sid).fetch())


if __name__ == "__main__":
    client = Client(os.environ["ACCOUNT_SID"], os.environ["AUTH_TOKEN"], http_client=LocalHttpClient())
    sub = accounts(client)
    keys(client)
    applications(client)
    numbers(client)
    strangers(client, sub)
    isolated(client, os.environ["CALL_SID"])
    calls(client, os.environ["CALL_SID"])
    print("the Python library is content")
    sys.exit(0)
