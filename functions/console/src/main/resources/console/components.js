/** The parts of which pages are made: functions that take data and return nodes. */
import { change, connection, Problem, Unreachable } from './api.js';
import { h, safeHref, swap } from './dom.js';
import { clock, moment, readersZone, span, tsv, zoneName } from './format.js';
import { shape } from './icons.js';
import { me } from './live.js';
import { markdown } from './markdown.js';
import { changed, iso, link, RANGE_NAMES, RANGES, sorted } from './state.js';

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** Returns a severity in the letters in which alarms have it; what is none stays as it is. */
export function severityOf(text) {
  const upper = String(text ?? '').toUpperCase();
  return SEVERITIES.includes(upper) ? upper : String(text ?? '');
}

/** Returns which of the six looks an alarm has: its severity if it is in ALARM, otherwise OK or NODATA. */
export function lookOf({ state, severity }) {
  if (state === 'ALARM') {
    return SEVERITIES.includes(severity) ? severity : 'LOW';
  }
  return state === 'OK' ? 'OK' : 'NODATA';
}

const LOOK_NAMES = { CRITICAL: 'Critical', HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low', OK: 'OK', NODATA: 'No data' };

/** Returns the mark of a look: shape, colour and word. */
export function mark(look, text = LOOK_NAMES[look]) {
  return h('span', { class: 'mark', 'data-look': look }, shape(look), text);
}

/** Returns how alarms are ordered where somebody looks for trouble: in ALARM first, the most urgent and newest on top. */
export function byUrgency(list) {
  const rank = (alarm) =>
    alarm.state === 'ALARM' ? Math.max(0, SEVERITIES.indexOf(lookOf(alarm))) : alarm.state === 'OK' ? 9 : 8;
  return [...list].sort((a, b) => rank(a) - rank(b) || String(b.since).localeCompare(String(a.since)) || a.name.localeCompare(b.name));
}

/** Returns an alarm's name without what all names of the stage have in common. */
export function shortName(name) {
  const prefix = `gamekeeper-${me.value.stage}-`;
  return name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name;
}

/** Returns the name in CloudWatch of an alarm or a dashboard from its name without the stage. */
export function fullName(name) {
  return name.startsWith('gamekeeper-') ? name : `gamekeeper-${me.value.stage}-${name}`;
}

/** Returns a time: in the reader's zone, with UTC beside it. */
export function time(text, { ago = false } = {}) {
  const instant = typeof text === 'number' ? text : Date.parse(text ?? '');
  if (!Number.isFinite(instant)) {
    return h('span', { class: 'muted' }, '–');
  }
  const now = connection.now();
  const here = moment(instant, now);
  const utc = moment(instant, now, 'UTC') + ' UTC';
  return h(
    'time',
    { datetime: new Date(instant).toISOString(), title: `${here} ${zoneName(instant)} · ${utc}` },
    ago ? h('span', { class: 'ago', 'data-ago': instant }, agoText(instant, now)) : null,
    ago ? ' ' : null,
    h('span', { class: ago ? 'muted at' : 'at' }, here),
    readersZone() === 'UTC' ? null : h('span', { class: 'utc' }, ' · ', sameDay(instant) ? clock(instant, 'UTC') : moment(instant, now, 'UTC'), ' UTC'),
  );
}

function sameDay(instant) {
  return new Date(instant).getDate() === new Date(instant).getUTCDate();
}

function agoText(instant, now) {
  const seconds = (now - instant) / 1000;
  return seconds < 5 ? 'now' : span(seconds < 3600 * 48 ? seconds : Math.floor(seconds / 3600) * 3600);
}

/** Writes how long ago all shown times are, anew. */
export function tick() {
  const now = connection.now();
  for (const element of document.querySelectorAll('[data-ago]')) {
    const text = agoText(Number(element.dataset.ago), now);
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }
}

/** Returns what stands where an answer is waited for: grey lines, and a word for those who do not see them. */
export function skeleton(what, lines = 4) {
  return h(
    'div',
    { class: 'skeleton', role: 'status' },
    h('span', { class: 'hidden' }, `Loading ${what}`),
    Array.from({ length: lines }, () => h('span', { class: 'bone', 'aria-hidden': 'true' })),
  );
}

/** Returns what stands where there is nothing. */
export function empty(text, hint = null) {
  return h('div', { class: 'state' }, h('p', {}, text), hint ? h('p', { class: 'muted' }, hint) : null);
}

/** Returns what stands where an answer failed: what is wrong and what to do. */
export function failure(error, again = null) {
  if (error instanceof Unreachable) {
    return h(
      'div',
      { class: 'state', 'data-kind': 'stale' },
      h('p', {}, 'The stage does not answer.'),
      h('p', { class: 'muted' }, 'This page tries again by itself.'),
    );
  }
  const titles = {
    403: 'Not for your role',
    404: 'Not here',
    429: 'CloudWatch asks for a pause',
  };
  return h(
    'div',
    { class: 'state', 'data-kind': 'failure', role: 'alert' },
    h('p', {}, titles[error.status] ?? error.title),
    h('p', { class: 'muted' }, error.detail ?? ''),
    error.passing
      ? h('p', { class: 'muted' }, error.retryAfter ? `This page asks again in ${span(error.retryAfter)}.` : 'This page asks again by itself.')
      : null,
    again && error.status !== 403 ? h('button', { type: 'button', onclick: again }, 'Try again') : null,
  );
}

/** Copies a text and says so. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce('Copied.');
  } catch {
    announce('The browser did not let this page copy.');
  }
}

/** Returns a quiet button that copies what a function returns. */
export function copyButton(text, label = 'Copy') {
  return h('button', { type: 'button', class: 'quiet', onclick: () => copied(text()) }, label);
}

/** Returns a text in Markdown as nodes below a heading of the page; its code can be copied. */
export function prose(text) {
  return h('div', { class: 'prose' }, markdown(text, 2, codeBlock));
}

function codeBlock(text) {
  const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
  const copy = copyButton(() => text);
  copy.setAttribute('aria-label', `Copy ${first.trim().slice(0, 60)}`.trim());
  return h('div', { class: 'code-block' }, h('pre', {}, h('code', {}, text)), copy);
}

/** Says something to those who listen, and shows it for a while to those who look. */
export function announce(text) {
  const toast = document.getElementById('toast');
  toast.textContent = text;
  toast.classList.add('shown');
  clearTimeout(Number(toast.dataset.timer));
  toast.dataset.timer = setTimeout(() => {
    toast.classList.remove('shown');
    toast.textContent = '';
  }, 4000);
}

/** Returns the form in which a list is filtered. */
export function filterForm(...fields) {
  return h('form', { class: 'bar', role: 'search', 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() }, fields);
}

/**
 * Returns a field that filters by a text; the text is in the address as "q".
 *
 * @param set a function of the changes of the query
 */
export function searchField(label, query, set) {
  return h(
    'label',
    { class: 'field grow' },
    h('span', {}, label),
    h('input', { type: 'search', id: 'filter-q', value: query.q ?? '', oninput: (event) => set({ q: event.target.value }) }),
  );
}

/**
 * Returns a field that filters by one of several values.
 *
 * @param options [[value in the address, text]]
 */
export function choiceField(name, label, options, query, set) {
  return h(
    'label',
    { class: 'field' },
    h('span', {}, label),
    h(
      'select',
      { id: 'filter-' + name, onchange: (event) => set({ [name]: event.target.value }) },
      h('option', { value: '' }, 'Any'),
      options.map(([value, text]) => h('option', { value, selected: query[name] === value }, text)),
    ),
  );
}

/**
 * Returns a table that sorts and copies. Its order is in the address (sort, desc).
 *
 * @param columns [{key, label, value(row) to sort and copy (none: it does neither), node(row) to show, numeric, wide
 *     (hidden on a phone)}]
 */
export function table({ caption, columns, rows, route = null, usual = null, hideCaption = true, rowKey = null, note = null }) {
  const key = route?.query.sort ?? usual;
  const column = columns.find((candidate) => candidate.key === key);
  const descending = route?.query.desc === '1';
  const told = columns.filter(({ value }) => value);
  const ordered = column?.value && route?.query.sort ? sorted(rows, column.value, descending) : rows;
  const head = columns.map(({ key: name, label, value, numeric, wide }) => {
    const current = route?.query.sort === name;
    return h(
      'th',
      {
        scope: 'col',
        class: [numeric ? 'number' : '', wide ? 'wide' : ''].join(' ').trim() || null,
        'aria-sort': current ? (descending ? 'descending' : 'ascending') : null,
      },
      route && value
        ? h(
            'a',
            {
              href: changed(route, { sort: name, desc: current && !descending ? '1' : null }),
              'data-replace': true,
              'data-key': `sort-${caption}-${name}`,
            },
            label,
            current ? h('span', { 'aria-hidden': 'true' }, descending ? ' ↓' : ' ↑') : null,
          )
        : label,
    );
  });
  return h(
    'div',
    { class: 'sheet' },
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      h(
        'table',
        {},
        h('caption', { class: hideCaption ? 'hidden' : null }, caption),
        h('thead', {}, h('tr', {}, head)),
        h(
          'tbody',
          {},
          ordered.map((row) =>
            h(
              'tr',
              { 'data-look': rowKey ? rowKey(row) : null },
              columns.map(({ node, value, numeric, wide }) =>
                h('td', { class: [numeric ? 'number' : '', wide ? 'wide' : ''].join(' ').trim() || null }, (node ?? value)(row)),
              ),
            ),
          ),
        ),
      ),
    ),
    h(
      'div',
      { class: 'sheet-foot' },
      h('span', { class: 'muted' }, note ?? count(rows.length, 'row')),
      copyButton(() => tsv(told.map(({ label }) => label), ordered.map((row) => told.map(({ value }) => value(row)))), 'Copy table'),
    ),
  );
}

