import { badge, el, facts, fold, pre, span, table, when } from './elements.js';
import { get, own, post } from './rest.js';

const LIVE = ['queued', 'ringing', 'in-progress'];

/** One call: what it is, and everything that happened to it. */
export function call(sid) {
  const at = encodeURIComponent(sid);
  return {
    title: 'Call',
    concerns: (event) => event.stream === sid,
    async draw() {
      const [call, exchanges, notifications, stream] = await Promise.all([
        get(own(`Calls/${at}.json`)),
        get(own(`Calls/${at}/Events.json?PageSize=1000`)),
        get(own(`Calls/${at}/Notifications.json?PageSize=1000`)),
        get(`/v1/Streams/${at}?Limit=1000`),
      ]);
      return [
        el('h1', {}, 'Call ', el('span', { class: 'mono' }, call.sid)),
        about(call, stream.events),
        LIVE.includes(call.status) ? hangUp(at) : null,
        el('h2', {}, 'Verbs'), verbs(stream.events),
        el('h2', {}, 'Requests to your application'), requests(sid, exchanges.events),
        el('h2', {}, 'Notifications'), notices(notifications.notifications),
        el('h2', {}, 'Timeline'), timeline(sid, stream.events),
      ];
    },
  };
}

function about(call, events) {
  const find = (type) => events.find((event) => event.type === type)?.data;
  const measured = find('CallMeasured');
  return facts([
    ['Status', badge(call.status)],
    ['From', call.from],
    ['To', call.to],
    ['Caller name', call.caller_name],
    ['Direction', call.direction],
    ['Began', when(call.start_time)],
    ['Ended', when(call.end_time)],
    ['Duration', call.duration === null ? null : `${call.duration} s`],
    ['Ended by', find('CallEnded')?.cause],
    ['Sound', measured && `${measured.codec}, ${measured.packets_received} packets received, `
      + `${measured.packets_lost} lost, jitter ${(measured.jitter_us / 1000).toFixed(1)} ms`],
  ]);
}

function hangUp(at) {
  const end = async (pressed) => {
    pressed.target.disabled = true;
    await post(own(`Calls/${at}.json`), { Status: 'completed' });
  };
  return el('button', { type: 'button', onclick: end }, 'End the call');
}

function verbs(events) {
  const place = ({ data }) => `${data.document}:${data.place.join('.')}`;
  const ended = new Map();
  for (const event of events) if (event.type === 'VerbEnded') ended.set(place(event), event);
  const rows = events.filter((event) => event.type === 'VerbStarted').map((event) => {
    const end = ended.get(place(event));
    const outcome = end?.data.outcome;
    return [
      place(event), `<${event.data.verb}>`, outcome ? describe(outcome) : 'goes on',
      end ? span(Date.parse(end.recorded_at) - Date.parse(event.recorded_at)) : '',
    ];
  });
  return table('verbs', ['Place', 'Verb', 'Outcome', '#Took'], rows, 'No verb was executed.');
}

function describe(outcome) {
  if (outcome.outcome === 'gathered') return `gathered “${outcome.digits}”`;
  if (outcome.outcome === 'failed') return `failed with ${outcome.code}`;
  return outcome.outcome;
}

function requests(sid, exchanges) {
  const rows = exchanges.map(({ request, response }) => [
    request.number,
    `${request.purpose}${request.rank > 0 ? `, secondary ${request.rank}` : ''}`,
    fold(`${sid}:${request.purpose}:${request.number}`, `${request.method} ${request.url}`, () => [
      el('p', { class: 'soft' }, 'Parameters'), pre(request.parameters),
      el('p', { class: 'soft' }, 'Answer'),
      pre(response.response_code === null ? response.error_message : response.response_body || '(empty)'),
      response.headers ? pre(response.headers.map((header) => header.join(': ')).join('\n')) : null,
    ].filter(Boolean)),
    response.response_code ?? el('span', { class: 'bad' }, `error ${response.error_code}`),
    span(response.request_duration),
    request.attempts,
  ]);
  const columns = ['#No.', 'Why', 'Request', 'Answer', '#Took', '#Tries'];
  return table('requests', columns, rows, 'Your application was not asked.');
}

function notices(notifications) {
  const rows = notifications.map((notice) => [
    when(notice.message_date),
    el('span', { class: notice.log === '0' ? 'bad' : 'mild' }, notice.log === '0' ? 'error' : 'warning'),
    notice.error_code, notice.message_text, notice.request_url ?? '',
  ]);
  return table('notifications', ['When', 'Level', '#Code', 'What', 'URL'], rows, 'Nothing went wrong.');
}

function timeline(sid, events) {
  const began = events.length > 0 ? Date.parse(events[0].recorded_at) : 0;
  const rows = events.map((event) => [
    event.version, `+${span(Date.parse(event.recorded_at) - began)}`,
    fold(`${sid}:${event.version}`, `${event.type} ${brief(event)}`, () => pre(event)),
  ]);
  return table('timeline', ['#', '#After', 'Event'], rows, 'Nothing is recorded.');
}

/** What an event says, in a few words. */
function brief({ type, data }) {
  const words = {
    CallReceived: () => `${data.from} → ${data.to}`,
    ExchangeEnded: () => `${data.exchange.method} ${data.exchange.url}`,
    StatusNotified: () => `${data.exchange.method} ${data.exchange.url}`,
    VerbStarted: () => `<${data.verb}>`,
    VerbEnded: () => `<${data.verb}> ${describe(data.outcome)}`,
    DigitReceived: () => data.digit,
    CallerHungUp: () => data.how,
    NotificationRaised: () => `${data.fault.code} ${data.fault.message}`,
    FallbackTaken: () => `secondary ${data.rank} after ${data.fault.code}`,
    CallEnded: () => `${data.status}, by ${data.cause}`,
  };
  return words[type]?.() ?? '';
}
