import { badge, el, table, when } from './elements.js';
import { get, own } from './rest.js';

const NOTHING = 'No calls yet. Call one of your numbers, and it will be here.';

/** The calls, the newest first; `page` is the address of an older page. */
export function calls(page) {
  const path = page?.startsWith('/2010-04-01/Accounts/') ? page : own('Calls.json?PageSize=50');
  return {
    title: 'Calls',
    concerns: (event) => event.category === 'call',
    async draw() {
      const list = await get(path);
      const rows = list.calls.map((call) => [
        el('a', { href: `#/calls/${call.sid}`, class: 'mono' }, call.sid),
        badge(call.status), call.direction, call.from, call.to, when(call.start_time),
        call.duration === null ? '' : `${call.duration} s`,
      ]);
      const columns = ['Call', 'Status', 'Direction', 'From', 'To', 'Began', '#Duration'];
      return [
        el('h1', {}, 'Calls'),
        table('calls', columns, rows, NOTHING),
        list.next_page_uri && el('a', { href: `#/older/${encodeURIComponent(list.next_page_uri)}` }, 'Older calls'),
      ];
    },
  };
}
