/** Logs: what is being written now, and questions to what was written. */
import { at, connection, get, Problem, Unreachable } from './api.js';
import { count, empty, failure, head, into, rangeBar, section, skeleton, table, time, traced } from './components.js';
import { h, swap } from './dom.js';
import { NOTHING, number, size } from './format.js';
import { live } from './live.js';
import { iso, link, range } from './state.js';

const VIEWS = { tail: 'Live', queries: 'Questions', search: 'Query' };
/** A page that stays open a day keeps no more lines than these. */
const MOST_LINES = 1000;
const LINES_AT_ONCE = 200;
/** Logs Insights takes no more groups by name. */
const MOST_GROUPS = 50;

export function page(place) {
  const { host, route, title } = place;
  const view = route.path[1] in VIEWS ? route.path[1] : 'tail';
  title('Logs');
  const body = h('div', {});
  swap(
    host,
    head('Logs'),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'Logs' },
      Object.entries(VIEWS).map(([name, label]) =>
        h('a', { href: link(['logs', name]), 'aria-current': name === view ? 'page' : null }, label),
      ),
    ),
    body,
  );
  ({ tail, queries, search })[view]({ ...place, host: body });
}

function groupName({ name, function: of }) {
  return of ?? name;
}

function tail({ host, scope, route }) {
  const body = h('div', {}, skeleton('log groups', 3));
  swap(host, body);
  const [show, fail] = into(
    body,
    ({ groups }) => {
      if (groups.length === 0) {
        return empty('Nothing has been logged yet.');
      }
      const chosen = groups.find(({ name }) => name === route.query.group) ?? groups[0];
      return follow(chosen, groups, scope, route);
    },
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('logs/groups', {}, signal), show, fail);
}

function follow(group, groups, scope, route) {
  const go = (changes) => {
    location.hash = link(['logs', 'tail'], { ...route.query, group: group.name, ...changes });
  };
  const lines = h('ol', {});
  const box = h('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': `Log of ${group.name}`, tabindex: '0' }, lines);
  const state = h('p', { class: 'muted', role: 'status' }, 'Waiting for the first lines…');
  const filter = h('input', { type: 'search', id: 'log-filter', value: route.query.filter ?? '', placeholder: 'text, or { $.level = "ERROR" }' });
  let paused = false;
  const pause = h(
    'button',
    {
      type: 'button',
      id: 'pause',
      'aria-pressed': 'false',
      onclick: () => {
        paused = !paused;
        pause.setAttribute('aria-pressed', String(paused));
        pause.textContent = paused ? 'Go on' : 'Pause';
        state.textContent = paused ? 'Paused: what is written meanwhile follows when you go on.' : '';
        if (!paused) {
          poll.again();
        }
      },
    },
    'Pause',
  );
  let next = null;
  let begun = connection.now() - 15 * 60_000;
  let shown = 0;
  const problem = h('div', {});
  const poll = live(
    scope,
    3,
    async (signal) => {
      if (paused) {
        return { paused: true, beat: {} };
      }
      const answer = await get(
        'logs/tail',
        { group: group.name, filter: route.query.filter, limit: LINES_AT_ONCE, ...(next ? { next } : {}), from: new Date(begun).toISOString() },
        signal,
      );
      // Every answer is new, even one that looks like the one before.
      return { ...answer, asked: connection.now() };
    },
    ({ events, next: token, paused: still, asked }) => {
      if (still) {
        return;
      }
      swap(problem);
      next = token;
      const list = events ?? [];
      if (list.length > 0) {
        begun = Date.parse(list[list.length - 1].at) + 1;
        if (next) {
          // There is more already.
          setTimeout(() => poll.again());
        }
      }
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      lines.append(...list.map(line));
      while (lines.childElementCount > MOST_LINES) {
        lines.firstElementChild.remove();
      }
      shown += list.length;
      state.textContent =
        shown === 0
          ? 'Nothing was written in the last 15 minutes. New lines appear by themselves.'
          : shown > MOST_LINES
            ? `The last ${number(MOST_LINES)} of ${number(shown)} lines.`
            : count(shown, 'line') + '. New ones appear by themselves.';
      if (atEnd) {
        box.scrollTop = box.scrollHeight;
      }
    },
    (error) => {
      if (!(error instanceof Unreachable)) {
        swap(problem, failure(error, () => poll.again()));
      }
    },
  );
  return [
    h(
      'form',
      {
        class: 'bar',
        role: 'search',
        'aria-label': 'What to follow',
        onsubmit: (event) => {
          event.preventDefault();
          go({ filter: filter.value });
        },
      },
      h(
        'label',
        { class: 'field grow' },
        h('span', {}, 'Group'),
        h(
          'select',
          { id: 'log-group', onchange: (event) => go({ group: event.target.value }) },
          groups.map((one) => h('option', { value: one.name, title: one.name, selected: one.name === group.name }, groupName(one))),
        ),
      ),
      h('label', { class: 'field grow' }, h('span', {}, 'Filter'), filter),
      h('button', { type: 'submit' }, 'Filter'),
      pause,
    ),
    h(
      'p',
      { class: 'muted kept' },
      `${group.name} · `,
      group.retentionDays ? `kept for ${count(group.retentionDays, 'day')}` : 'kept for ever',
      ` · ${size(group.storedBytes)} stored`,
    ),
    problem,
    box,
    state,
  ];
}

