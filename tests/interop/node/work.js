// The official Node library runs a contact centre on Ringback. Exits non-zero on the first lie.
const assert = require("node:assert/strict");
const twilio = require("twilio");
const RequestClient = require("twilio/lib/base/RequestClient").default || require("twilio/lib/base/RequestClient");

const base = process.env.HTTP_URL;

class LocalClient extends RequestClient {
  request(options) {
    return super.request({ ...options, uri: options.uri.replace("https://taskrouter.twilio.com", base) });
  }
}

async function main() {
  const client = twilio(process.env.ACCOUNT_SID, process.env.AUTH_TOKEN, { httpClient: new LocalClient() });
  const workspaces = client.taskrouter.v1.workspaces;
  const workspace = await workspaces.create({ friendlyName: "Node", template: "FIFO" });
  assert.ok(workspace.dateCreated instanceof Date && !Number.isNaN(workspace.dateCreated.getTime()));
  const home = workspaces(workspace.sid);
  const [available] = await home.activities.list({ available: "true" });
  const [flow] = await home.workflows.list();
  const worker = await home.workers.create({ friendlyName: "ana", activitySid: available.sid });
  const task = await home.tasks.create({ workflowSid: flow.sid, attributes: JSON.stringify({ kind: "chat" }) });
  assert.equal(task.assignmentStatus, "reserved");
  const [offer] = await home.workers(worker.sid).reservations.list({ reservationStatus: "pending" });
  assert.equal(offer.taskSid, task.sid);
  const accepted = await home.tasks(task.sid).reservations(offer.sid).update({ reservationStatus: "accepted" });
  assert.equal(accepted.reservationStatus, "accepted");
  const done = await home.tasks(task.sid).update({ assignmentStatus: "completed", reason: "done" });
  assert.deepEqual([done.assignmentStatus, done.reason], ["completed", "done"]);
  assert.equal((await home.cumulativeStatistics().fetch()).tasksCompleted, 1);
  const first = await home.taskChannels.page({ pageSize: 4 });
  assert.equal(first.instances.length, 4);
  assert.ok((await first.nextPage()).instances.length > 0);
  await assert.rejects(home.workers("WK" + "0".repeat(32)).fetch(), (error) => error.status === 404 && error.code === 20404);
  assert.ok(await home.remove());
  console.log("the Node library is content");
}

main().catch((error) => { console.error(error); process.exit(1); });
