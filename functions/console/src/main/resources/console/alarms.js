/** The list of alarms, and one alarm: what it is, why, since when, and what it did. */
import { at, connection, get, getFigures, Problem } from './api.js';
import { chart } from './chart.js';
import {
  announce, byUrgency, changeDialog, choiceField, count, dashboardLink, empty, facts, failure, filterForm, head, lookOf, mark,
  may, rangeBar, refreshOf, runbook, searchField, section, SEVERITIES, shortName, skeleton, table, time,
} from './components.js';
import { h, swap } from './dom.js';
import { number, span } from './format.js';
import { alarms, live } from './live.js';
import { changed, iso, link, range } from './state.js';

const STATES = { ALARM: 'In alarm', INSUFFICIENT_DATA: 'No data', OK: 'OK' };

export function page(place) {
  place.route.path.length > 1 ? alarm(place) : list(place);
}

function list({ host, scope, route, title }) {
  title('Alarms');
  const body = h('div', {}, skeleton('alarms', 8));
  const filter = filterForm();
  swap(host, head('Alarms'), filter, body);
  let query = route.query;
  let drawnOwners = null;
  const draw = (answer) => {
    const owners = [...new Set(answer.alarms.map(({ owner }) => owner).filter(Boolean))].sort();
    if (drawnOwners !== owners.join()) {
      drawnOwners = owners.join();
      swap(filter, filters(query, owners, set));
    }
    const rows = byUrgency(answer.alarms.filter((one) => matches(one, query)));
    swap(
      body,
      answer.alarms.length === 0
        ? empty('No alarms are declared.')
        : rows.length === 0
          ? empty('No alarm is like that.', 'Another filter shows more.')
          : alarmTable(rows, { ...route, query }, answer.alarms.length),
    );
  };
  const set = (changes) => {
    query = Object.fromEntries(Object.entries({ ...query, ...changes }).filter(([, value]) => value !== ''));
    history.replaceState(null, '', link(['alarms'], query));
    draw(alarms.value);
  };
  alarms.read(scope, draw);
}

function filters(query, owners, set) {
  return [
    searchField('Name or reason', query, set),
    choiceField('state', 'State', Object.entries(STATES), query, set),
    choiceField('severity', 'Severity', SEVERITIES.map((severity) => [severity, severity]), query, set),
    choiceField('owner', 'Owner', owners.map((owner) => [owner, owner]), query, set),
  ];
}

function matches(alarm, { state, severity, owner, q }) {
  const text = [alarm.name, alarm.reason, alarm.condition, alarm.description].join('\n').toLowerCase();
  return (
    (!state || alarm.state === state) &&
    (!severity || alarm.severity === severity) &&
    (!owner || alarm.owner === owner) &&
    (!q || text.includes(q.toLowerCase()))
  );
}

function alarmTable(rows, route, all) {
  const order = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'NODATA', 'OK'];
  return table({
    caption: 'Alarms',
    route,
    rows,
    rowKey: lookOf,
    note: rows.length === all ? count(all, 'alarm') : `${rows.length} of ${count(all, 'alarm')}`,
    columns: [
      {
        key: 'state',
        label: 'State',
        value: (one) => (route.query.sort === 'state' ? order.indexOf(lookOf(one)) : one.state),
        node: (one) => mark(lookOf(one)),
      },
      {
        key: 'name',
        label: 'Name',
        value: ({ name }) => name,
        node: ({ name, suppressed, actionsEnabled }) => [
          h('a', { href: link(['alarms', name]) }, shortName(name)),
          suppressed ? h('span', { class: 'chip' }, 'silenced') : null,
          actionsEnabled === false ? h('span', { class: 'chip' }, 'actions off') : null,
        ],
      },
      { key: 'severity', label: 'Severity', wide: true, value: ({ severity }) => severity },
      { key: 'owner', label: 'Owner', wide: true, value: ({ owner }) => owner },
      { key: 'since', label: 'Since', value: ({ since }) => since, node: ({ since }) => time(since, { ago: true }) },
      {
        key: 'condition',
        label: 'Condition',
        wide: true,
        value: ({ state, reason, condition }) => (state === 'ALARM' && reason) || condition || '',
      },
    ],
  });
}