export function count(number, what, many = what + 's') {
  return `${number} ${number === 1 ? what : many}`;
}

/** Returns the choice of a range of time and of how often the page asks again; both are in the address. */
export function rangeBar(route, range, { refresh = true } = {}) {
  return h(
    'div',
    { class: 'bar', role: 'group', 'aria-label': 'Time' },
    h(
      'span',
      { class: 'segments' },
      Object.keys(RANGES).map((name) =>
        h(
          'a',
          {
            href: changed(route, { range: name, from: null, to: null }),
            'aria-current': range.name === name ? 'true' : null,
          },
          RANGE_NAMES[name],
        ),
      ),
      h(
        'button',
        {
          type: 'button',
          id: 'custom-range',
          'aria-pressed': range.name === null ? 'true' : 'false',
          onclick: () => customRange(route, range),
        },
        'Custom',
      ),
    ),
    range.name === null ? h('span', { class: 'between' }, time(range.from), ' – ', time(range.to)) : null,
    refresh
      ? h(
          'label',
          { class: 'field' },
          h('span', {}, 'Refresh'),
          h(
            'select',
            {
              id: 'refresh',
              onchange: (event) => {
                location.hash = changed(route, { refresh: event.target.value });
              },
            },
            [['60', '1 min'], ['10', '10 s'], ['0', 'Off']].map(([value, label]) =>
              h('option', { value, selected: refreshOf(route.query) === Number(value) }, label),
            ),
          ),
        )
      : null,
  );
}

