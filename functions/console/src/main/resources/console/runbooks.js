/** Runbooks: what an alarm means and what to do. The list, and one runbook. */
import { at, get } from './api.js';
import {
  byUrgency, choiceField, count, empty, facts, filterForm, head, into, lookOf, mark, prose, searchField, SEVERITIES,
  severityOf, shortName, skeleton, table,
} from './components.js';
import { h, swap } from './dom.js';
import { alarms, live } from './live.js';
import { titled } from './markdown.js';
import { link } from './state.js';

export function page(place) {
  place.route.path.length > 1 ? runbook(place) : list(place);
}

function list({ host, scope, route, title }) {
  title('Runbooks');
  const filter = filterForm();
  const body = h('div', {}, skeleton('runbooks', 8));
  swap(host, head('Runbooks'), filter, body);
  let query = route.query;
  let all = [];
  const draw = () => {
    const rows = all.filter((one) => matches(one, query));
    return all.length === 0
      ? empty('There are no runbooks.')
      : rows.length === 0
        ? empty('No runbook is like that.', 'Another filter shows more.')
        : runbookTable(rows, { ...route, query }, all.length);
  };
  const set = (changes) => {
    query = Object.fromEntries(Object.entries({ ...query, ...changes }).filter(([, value]) => value !== ''));
    history.replaceState(null, '', link(['runbooks'], query));
    swap(body, draw());
  };
  const [show, fail] = into(
    body,
    ({ runbooks }) => {
      all = runbooks;
      const owners = [...new Set(all.map(({ owner }) => owner).filter(Boolean))].sort();
      swap(filter, [
        searchField('Name or meaning', query, set),
        choiceField('severity', 'Severity', SEVERITIES.map((severity) => [severity, severity]), query, set),
        choiceField('owner', 'Owner', owners.map((owner) => [owner, owner]), query, set),
      ]);
      return draw();
    },
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('on-call/runbooks', {}, signal), show, fail);
}

function matches(one, { severity, owner, q }) {
  const text = [one.name, one.title, one.meaning].join('\n').toLowerCase();
  return (
    (!severity || severityOf(one.severity) === severity) && (!owner || one.owner === owner) && (!q || text.includes(q.toLowerCase()))
  );
}

function runbookTable(rows, route, all) {
  const rank = (severity) => (SEVERITIES.includes(severity) ? SEVERITIES.indexOf(severity) : null);
  return table({
    caption: 'Runbooks',
    route,
    rows,
    note: rows.length === all ? count(all, 'runbook') : `${rows.length} of ${count(all, 'runbook')}`,
    columns: [
      {
        key: 'name',
        label: 'Name',
        value: ({ name }) => name,
        node: ({ name, title }) => [
          h('a', { class: 'any', href: link(['runbooks', name]) }, name),
          title && title !== name ? h('div', { class: 'muted' }, title) : null,
        ],
      },
      {
        key: 'severity',
        label: 'Severity',
        value: ({ severity }) => (route.query.sort === 'severity' ? rank(severityOf(severity)) : severityOf(severity)),
        node: ({ severity }) => severityOf(severity),
      },
      { key: 'owner', label: 'Owner', wide: true, value: ({ owner }) => owner ?? '' },
      { key: 'meaning', label: 'Meaning', wide: true, value: ({ meaning }) => meaning ?? '' },
    ],
  });
}

function runbook({ host, scope, route, title }) {
  const name = route.path[1];
  title(name);
  const heading = head(name);
  const state = h('div', {});
  const body = h('div', {}, skeleton('the runbook', 12));
  swap(host, h('nav', { class: 'crumbs', 'aria-label': 'Where' }, h('a', { href: '#/runbooks' }, 'Runbooks')), heading, state, body);
  const [show, fail] = into(
    body,
    (answer) => {
      heading.querySelector('h1').textContent = answer.title || name;
      title(answer.title || name);
      const [, text] = titled(answer.markdown);
      return text.trim() === '' ? empty('The runbook has no text.') : prose(text);
    },
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('on-call/runbooks/' + at(name), {}, signal), show, fail);
  alarms.read(scope, ({ alarms: all }) => swap(state, alarmsOf(all.filter((alarm) => alarm.runbook === name))));
}

/** Returns the alarms that lead to a runbook, as they are now. */
function alarmsOf(leading) {
  return leading.length === 0
    ? null
    : facts([
        [
          leading.length === 1 ? 'Its alarm' : 'Its alarms',
          h(
            'ul',
            { class: 'alarm-list' },
            byUrgency(leading).map((alarm) =>
              h(
                'li',
                { 'data-look': lookOf(alarm) },
                h('a', { href: link(['alarms', alarm.name]) }, mark(lookOf(alarm), shortName(alarm.name))),
              ),
            ),
          ),
        ],
      ]);
}