function alarm({ host, scope, route, title }) {
  const name = route.path[1];
  title(shortName(name));
  const body = h('div', {}, skeleton('the alarm', 8));
  swap(host, h('nav', { class: 'crumbs', 'aria-label': 'Where' }, h('a', { href: '#/alarms' }, 'Alarms')), head(shortName(name)), body);
  let drawn = null;
  let kind = null;
  const parts = { top: h('div', {}), graph: h('div', {}), watches: h('div', {}), history: h('div', {}) };
  const poll = live(
    scope,
    15,
    (signal) => get('alarms/' + at(name), {}, signal),
    ({ alarm: one, history: events }) => {
      swap(parts.top, top(one, () => poll.again()));
      swap(parts.watches, one.kind === 'composite' ? members(one) : watches(one));
      swap(parts.history, section('History', {}, past(events ?? [])));
      if (kind !== one.kind) {
        kind = one.kind;
        drawn?.end();
        drawn = scope.child();
        swap(body, parts.top, parts.graph, parts.watches, parts.history);
        if (one.kind !== 'composite') {
          graph(one, parts.graph, drawn, route);
        }
      }
    },
    (error, shown) => {
      if (!shown || !(error.passing ?? true)) {
        kind = null;
        swap(body, failure(error, () => poll.again()));
      }
    },
  );
}

function top(one, again) {
  return h(
    'div',
    { class: 'alarm-top', 'data-look': lookOf(one) },
    h(
      'p',
      { class: 'alarm-state' },
      mark(lookOf(one), STATES[one.state] ?? one.state),
      h('span', {}, 'for ', time(one.since, { ago: true })),
      one.suppressed ? h('span', { class: 'chip' }, 'silenced by another alarm') : null,
      one.actionsEnabled === false ? h('span', { class: 'chip warn' }, 'actions are off') : null,
    ),
    one.reason ? h('p', { class: 'reason' }, one.reason) : null,
    one.description ? h('p', { class: 'muted' }, sentences(one.description)) : null,
    facts([
      ['Severity', one.severity],
      ['Owner', one.owner],
      ['Condition', one.condition],
      ['Runbook', runbook(one.runbook, '')],
      ['Dashboard', dashboardLink(one.dashboard, '')],
    ]),
    may('on-call') && one.state !== 'ALARM'
      ? h('p', {}, h('button', { type: 'button', id: 'drill', onclick: () => drill(one, again) }, 'Drill: set to ALARM'))
      : null,
  );
}

/** A description without its last line, which is for machines. */
function sentences(description) {
  const lines = String(description).split('\n');
  return (lines[lines.length - 1].trim().startsWith('{') ? lines.slice(0, -1) : lines).join(' ');
}

function drill(one, again) {
  const opened = changeDialog({
    title: 'Drill',
    text: [
      'Sets ',
      h('strong', {}, shortName(one.name)),
      ` from ${one.state} to ALARM. Whoever it calls is called, and whatever it starts is started. CloudWatch sets it back when it looks again.`,
    ],
    action: 'Set to ALARM',
    danger: true,
    send: (sure) => ({ method: 'POST', path: `alarms/${at(one.name)}/fire`, body: { was: one.state, confirm: sure } }),
    done: () => {
      announce('The alarm is in ALARM.');
      again();
    },
  });
  // Somebody else was faster: what stands on the page is old.
  opened.addEventListener('close', again);
}

