// Pages are made of elements and text, never of markup: what a caller or an application wrote stays text.

/** An element. `on…` are listeners, null and false are left out, the rest are attributes. */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A table in a card; `columns` are headings, one that begins with `#` holds numbers. */
export function table(id, columns, rows, nothing) {
  if (rows.length === 0) return el('p', { id, class: 'card soft' }, nothing);
  const isNumber = columns.map((column) => column.startsWith('#'));
  const head = columns.map((column, at) =>
    el('th', { scope: 'col', class: isNumber[at] && 'number' }, column.replace('#', '')));
  const body = rows.map((cells) =>
    el('tr', {}, cells.map((cell, at) => el('td', { class: isNumber[at] && 'number' }, cell ?? ''))));
  return el('div', { class: 'card scroll', id },
    el('table', {}, el('thead', {}, el('tr', {}, head)), el('tbody', {}, body)));
}

/** Name and value, one under the other; what has no value is left out. */
export function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return el('dl', { class: 'card' }, known.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

const opened = new Set();

/** Something to unfold, which stays unfolded when the page is drawn again. */
export function fold(key, summary, make) {
  const details = el('details', { open: opened.has(key) }, el('summary', {}, summary));
  const fill = () => details.childElementCount === 1 && details.append(...[make()].flat());
  if (details.open) fill();
  details.addEventListener('toggle', () => {
    if (details.open) opened.add(key);
    else opened.delete(key);
    if (details.open) fill();
  });
  return details;
}

/** Preformatted text; a value that is none is shown as JSON. */
export function pre(value) {
  return el('pre', {}, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

const TONES = {
  completed: 'good', 'in-progress': 'good', ringing: 'mild', queued: 'mild', canceled: 'soft',
  failed: 'bad', busy: 'mild', 'no-answer': 'mild', well: 'good', failing: 'bad',
};

/** A word of state in a colour of its own. */
export function badge(word) {
  return el('span', { class: `badge ${TONES[word] ?? ''}` }, word);
}

/** A date as REST writes it, in the reader's own time. */
export function when(date) {
  const time = date ? new Date(date) : null;
  return time && !Number.isNaN(time.getTime()) ? el('time', { datetime: time.toISOString() }, time.toLocaleString()) : '';
}

/** `340 ms`, `12.4 s`. */
export function span(ms) {
  if (ms === null || ms === undefined) return '';
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
