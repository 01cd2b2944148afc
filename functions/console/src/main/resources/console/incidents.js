/** Incidents: the list, one of them as it goes on, and its review. */
import { at, connection, get } from './api.js';
import {
  announce, changeDialog, copied, count, empty, facts, failure, fullName, head, into, lookOf, mark, may, prose, runbook,
  section, severityOf, skeleton, table, time,
} from './components.js';
import { h, swap } from './dom.js';
import { span } from './format.js';
import { live } from './live.js';
import { titled } from './markdown.js';
import { changed, link } from './state.js';

const STATES = { open: 'Open', acknowledged: 'Acknowledged', recovered: 'Recovered', resolved: 'Resolved', merged: 'Merged' };
const KINDS = {
  alarm: 'Alarm',
  page: 'Page',
  message: 'Message',
  failed_message: 'Not sent',
  opened: 'Opened',
  acknowledged: 'Acknowledged',
  recovered: 'Recovered',
  resolved: 'Resolved',
  merged: 'Merged',
};
const MOST_INCIDENTS = 50;
const MOST_ENTRIES = 500;
/** How long after its recovery an incident closes by itself, in milliseconds. */
const CLOSES_AFTER = 30 * 60_000;

export function page(place) {
  const [, id, part] = place.route.path;
  if (id === undefined) {
    list(place);
  } else if (part === 'review') {
    review(place, id);
  } else {
    incident(place, id);
  }
}

function list({ host, scope, route, title }) {
  title('Incidents');
  const shown = route.query.state === 'all' ? 'all' : 'open';
  const body = h('div', {}, skeleton('incidents', 6));
  swap(
    host,
    head('Incidents'),
    h(
      'div',
      { class: 'bar', role: 'group', 'aria-label': 'State' },
      h(
        'span',
        { class: 'segments' },
        [['open', 'Open'], ['all', 'All']].map(([value, label]) =>
          h(
            'a',
            {
              href: changed(route, { state: value === 'open' ? null : value }),
              'data-replace': true,
              'data-key': 'state-' + value,
              'aria-current': shown === value ? 'true' : null,
            },
            label,
          ),
        ),
      ),
    ),
    body,
  );
  const [show, fail] = into(
    body,
    ({ incidents }) =>
      incidents.length > 0
        ? incidentTable(incidents, route)
        : shown === 'open'
          ? empty('No incident is open.', 'All shows those that are over.')
          : empty('There has been no incident.'),
    () => poll.again(),
  );
  const poll = live(scope, 10, (signal) => get('on-call/incidents', { state: shown, limit: MOST_INCIDENTS }, signal), show, fail);
}

function incidentTable(rows, route) {
  return table({
    caption: 'Incidents',
    route,
    rows,
    rowKey: lookOfIncident,
    note: rows.length < MOST_INCIDENTS ? count(rows.length, 'incident') : `the first ${MOST_INCIDENTS} incidents`,
    columns: [
      {
        key: 'priority',
        label: 'Priority',
        value: ({ priority }) => priority,
        node: (one) => mark(lookOfIncident(one), [one.priority, h('span', { class: 'hidden' }, ', ', one.severity)]),
      },
      {
        key: 'title',
        label: 'Incident',
        value: ({ title }) => title,
        node: (one) => [
          h('a', { class: 'any', href: link(['incidents', one.id]) }, one.title || one.id),
          h('div', { class: 'narrow muted any' }, wordIn(STATES, one.state), one.acknowledged ? [', taken on by ', takenBy(one)] : null),
        ],
      },
      { key: 'state', label: 'State', wide: true, value: ({ state }) => wordIn(STATES, state) },
      { key: 'since', label: 'Since', wide: true, value: ({ began }) => began, node: ({ began }) => time(began, { ago: true }) },
      { key: 'taken', label: 'Taken on by', wide: true, value: ({ acknowledged }) => acknowledged?.by ?? '', node: takenBy },
      { key: 'lasts', label: 'Lasts', numeric: true, value: (one) => Math.round(lasted(one) / 1000), node: lasting },
    ],
  });
}

function wordIn(words, key) {
  return Object.hasOwn(words, key) ? words[key] : key;
}

function takenBy({ acknowledged, state }) {
  return h('span', { class: acknowledged ? 'any' : 'any muted' }, acknowledged ? (acknowledged.by ?? 'somebody') : state === 'open' ? 'nobody yet' : 'nobody');
}

/** Returns an incident's look: its severity as long as alarms fire, then that of an alarm that is over. */
function lookOfIncident({ state, severity }) {
  return state === 'merged' ? 'NODATA' : lookOf({ state: isOver({ state }) ? 'OK' : 'ALARM', severity: severityOf(severity) });
}

function isOver({ state }) {
  return state === 'recovered' || state === 'resolved';
}

/** Returns when an incident was over, in milliseconds; NaN if it is not. */
function endOf({ recovered, resolved }) {
  return Date.parse(recovered ?? resolved?.at ?? '');
}

function lasted(one) {
  const end = endOf(one);
  return (Number.isFinite(end) ? end : connection.now()) - Date.parse(one.began ?? '');
}

