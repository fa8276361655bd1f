// The public REST API, with the account's credentials. They live in this tab and end with it.

const KEY = 'ringback';

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function account() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
}

export function remember(sid, token) {
  sessionStorage.setItem(KEY, JSON.stringify({ sid, token }));
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

function request(path, options = {}) {
  const { sid, token } = account();
  const bytes = new TextEncoder().encode(`${sid}:${token}`);
  const authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
  // Without `omit` a browser asks for a password of its own when ours is wrong.
  return fetch(path, { ...options, credentials: 'omit', headers: { ...options.headers, authorization } });
}

async function answered(response) {
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  throw new Refused(response.status, body?.message ?? `The server answered ${response.status}`);
}

/** GETs JSON. */
export async function get(path) {
  return answered(await request(path));
}

/** POSTs a form. */
export async function post(path, fields) {
  return answered(await request(path, { method: 'POST', body: new URLSearchParams(fields) }));
}

/** A path of the account: `own('Calls.json')`. */
export function own(rest) {
  return `/2010-04-01/Accounts/${encodeURIComponent(account().sid)}/${rest}`;
}

/** Whether the read models keep up, and by how many events they are behind. */
export async function readiness() {
  const response = await fetch('/ready', { credentials: 'omit' });
  return response.json();
}

const AGAIN_MS = 2_000;

/** Calls `told` with each event of the account from now on, and `connected` with whether there is a line. */
export async function follow(told, connected, signal) {
  let after = 'latest';
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream' };
      const response = await request(`/v1/Events?After=${after}`, { headers, signal });
      if (response.status === 401) return;
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      connected(true);
      await read(response.body, (event) => {
        after = event.position;
        told(event);
      });
    } catch (error) {
      if (signal.aborted) return;
    }
    connected(false);
    await new Promise((resume) => setTimeout(resume, AGAIN_MS));
  }
}

async function read(body, told) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (unread + value).split('\n\n');
    unread = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length > 0) told(JSON.parse(data.map((line) => line.slice(5)).join('\n')));
    }
  }
}
