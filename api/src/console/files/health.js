import { badge, el, facts, table, when } from './elements.js';
import { get, own, readiness } from './rest.js';

/** How the account's URIs fare, what went wrong in all, and whether the read models keep up. */
export function health() {
  return {
    title: 'Health',
    concerns: (event) => event.category === 'fallback' || event.category === 'call',
    async draw() {
      const [numbers, applications, totals, ready] = await Promise.all([
        get(own('IncomingPhoneNumbers.json?PageSize=200')),
        get(own('Applications.json?PageSize=200')),
        get('/v1/Totals'),
        readiness(),
      ]);
      const owners = [
        ...numbers.incoming_phone_numbers.map((it) => [it.phone_number, `IncomingPhoneNumbers/${it.sid}`]),
        ...applications.applications.map((it) => [it.friendly_name || it.sid, `Applications/${it.sid}`]),
      ];
      const known = await Promise.all(owners.map(async ([name, path]) => [name, await get(own(`${path}/Fallbacks.json`))]));
      return [
        el('h1', {}, 'Health'),
        facts([['Read models', ready.status], ['Behind the log by', `${ready.events_behind} events`]]),
        el('h2', {}, 'URLs that failed'), uris(known),
        el('h2', {}, 'Calls'), ends(totals.calls),
        el('h2', {}, 'Faults in all'), faults(totals.faults),
      ];
    },
  };
}

function uris(known) {
  const rows = known.flatMap(([name, fallbacks]) => fallbacks.uris.map((uri) => [
    name, uri.rank === 0 ? 'primary' : `secondary ${uri.rank}`, uri.url, badge(uri.status), uri.failures,
    `${uri.error_code} ${uri.error_message}`, when(uri.date_failed), when(uri.date_recovered),
  ]));
  const columns = ['Of', 'Rank', 'URL', 'State', '#Failures', 'Last fault', 'Failed', 'Recovered'];
  return table('fallbacks', columns, rows, 'None has failed.');
}

function ends(totals) {
  const rows = totals.map((total) => [badge(total.outcome), total.calls, `${Math.round(total.duration_ms / 1000)} s`]);
  return table('totals', ['Outcome', '#Calls', '#Duration'], rows, 'No calls yet.');
}

function faults(totals) {
  const rows = totals.map((total) => [total.error_code, total.url ?? '', total.count, when(total.last_at)]);
  return table('faults', ['#Code', 'URL', '#Times', 'Last'], rows, 'None.');
}