/** Returns how long an incident lasts or lasted; if it goes on, so does the number. */
function lasting(one) {
  if (one.state === 'merged') {
    return '–';
  }
  const began = Date.parse(one.began ?? '');
  return isOver(one) || !Number.isFinite(began) ? span(lasted(one) / 1000) : h('span', { class: 'ago', 'data-ago': began }, span(lasted(one) / 1000));
}

function incident({ host, scope, title }, id) {
  title(id);
  const heading = head(id);
  const body = h('div', {}, skeleton('the incident', 8));
  swap(host, crumbs(h('a', { href: '#/incidents' }, 'Incidents')), heading, body);
  const parts = { top: h('div', {}), alarms: h('div', {}), timeline: h('div', {}) };
  const follow = timeline(parts.timeline);
  const poll = live(
    scope,
    5,
    (signal) => get('on-call/incidents/' + at(id), {}, signal),
    (answer) => {
      const { incident: one, timeline: entries } = answer;
      heading.querySelector('h1').textContent = one.title || id;
      title(one.title || id);
      const held = parts.top.contains(document.activeElement);
      swap(parts.top, top(one, entries ?? [], () => poll.again()));
      swap(parts.alarms, section('Alarms', {}, alarmTable(one.alarms ?? [])));
      follow(entries ?? []);
      if (parts.top.parentNode !== body) {
        swap(body, parts.top, parts.alarms, parts.timeline);
      }
      // The button that was pressed may be gone.
      if (held && !parts.top.contains(document.activeElement)) {
        heading.querySelector('h1').focus({ preventScroll: true });
      }
    },
    (error, shown) => {
      if (!shown || !(error.passing ?? true)) {
        swap(body, failure(error, () => poll.again()));
      }
    },
  );
}

function crumbs(...places) {
  return h('nav', { class: 'crumbs', 'aria-label': 'Where' }, places);
}

function top(one, entries, again) {
  const began = Date.parse(one.began ?? '');
  const told = entries.find(({ kind }) => kind === 'page' || kind === 'message');
  return h(
    'div',
    { class: 'alarm-top', 'data-look': lookOfIncident(one) },
    h(
      'p',
      { class: 'alarm-state' },
      mark(lookOfIncident(one), wordIn(STATES, one.state)),
      h('span', {}, `${one.priority}, ${one.severity}`),
      one.state === 'open' ? h('span', { class: 'chip warn' }, 'nobody has taken it on') : null,
    ),
    next(one),
    facts([
      ['Began', time(one.began)],
      // An empty timeline does not say that nobody was told.
      ['Told', told ? since(told.at, began) : entries.length > 0 ? 'nobody' : null],
      ['Acknowledged', one.acknowledged ? [since(one.acknowledged.at, began), by(one.acknowledged)] : null],
      ['Recovered', one.recovered ? since(one.recovered, began) : null],
      ['Resolved', one.resolved ? [since(one.resolved.at, began), by(one.resolved)] : null],
      [isOver(one) ? 'Lasted' : 'Lasts', one.state === 'merged' ? null : lasting(one)],
      ['OpsItem', one.opsItem ? h('code', {}, one.opsItem) : null],
      ['Id', h('code', {}, one.id)],
    ]),
    one.resolved?.note ? h('p', { class: 'reason' }, one.resolved.note) : null,
    h(
      'p',
      { class: 'actions start' },
      may('on-call') && one.state === 'open'
        ? h('button', { type: 'button', id: 'acknowledge', class: 'primary', onclick: () => acknowledge(one, again) }, 'Acknowledge')
        : null,
      may('on-call') && ['open', 'acknowledged', 'recovered'].includes(one.state)
        ? h('button', { type: 'button', id: 'resolve', onclick: () => resolve(one, again) }, 'Resolve')
        : null,
      h('a', { class: 'button', href: link(['incidents', one.id, 'review']) }, 'Review'),
    ),
  );
}

/** Returns a sentence that says what comes next, where nobody needs to do anything. */
function next(one) {
  const recovered = Date.parse(one.recovered ?? '');
  if (one.state === 'merged' && one.mergedInto) {
    return h('p', {}, 'It goes on as a part of ', h('a', { href: link(['incidents', one.mergedInto]) }, one.mergedInto), '.');
  }
  if (one.state === 'recovered' && Number.isFinite(recovered)) {
    return h('p', {}, 'All its alarms are over. It is closed at ', time(recovered + CLOSES_AFTER), ', unless one of them fires again.');
  }
  return null;
}

/** Returns a time, and how long after the beginning it was. */
function since(instant, began) {
  const seconds = (Date.parse(instant ?? '') - began) / 1000;
  return [time(instant), Number.isFinite(seconds) ? h('div', { class: 'muted' }, `${span(seconds)} after it began`) : null];
}

function by(who) {
  return who.by ? h('div', { class: 'muted' }, 'by ', who.by) : null;
}

