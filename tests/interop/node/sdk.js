// The official Node library against Ringback: resources, paging, errors.
// Exits non-zero on the first lie. Only the HTTP client is told another host.
const assert = require("node:assert/strict");
const twilio = require("twilio");
const RequestClient = require("twilio/lib/base/RequestClient").default || require("twilio/lib/base/RequestClient");

const base = process.env.HTTP_URL;

class LocalClient extends RequestClient {
  request(options) {
    return super.request({ ...options, uri: options.uri.replace("https://api.twilio.com", base) });
  }
}

async function refused(status, code, promise) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.status, status, error.message);
    assert.equal(error.code, code, error.message);
    return true;
  });
}

async function applications(client) {
  const made = [];
  for (let number = 0; number < 5; number++) {
    made.push(await client.applications.create({ friendlyName: `node ${number}`, voiceUrl: "http://127.0.0.1:9/" }));
  }
  const listed = await client.applications.list({ pageSize: 2 });
  assert.deepEqual(listed.map((each) => each.sid).sort(), made.map((each) => each.sid).sort());
  assert.ok(listed[0].dateCreated instanceof Date && !Number.isNaN(listed[0].dateCreated.getTime()));
  const changed = await client.applications(made[0].sid).update({ voiceMethod: "GET" });
  assert.equal(changed.voiceMethod, "GET");
  for (const each of made) assert.ok(await client.applications(each.sid).remove());
  await refused(404, 20404, client.applications(made[0].sid).fetch());
}

async function paging(client) {
  const made = [];
  for (let number = 0; number < 5; number++) made.push(await client.newKeys.create({ friendlyName: `key ${number}` }));
  const first = await client.keys.page({ pageSize: 2 });
  assert.equal(first.instances.length, 2);
  const second = await first.nextPage();
  assert.equal(second.instances.length, 2);
  const again = await second.previousPage();
  assert.deepEqual(again.instances.map((each) => each.sid), first.instances.map((each) => each.sid));
  assert.equal((await client.keys.list({ limit: 3 })).length, 3);
  for (const each of made) assert.ok(await client.keys(each.sid).remove());
}

async function numbers(client) {
  const [free] = await client.availablePhoneNumbers("US").local.list({ limit: 1 });
  const bought = await client.incomingPhoneNumbers.create({ phoneNumber: free.phoneNumber, voiceUrl: "http://127.0.0.1:9/" });
  assert.equal(bought.phoneNumber, free.phoneNumber);
  assert.equal(bought.capabilities.voice, true);
  await refused(400, 21422, client.incomingPhoneNumbers.create({ phoneNumber: free.phoneNumber }));
  await refused(400, 21402, client.incomingPhoneNumbers(bought.sid).update({ voiceUrl: "nonsense" }));
  assert.ok(await client.incomingPhoneNumbers(bought.sid).remove());
}

async function calls(client) {
  const call = await client.calls(process.env.CALL_SID).fetch();
  assert.equal(call.status, "completed");
  const events = await client.calls(call.sid).events.list();
  assert.ok(events.length >= 2);
  await refused(404, 20404, client.calls("CA" + "0".repeat(32)).fetch());
  await refused(400, 21220, client.calls(call.sid).update({ url: "http://127.0.0.1:9/" }));
}

async function main() {
  const client = twilio(process.env.ACCOUNT_SID, process.env.AUTH_TOKEN, { httpClient: new LocalClient() });
  await applications(client);
  await paging(client);
  await numbers(client);
  await calls(client);
  const stranger = twilio(process.env.ACCOUNT_SID, "0".repeat(32), { httpClient: new LocalClient() });
  await refused(401, 20003, stranger.calls.list());
  console.log("the Node library is content");
}

main().catch((error) => { console.error(error); process.exit(1); });