const LEVELS = { ERROR: 'CRITICAL', FATAL: 'CRITICAL', WARN: 'MEDIUM', WARNING: 'MEDIUM' };

/** Returns a line: what a structured one says, with the rest behind a disclosure; any other as it is. */
function line({ at: when, stream, message }) {
  const record = structured(message);
  const text = record ? (record.message ?? record.event ?? record.msg) : null;
  if (typeof text !== 'string') {
    return h('li', {}, time(when), h('span', { class: 'said' }, traced(String(message).trimEnd())));
  }
  const level = String(record.level ?? '').toUpperCase();
  return h(
    'li',
    { 'data-look': LEVELS[level] ?? null },
    time(when),
    h('span', { class: 'level' }, level),
    h(
      'details',
      { class: 'said' },
      h('summary', {}, text),
      h(
        'dl',
        { class: 'fields' },
        Object.entries({ ...record, stream }).map(([name, value]) =>
          h('div', {}, h('dt', {}, name), h('dd', {}, traced(typeof value === 'string' ? value : JSON.stringify(value)))),
        ),
      ),
    ),
  );
}

function structured(message) {
  if (typeof message !== 'string' || !message.startsWith('{')) {
    return null;
  }
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}

function queries({ host, scope }) {
  const body = h('div', {}, skeleton('questions', 6));
  swap(host, body);
  const [show, fail] = into(
    body,
    ({ queries: list }) =>
      list.length === 0
        ? empty('No questions are saved for this stage.')
        : h(
            'ul',
            { class: 'questions' },
            list.map(({ name, question, query, groups }) =>
              h(
                'li',
                {},
                h('a', { href: link(['logs', 'search'], { name }) }, question || name),
                h('details', {}, h('summary', {}, 'Query'), h('pre', { tabindex: '0' }, h('code', {}, query)), h('p', { class: 'muted' }, (groups ?? []).join(', '))),
              ),
            ),
          ),
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('logs/queries', {}, signal), show, fail);
}

function search({ host, scope, route }) {
  const shown = range(route.query, connection.now(), '1h');
  const form = h('div', {}, skeleton('the query', 4));
  const result = h('div', {});
  swap(host, rangeBar(route, shown, { refresh: false }), form, section('Result', {}, result));
  const [show, fail] = into(
    form,
    ([{ groups }, { queries: saved }]) => {
      const named = saved.find(({ name }) => name === route.query.name) ?? null;
      const query = route.query.query ?? named?.query ?? '';
      const chosen = new Set((route.query.groups ?? '').split(',').filter(Boolean));
      if (chosen.size === 0) {
        (named?.groups ?? groups.slice(0, MOST_GROUPS).map(({ name }) => name)).forEach((name) => chosen.add(name));
      }
      if (query === '') {
        swap(result, empty('Nothing was asked yet.'));
      } else {
        run(result, scope, route, named && query === named.query ? { name: named.name } : { query, groups: [...chosen].join(',') });
      }
      return [named ? h('p', { class: 'question' }, named.question) : null, queryForm(route, query, chosen, groups, named)];
    },
    () => poll.again(),
  );
  const poll = live(
    scope,
    0,
    (signal) => Promise.all([get('logs/groups', {}, signal), get('logs/queries', {}, signal)]),
    (answer) => show(answer),
    fail,
  );
}

