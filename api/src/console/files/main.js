import { call } from './call.js';
import { calls } from './calls.js';
import { el } from './elements.js';
import { health } from './health.js';
import { numbers } from './numbers.js';
import { account, follow, forget, get, own, readiness, remember } from './rest.js';

const main = document.getElementById('main');
const nav = document.getElementById('nav');
const standing = document.getElementById('standing');
const live = document.getElementById('live');
const lag = document.getElementById('lag');

/** An event is recorded before the read models show it, so the page is drawn soon after it and once more. */
const REDRAW_MS = [150, 1_500];
const LAG_MS = 5_000;

let view = null;
let line = null;
let redraws = [];

function viewOf(hash) {
  const [, name, rest] = hash.split('/');
  const argument = rest ? decodeURIComponent(rest) : undefined;
  if (name === 'numbers') return numbers();
  if (name === 'health') return health();
  if (name === 'older' && argument) return calls(argument);
  return argument ? call(argument) : calls();
}

async function draw() {
  const drawn = view;
  try {
    const content = await drawn.draw();
    if (drawn === view) main.replaceChildren(...[content].flat(2).filter(Boolean));
  } catch (error) {
    if (drawn !== view) return;
    if (error.status === 401) signOut('The account or its token is not accepted any more.');
    else main.replaceChildren(el('p', { class: 'card bad', role: 'alert' }, error.message));
  }
}

function told(event) {
  if (!view?.concerns(event)) return;
  redraws.forEach(clearTimeout);
  redraws = REDRAW_MS.map((ms) => setTimeout(draw, ms));
}

function route() {
  if (!account()) return;
  redraws.forEach(clearTimeout);
  view = viewOf(location.hash);
  document.title = `${view.title} · Ringback`;
  for (const link of nav.querySelectorAll('a')) {
    link.toggleAttribute('aria-current', location.hash.startsWith(link.getAttribute('href')));
  }
  main.replaceChildren(el('p', { class: 'soft' }, 'Loading …'));
  draw();
}

async function showLag() {
  const ready = await readiness().catch(() => null);
  lag.textContent = ready ? `${ready.events_behind} events behind` : 'no answer';
  lag.className = `badge ${ready?.status === 'ready' ? '' : 'bad'}`;
}

function enter(name) {
  [nav.hidden, standing.hidden] = [false, false];
  document.getElementById('account').textContent = name;
  line = new AbortController();
  follow(told, (isConnected) => {
    live.textContent = isConnected ? 'live' : 'not connected';
    live.className = `badge ${isConnected ? 'good' : 'bad'}`;
  }, line.signal);
  showLag();
  const ticking = setInterval(showLag, LAG_MS);
  line.signal.addEventListener('abort', () => clearInterval(ticking));
  route();
}

function signOut(why) {
  forget();
  line?.abort();
  view = null;
  [nav.hidden, standing.hidden] = [true, true];
  signIn(why);
}

async function trySignIn(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  remember(form.get('sid').trim(), form.get('token').trim());
  try {
    enter((await get(own('').replace(/\/$/, '.json'))).friendly_name);
  } catch (error) {
    signOut(error.status === 401 ? 'This account and token do not go together.' : error.message);
  }
}

function signIn(why) {
  document.title = 'Sign in · Ringback';
  main.replaceChildren(el('form', { class: 'card sign-in', id: 'sign-in', onsubmit: trySignIn },
    el('h1', {}, 'Sign in'),
    why ? el('p', { class: 'bad', role: 'alert' }, why) : null,
    el('label', {}, 'Account sid', el('input', { name: 'sid', required: true, autocomplete: 'username', placeholder: 'AC…' })),
    el('label', {}, 'Auth token', el('input', { name: 'token', type: 'password', required: true, autocomplete: 'off' })),
    el('button', { class: 'first' }, 'Sign in'),
    el('p', { class: 'soft' }, 'The token stays in this tab and is forgotten with it.')));
  main.querySelector('input').focus();
}

document.getElementById('sign-out').addEventListener('click', () => signOut());
window.addEventListener('hashchange', route);
if (account()) {
  get(own('').replace(/\/$/, '.json')).then((it) => enter(it.friendly_name), () => signOut('Please sign in again.'));
} else {
  signIn();
}