function graph(one, host, scope, route) {
  const shown = range(route.query, connection.now());
  const title = one.watches?.length === 1 ? one.watches[0].label || one.watches[0].metric || shortName(one.name) : shortName(one.name);
  const drawing = chart(scope, title, {
    annotations: typeof one.threshold === 'number' ? [{ label: `${one.comparison ?? ''} ${number(one.threshold)}`, value: one.threshold }] : [],
    onRange: (from, to) => {
      location.hash = changed(route, { from: iso(from), to: iso(to), range: null });
    },
  });
  const body = h('div', { class: 'graph' }, skeleton('the graph', 4));
  swap(host, section('Graph', { beside: rangeBar(route, shown) }, body));
  const poll = live(
    scope,
    refreshOf(route.query),
    (signal) => {
      const { from, to } = range(route.query, connection.now());
      return getFigures(`alarms/${at(one.name)}/graph`, { from: iso(from), to: iso(to) }, signal);
    },
    (answer) => {
      if (drawing.node.parentNode !== body) {
        swap(body, drawing.node);
      }
      drawing
        .draw({ series: answer.series ?? [], from: Date.parse(answer.from), to: Date.parse(answer.to), periodSeconds: answer.periodSeconds })
        .catch(() => swap(body, failure(new Problem(503, 'The graph cannot be drawn', 'A part of the page did not load.'), () => poll.again())));
    },
    (error, before) => {
      if (!before) {
        swap(body, failure(error, () => poll.again()));
      }
    },
  );
}

function watches(one) {
  const list = one.watches ?? [];
  return section(
    'What it watches',
    {},
    h(
      'p',
      {},
      [
        one.periodSeconds ? `Periods of ${span(one.periodSeconds)}` : null,
        one.datapointsToAlarm && one.evaluationPeriods ? `${one.datapointsToAlarm} of ${one.evaluationPeriods} have to breach` : null,
        one.missingData ? `missing data: ${one.missingData}` : null,
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    list.length === 0
      ? empty('Nothing is known of what it watches.')
      : table({
          caption: 'What the alarm watches',
          rows: list,
          note: count(list.length, 'metric'),
          columns: [
            { key: 'id', label: 'Id', value: ({ id }) => id ?? '' },
            { key: 'metric', label: 'Metric', value: ({ metric, expression, label }) => expression || metric || label || '' },
            { key: 'namespace', label: 'Namespace', wide: true, value: ({ namespace }) => namespace ?? '' },
            {
              key: 'dimensions',
              label: 'Dimensions',
              wide: true,
              value: ({ dimensions }) => Object.entries(dimensions ?? {}).map(([name, value]) => `${name}=${value}`).join(', '),
            },
            { key: 'statistic', label: 'Statistic', value: ({ statistic }) => statistic ?? '' },
            { key: 'period', label: 'Period', numeric: true, value: ({ periodSeconds }) => (periodSeconds ? span(periodSeconds) : '') },
          ],
        }),
  );
}

function members(one) {
  const names = one.alarms ?? [];
  const known = new Map((alarms.value?.alarms ?? []).map((other) => [other.name, other]));
  return section(
    'What it is made of',
    {},
    one.rule ? h('pre', { tabindex: '0' }, h('code', {}, one.rule)) : null,
    names.length === 0
      ? empty('It names no alarms.')
      : h(
          'ul',
          { class: 'alarm-list' },
          names.map((name) => {
            const other = known.get(name);
            return h('li', {}, h('a', { href: link(['alarms', name]) }, mark(other ? lookOf(other) : 'NODATA', shortName(name))));
          }),
        ),
  );
}

const KINDS = { StateUpdate: 'State', ConfigurationUpdate: 'Settings', Action: 'Action' };

function past(events) {
  if (events.length === 0) {
    return empty('Nothing has happened in the last two weeks.');
  }
  return h(
    'ol',
    { class: 'history' },
    events.map(({ at: when, kind, summary }) =>
      h('li', { 'data-kind': kind }, time(when), h('span', { class: 'chip' }, KINDS[kind] ?? kind), h('span', {}, summary)),
    ),
  );
}