function queryForm(route, query, chosen, groups, named) {
  const text = h('textarea', { id: 'query', rows: '6', spellcheck: 'false', class: 'code', required: true });
  text.value = query;
  const picked = h(
    'select',
    { id: 'query-groups', multiple: true, size: '5' },
    groups.map((group) => h('option', { value: group.name, title: group.name, selected: chosen.has(group.name) }, groupName(group))),
  );
  return h(
    'form',
    {
      class: 'query',
      'aria-label': 'Query',
      onsubmit: (event) => {
        event.preventDefault();
        const names = [...picked.selectedOptions].map(({ value }) => value);
        const same = named && text.value === named.query;
        const target = link(['logs', 'search'], {
          ...route.query,
          name: same ? named.name : null,
          query: same ? null : text.value,
          groups: same ? null : names.join(','),
        });
        if (target === location.hash) {
          dispatchEvent(new Event('hashchange'));
        } else {
          location.hash = target;
        }
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'Logs Insights query'), text),
    h('label', { class: 'field' }, h('span', {}, 'Groups'), picked),
    h('button', { type: 'submit', class: 'primary' }, 'Run'),
  );
}

/** Asks and waits until the answer is complete; the rows so far are shown meanwhile. */
function run(host, scope, route, what) {
  swap(host, skeleton('the answer', 5));
  const { from, to } = range(route.query, connection.now(), '1h');
  let id = null;
  let asking = scope.child();
  const again = () => {
    asking.end();
    asking = scope.child();
    id = null;
    ask();
  };
  const ask = () => {
    const own = asking;
    live(
      own,
      1,
      (signal) => (id ? get('logs/searches/' + at(id), {}, signal) : get('logs/search', { ...what, from: iso(from), to: iso(to) }, signal)),
      (answer) => {
        id = answer.id ?? id;
        if (answer.status !== 'Running' && answer.status !== 'Scheduled') {
          own.end();
        }
        swap(host, answerOf(answer, route));
      },
      (error, shown) => {
        if (!(error instanceof Unreachable && shown)) {
          swap(host, failure(error, again));
        }
      },
    );
  };
  ask();
}

function answerOf({ status, columns, rows, scanned, matched }, route) {
  if (status === 'Failed' || status === 'Cancelled' || status === 'Timeout') {
    return failure(new Problem(500, 'The query failed', `CloudWatch says: ${status}.`));
  }
  const running = status === 'Running' || status === 'Scheduled';
  const told = [
    running ? 'Still running…' : null,
    typeof matched === 'number' ? `${number(matched)} of ${number(scanned?.records)} records match` : null,
    scanned ? `${size(scanned.bytes)} scanned` : null,
  ]
    .filter(Boolean)
    .join(' · ');
  if ((rows ?? []).length === 0) {
    return running ? skeleton('the answer', 5) : empty('No record matches.', told);
  }
  return table({
    caption: 'Result of the query',
    route,
    rows,
    note: told,
    columns: columns.map((label, index) => ({
      key: 'c' + index,
      label,
      numeric: rows.every((row) => row[index] === null || row[index] === '' || Number.isFinite(Number(row[index]))),
      value: (row) => {
        const text = row[index];
        return text !== null && text !== '' && Number.isFinite(Number(text)) ? Number(text) : (text ?? '');
      },
      node: (row) => (row[index] === null ? NOTHING : label === '@timestamp' ? time(stamp(row[index])) : traced(row[index])),
    })),
  });
}

/** Logs Insights writes "2026-11-30 14:05:12.123", in UTC. */
function stamp(text) {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? text.replace(' ', 'T') + 'Z' : text;
}
