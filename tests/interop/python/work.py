"""The official Python library runs a contact centre on Ringback. Exits non-zero on the first lie."""

import json
import os
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

BASE = os.environ["HTTP_URL"]


class LocalHttpClient(TwilioHttpClient):
    def request(self, method, url, *args, **kwargs):
        return super().request(method, url.replace("https://taskrouter.twilio.com", BASE), *args, **kwargs)


def refused(status, code, action):
    try:
        action()
    except TwilioRestException as error:
        assert (error.status, error.code) == (status, code), error
        return
    raise AssertionError(f"was not refused with {status} {code}")


def provisioned(client):
    workspace = client.taskrouter.v1.workspaces.create(friendly_name="Python")
    assert workspace.date_created.tzinfo is not None
    home = client.taskrouter.v1.workspaces(workspace.sid)
    names = {each.friendly_name: each.sid for each in home.activities.list()}
    assert set(names) == {"Offline", "Available", "Unavailable"}, names
    home.update(default_activity_sid=names["Available"])
    queue = home.task_queues.create(friendly_name="Support", target_workers='languages HAS "nb"')
    document = {"task_routing": {"filters": [], "default_filter": {"queue": queue.sid}}}
    flow = home.workflows.create(friendly_name="Flow", configuration=json.dumps(document))
    assert flow.task_reservation_timeout == 120
    worker = home.workers.create(friendly_name="ana", attributes='{"languages": ["nb"]}')
    assert worker.available and worker.activity_name == "Available"
    channel = home.workers(worker.sid).worker_channels("chat").update(capacity=2)
    assert channel.configured_capacity == 2
    return home, queue, flow, worker, names


def lived(home, queue, flow, worker):
    task = home.tasks.create(workflow_sid=flow.sid, attributes='{"kind": "call"}', priority=3, task_channel="chat")
    assert (task.assignment_status, task.priority, task.task_queue_sid) == ("reserved", 3, queue.sid)
    [offer] = home.tasks(task.sid).reservations.list()
    assert (offer.reservation_status, offer.worker_sid) == ("pending", worker.sid)
    refused(412, 20412, lambda: home.tasks(task.sid).update(if_match="99", priority=4))
    accepted = home.workers(worker.sid).reservations(offer.sid).update(reservation_status="accepted")
    assert accepted.reservation_status == "accepted"
    assert home.tasks(task.sid).fetch().assignment_status == "assigned"
    wrapping = home.tasks(task.sid).update(assignment_status="wrapping")
    assert wrapping.assignment_status == "wrapping"
    done = home.tasks(task.sid).update(assignment_status="completed", reason="sold")
    assert (done.assignment_status, done.reason) == ("completed", "sold")
    types = [each.event_type for each in home.events.list(task_sid=task.sid)]
    for wanted in ("task.created", "reservation.created", "reservation.accepted", "task.completed"):
        assert wanted in types, types


def counted(home, queue, flow, worker):
    past = home.cumulative_statistics().fetch()
    assert (past.tasks_created, past.tasks_completed, past.reservations_accepted) == (1, 1, 1)
    assert home.real_time_statistics().fetch().total_workers == 1
    assert home.statistics().fetch().cumulative["tasks_completed"] == 1
    assert home.task_queues(queue.sid).real_time_statistics().fetch().total_available_workers == 1
    assert home.task_queues(queue.sid).cumulative_statistics().fetch().tasks_entered == 1
    assert home.workflows(flow.sid).statistics().fetch().cumulative["tasks_completed"] == 1
    assert len(home.task_queues.statistics.list()) == 1
    assert home.workers.statistics().fetch().realtime["total_workers"] == 1
    assert home.workers(worker.sid).statistics().fetch().cumulative["reservations_accepted"] == 1
    assert home.workers.real_time_statistics().fetch().total_workers == 1
    assert home.workers.cumulative_statistics().fetch().reservations_created == 1


def listed(home, names):
    for number in range(5):
        home.workers.create(friendly_name=f"worker {number}", activity_sid=names["Offline"])
    assert len(home.workers.list(page_size=2)) == 6, "pages lead to one another"
    assert [each.friendly_name for each in home.workers.list(available="true")] == ["ana"]
    refused(400, 20001, lambda: home.task_queues.create(friendly_name="Q", target_workers="a =="))
    refused(404, 20404, lambda: home.tasks("WT" + "0" * 32).fetch())


if __name__ == "__main__":
    client = Client(os.environ["ACCOUNT_SID"], os.environ["AUTH_TOKEN"], http_client=LocalHttpClient())
    home, queue, flow, worker, names = provisioned(client)
    lived(home, queue, flow, worker)
    counted(home, queue, flow, worker)
    listed(home, names)
    assert home.delete()
    refused(404, 20404, home.fetch)
    print("the Python library is content")
    sys.exit(0)