/** Returns how often a page asks again, in seconds; 0 is never, as a range that has ended needs none. */
export function refreshOf(query) {
  if (query.refresh === undefined) {
    return query.from && query.to ? 0 : 60;
  }
  return query.refresh === '10' ? 10 : query.refresh === '0' ? 0 : 60;
}

function customRange(route, range) {
  const local = (instant) => {
    const date = new Date(instant);
    return new Date(instant - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  };
  const from = h('input', { type: 'datetime-local', id: 'range-from', value: local(range.from), required: true });
  const to = h('input', { type: 'datetime-local', id: 'range-to', value: local(range.to), required: true });
  dialog({
    title: 'A range of time',
    body: [
      h('p', { class: 'muted' }, `In your zone, ${readersZone()}.`),
      h('label', { class: 'field' }, h('span', {}, 'From'), from),
      h('label', { class: 'field' }, h('span', {}, 'To'), to),
    ],
    action: 'Show',
    run: async () => {
      const [start, end] = [new Date(from.value).getTime(), new Date(to.value).getTime()];
      if (!(start < end)) {
        throw new Problem(422, 'The range is empty', 'From has to be before To.');
      }
      location.hash = changed(route, { from: iso(start), to: iso(end), range: null });
    },
  });
}

/**
 * Opens a dialog with one action. It closes when the action is done, by Esc and by Cancel; what fails is said in it.
 *
 * @param run an async function; what it throws is shown
 */
export function dialog({ title, body, action, danger = false, run }) {
  const problem = h('div', { class: 'problem', role: 'alert' });
  const go = h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, action);
  const form = h(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault();
        go.disabled = true;
        problem.replaceChildren();
        try {
          await run();
          element.close();
        } catch (error) {
          problem.replaceChildren(refusal(error));
        } finally {
          go.disabled = false;
        }
      },
    },
    h('h2', { id: 'dialog-title' }, title),
    body,
    problem,
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'quiet', onclick: () => element.close() }, 'Cancel'),
      go,
    ),
  );
  const element = h('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => element.remove() }, form);
  document.body.append(element);
  element.showModal();
  return element;
}