function alarmTable(rows) {
  const look = ({ state, severity }) => lookOf({ state: state === 'firing' ? 'ALARM' : 'OK', severity: severityOf(severity) });
  return rows.length === 0
    ? empty('It has no alarms.')
    : table({
        caption: 'Alarms of the incident',
        rows,
        rowKey: look,
        note: count(rows.length, 'alarm'),
        columns: [
          {
            key: 'state',
            label: 'State',
            value: ({ state }) => state,
            node: (one) => mark(look(one), one.state === 'firing' ? 'Firing' : 'Over'),
          },
          {
            key: 'alarm',
            label: 'Alarm',
            value: ({ alarm }) => alarm,
            node: ({ alarm }) => h('a', { href: link(['alarms', fullName(alarm)]) }, alarm),
          },
          { key: 'severity', label: 'Severity', wide: true, value: ({ severity }) => severityOf(severity) },
          { key: 'since', label: 'Since', wide: true, value: ({ since: when }) => when, node: ({ since: when }) => time(when, { ago: true }) },
          { key: 'runbook', label: 'Runbook', value: ({ runbook: name }) => name ?? '', node: ({ runbook: name }) => runbook(name, '') ?? '–' },
        ],
      });
}

/** Returns a function of the entries that shows them; what was not there before is said. */
function timeline(host) {
  const shown = new Map();
  let first = true;
  return (all) => {
    const entries = all.slice(-MOST_ENTRIES);
    const times = new Map();
    const keys = entries.map((entry) => {
      const text = JSON.stringify(entry);
      times.set(text, (times.get(text) ?? 0) + 1);
      return text + times.get(text);
    });
    const news = first ? [] : entries.filter((entry, index) => !shown.has(keys[index]));
    const known = new Map(keys.map((key, index) => [key, shown.get(key) ?? row(entries[index], !first)]));
    shown.clear();
    known.forEach((node, key) => shown.set(key, node));
    first = false;
    const hidden = all.length - entries.length;
    swap(
      host,
      section(
        'Timeline',
        { beside: h('span', { class: 'muted' }, hidden > 0 ? `the last ${MOST_ENTRIES} of ${count(all.length, 'entry', 'entries')}` : null) },
        entries.length === 0 ? empty('The timeline is empty.') : h('ol', { class: 'history' }, [...shown.values()]),
      ),
    );
    if (news.length > 0) {
      const said = news.slice(-3).map(({ text }) => String(text ?? '').replace(/\.$/, '') + '.');
      announce([news.length > said.length ? `${news.length} new entries.` : '', ...said].join(' ').trim());
    }
  };
}

function row({ at: when, kind, by: who, text, detail }, fresh) {
  return h(
    'li',
    { 'data-kind': kind, 'data-fresh': fresh ? 'true' : null },
    time(when),
    h('span', { class: 'chip' }, wordIn(KINDS, kind)),
    h(
      'div',
      {},
      text,
      who && !String(text ?? '').includes(who) ? h('span', { class: 'muted' }, ' · ', who) : null,
      detail ? h('p', { class: 'muted detail' }, detail) : null,
    ),
  );
}

function acknowledge(one, again) {
  send(one, again, {
    title: 'Acknowledge',
    text: ['You take ', h('strong', {}, one.title || one.id), ' on. It is not escalated any further.'],
    action: 'Acknowledge',
    verb: 'acknowledge',
    said: 'You have taken the incident on.',
  });
}

function resolve(one, again) {
  const firing = (one.alarms ?? []).filter(({ state }) => state === 'firing').length;
  send(one, again, {
    title: 'Resolve',
    text: [
      'Closes ',
      h('strong', {}, one.title || one.id),
      firing > 0 ? `. ${count(firing, 'alarm')} still ${firing === 1 ? 'fires' : 'fire'}.` : '. All its alarms are over.',
    ],
    action: 'Resolve',
    verb: 'resolve',
    said: 'The incident is resolved.',
  });
}

function send(one, again, { title, text, action, verb, said }) {
  const opened = changeDialog({
    title,
    text,
    action,
    send: () => ({ method: 'POST', path: `on-call/incidents/${at(one.id)}/${verb}`, body: {} }),
    done: () => announce(said),
  });
  // It was done, or somebody else was faster: what stands on the page is old.
  opened.addEventListener('close', again);
}

function review({ host, scope, title }, id) {
  title(`Review of ${id}`);
  const copy = h('span', {});
  const heading = head(`Review of ${id}`, copy);
  const body = h('div', {}, skeleton('the review', 12));
  swap(host, crumbs(h('a', { href: '#/incidents' }, 'Incidents'), ' › ', h('a', { href: link(['incidents', id]) }, id)), heading, body);
  const [show, fail] = into(
    body,
    ({ markdown }) => {
      const [own, text] = titled(markdown);
      heading.querySelector('h1').textContent = own ?? `Review of ${id}`;
      swap(copy, h('button', { type: 'button', id: 'copy', onclick: () => copied(markdown ?? '') }, 'Copy Markdown'));
      return text.trim() === '' ? empty('The review has no text.') : prose(text);
    },
    () => poll.again(),
  );
  // What somebody reads does not move below their eyes.
  const poll = live(scope, 0, (signal) => get(`on-call/incidents/${at(id)}/review`, {}, signal), show, fail);
}