function refusal(error) {
  const [what, then] =
    error.status === 409
      ? ['Somebody else was faster.', 'What you saw is old. Close this, look again and decide anew.']
      : [error.title ?? 'No answer', error instanceof Unreachable ? 'Nobody knows whether it was done. Look again before you repeat it.' : ''];
  return h('p', {}, h('strong', {}, what), ' ', error.detail ?? '', ' ', then);
}

/**
 * Opens the dialog of a change: what will happen, why (for the audit), and on a protected stage once more whether.
 *
 * @param send a function of the answers in the dialog that returns {method, path, body}
 */
export function changeDialog({ title, text, fields = [], action, send, done, danger = false }) {
  const reason = h('textarea', { id: 'reason', required: true, maxlength: '500', rows: '3' });
  const guarded = me.value.protected === true;
  const sure = h('input', { type: 'checkbox', id: 'sure', required: true });
  return dialog({
    title,
    body: [
      h('p', {}, text),
      fields,
      h('label', { class: 'field' }, h('span', {}, 'Why'), reason, h('small', { class: 'muted' }, 'Kept in the audit with your name.')),
      guarded ? h('label', { class: 'check' }, sure, h('span', {}, `This is ${me.value.stage}, where players play. I mean it.`)) : null,
    ],
    action,
    danger,
    run: async () => {
      const why = reason.value.trim();
      if (why === '') {
        throw new Problem(422, 'A reason is missing', 'Say in a few words why.');
      }
      const { method, path, body } = send(guarded && sure.checked);
      const answer = await change(method, path, body, why);
      done(answer);
    },
  });
}

/** Returns whether the reader has a role. */
export function may(role) {
  return (me.value.roles ?? []).includes(role);
}

/** Returns a page's head: its title, and what belongs beside it. */
export function head(title, ...beside) {
  return h('header', { class: 'page-head' }, h('h1', { tabindex: '-1' }, title), beside);
}

/** Returns a section with a heading. */
export function section(title, { id = null, beside = null, className = null } = {}, ...children) {
  const heading = 'h-' + (id ?? title.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  return h(
    'section',
    { 'aria-labelledby': heading, class: className },
    h('div', { class: 'section-head' }, h('h2', { id: heading }, title), beside),
    children,
  );
}

/** Returns definitions: names and what they are. What is missing is left out. */
export function facts(entries) {
  return h(
    'dl',
    { class: 'facts' },
    entries
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

/** Returns a link to an alarm's runbook: to its address if it has one of its own, otherwise to the runbook of that name. */
export function runbook(name, label = 'Runbook ') {
  if (!name) {
    return null;
  }
  return safeHref(name) ? h('a', { href: name }, label || 'Runbook') : h('a', { href: link(['runbooks', name]) }, label, name);
}

export function dashboardLink(name, label = 'Dashboard ') {
  return name ? h('a', { href: link(['dashboards', fullName(name)]) }, label, name) : null;
}

const TRACE = /\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/;

/** Returns a text in which the first id of a trace leads to it. */
export function traced(text) {
  const found = TRACE.exec(text ?? '');
  if (!found) {
    return [text];
  }
  return [
    text.slice(0, found.index),
    h('a', { href: link(['traces', found[0]]), title: 'Show the trace' }, found[0]),
    text.slice(found.index + found[0].length),
  ];
}

/** Shows an answer or its failure in a place; returns the two functions that live() takes. */
export function into(host, draw, again = () => {}) {
  return [
    (answer) => swap(host, draw(answer)),
    (error, shown) => {
      if (!(error instanceof Unreachable && shown)) {
        swap(host, failure(error, () => again()));
      }
    },
  ];
}
