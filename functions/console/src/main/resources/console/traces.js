/** Traces: which requests there were, where one of them spent its time, and who calls whom. */
import { at, connection, get } from './api.js';
import { count, empty, facts, head, into, mark, rangeBar, refreshOf, section, skeleton, table, time } from './components.js';
import { h, svg, swap } from './dom.js';
import { measure, number } from './format.js';
import { serviceMap, ticks, waterfall } from './layout.js';
import { live } from './live.js';
import { iso, link, range } from './state.js';

const FILTERS = { any: 'All', error: 'Failed', slow: 'Slow' };

export function page(place) {
  const [, name] = place.route.path;
  name === undefined || name === 'map' ? overview(place, name === 'map') : trace(place, name);
}

function overview({ host, scope, route, title }, isMap) {
  title(isMap ? 'Service map' : 'Traces');
  const shown = range(route.query, connection.now(), '1h');
  const body = h('div', {}, skeleton(isMap ? 'the map' : 'traces', 8));
  swap(
    host,
    head('Traces'),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'Traces' },
      h('a', { href: link(['traces']), 'aria-current': isMap ? null : 'page' }, 'Requests'),
      h('a', { href: link(['traces', 'map']), 'aria-current': isMap ? 'page' : null }, 'Service map'),
    ),
    rangeBar(route, shown),
    isMap ? null : filters(route),
    body,
  );
  const asked = () => {
    const { from, to } = range(route.query, connection.now(), '1h');
    return { from: iso(from), to: iso(to) };
  };
  const [show, fail] = into(body, (answer) => (isMap ? map(answer) : traceTable(answer.traces, route)), () => poll.again());
  const poll = live(
    scope,
    refreshOf(route.query),
    (signal) =>
      isMap
        ? get('services', asked(), signal)
        : get('traces', { ...asked(), filter: route.query.filter ?? 'any', service: route.query.service, limit: 100 }, signal),
    show,
    fail,
  );
}

function filters(route) {
  const service = h('input', { type: 'search', id: 'service', value: route.query.service ?? '' });
  return h(
    'form',
    {
      class: 'bar',
      role: 'search',
      'aria-label': 'Filter',
      onsubmit: (event) => {
        event.preventDefault();
        location.hash = link(['traces'], { ...route.query, service: service.value.trim() });
      },
    },
    h(
      'span',
      { class: 'segments' },
      Object.entries(FILTERS).map(([name, label]) =>
        h(
          'a',
          {
            href: link(['traces'], { ...route.query, filter: name === 'any' ? null : name }),
            'aria-current': (route.query.filter ?? 'any') === name ? 'true' : null,
          },
          label,
        ),
      ),
    ),
    h('label', { class: 'field grow' }, h('span', {}, 'Service'), service),
    h('button', { type: 'submit' }, 'Filter'),
  );
}

function traceTable(traces, route) {
  if (traces.length === 0) {
    return empty('No trace is like that.', 'A longer time or another filter shows more. Not every request is traced.');
  }
  // One session of an hour must not make all requests look alike.
  const durations = traces.map(({ seconds }) => seconds ?? 0).sort((a, b) => a - b);
  const long = Math.max(durations[Math.floor(durations.length * 0.9)] ?? 0, 1e-9);
  return table({
    caption: 'Traces',
    route,
    rows: traces,
    note: count(traces.length, 'trace'),
    columns: [
      { key: 'at', label: 'Time', value: ({ at: when }) => when, node: (one) => h('a', { href: link(['traces', one.id]) }, time(one.at)) },
      { key: 'outcome', label: 'Outcome', value: outcome, node: outcomeMark },
      {
        key: 'seconds',
        label: 'Duration',
        numeric: true,
        value: ({ seconds }) => seconds,
        node: ({ seconds }) => {
          const part = h('span', { class: 'bar-part' });
          part.style.width = `${Math.min(100, Math.max(1, ((seconds ?? 0) / long) * 100))}%`;
          return [measure(seconds, 's'), h('span', { class: 'bar-line', 'aria-hidden': 'true' }, part)];
        },
      },
      { key: 'request', label: 'Request', value: ({ method, url, service }) => [method, url].filter(Boolean).join(' ') || service, node: ({ method, url, service }) => (url ? [h('strong', {}, method ?? ''), ' ', path(url)] : service) },
      { key: 'status', label: 'Status', wide: true, numeric: true, value: ({ status }) => status ?? '' },
      { key: 'services', label: 'Services', wide: true, value: ({ services }) => (services ?? []).join(', ') },
    ],
  });
}

function path(url) {
  return String(url).replace(/^https?:\/\/[^/]+/, '');
}

function outcome({ fault, error, throttle }) {
  return fault ? 'Fault' : throttle ? 'Throttled' : error ? 'Error' : 'OK';
}

function outcomeMark(one) {
  const text = outcome(one);
  return mark({ Fault: 'CRITICAL', Throttled: 'MEDIUM', Error: 'HIGH', OK: 'OK' }[text], text);
}

function trace({ host, scope, route, title }, id) {
  title('Trace');
  const body = h('div', {}, skeleton('the trace', 10));
  swap(host, h('nav', { class: 'crumbs', 'aria-label': 'Where' }, h('a', { href: '#/traces' }, 'Traces')), head('Trace'), body);
  const [show, fail] = into(body, (answer) => drawTrace(answer), () => poll.again());
  const poll = live(scope, 0, (signal) => get('traces/' + at(id), {}, signal), show, fail);
}

function drawTrace(answer) {
  const segments = answer.segments ?? [];
  const bad = segments.filter((segment) => outcome(segment) !== 'OK');
  const details = h('div', { class: 'details', role: 'group', 'aria-label': 'Details of the selected part', 'aria-live': 'polite' }, empty('Choose a part to see what it did.'));
  const rows = waterfall(segments, answer.seconds);
  const select = (button, segment) => {
    list.querySelectorAll('[aria-pressed="true"]').forEach((other) => other.setAttribute('aria-pressed', 'false'));
    button.setAttribute('aria-pressed', 'true');
    swap(details, detailsOf(segment));
    details.scrollIntoView({ block: 'nearest' });
  };
  const list = h(
    'ol',
    {
      class: 'waterfall',
      onkeydown: (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const buttons = [...list.querySelectorAll('button')];
        const next = step ? buttons[buttons.indexOf(document.activeElement) + step] : null;
        if (next) {
          event.preventDefault();
          next.focus();
        }
      },
    },
    rows.map(({ segment, depth, left, width }) => {
      const bar = h('span', { class: 'span-bar', 'data-outcome': outcome(segment) });
      bar.style.left = `${left * 100}%`;
      bar.style.width = `${width * 100}%`;
      const name = h('span', { class: 'span-name' }, segment.name);
      name.style.paddingLeft = `${Math.min(depth, 8) * 0.9}rem`;
      const button = h(
        'button',
        {
          type: 'button',
          'aria-pressed': 'false',
          onclick: () => select(button, segment),
        },
        name,
        h('span', { class: 'span-track', 'aria-hidden': 'true' }, bar),
        h('span', { class: 'span-time' }, measure(segment.seconds, 's')),
        h('span', { class: 'span-outcome' }, outcome(segment) === 'OK' ? h('span', { class: 'hidden' }, 'OK') : outcomeMark(segment)),
      );
      return h('li', {}, button);
    }),
  );
  const scale = h(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    ticks(answer.seconds ?? 0, 5).map((second) => {
      const label = h('span', {}, measure(second, 's'));
      label.style.left = `${((second / (answer.seconds || 1)) * 100).toFixed(2)}%`;
      return label;
    }),
  );
  return [
    facts([
      ['Id', h('code', {}, answer.id)],
      ['Began', time(answer.at)],
      ['Took', measure(answer.seconds, 's')],
      ['Parts', segments.length],
      ['Outcome', bad.length === 0 ? mark('OK', 'OK') : mark('CRITICAL', count(bad.length, 'part') + ' failed')],
      ['Logs', h('a', { href: logsOf(answer.id) }, 'Lines of this request')],
    ]),
    segments.length === 0
      ? empty('This trace has no parts yet.', 'They arrive a few seconds after the request.')
      : section(
          'Where the time went',
          {},
          h('div', { class: 'trace' }, h('div', { class: 'waterfall-box' }, h('div', { class: 'scale-row' }, scale), list), details),
        ),
  ];
}

function logsOf(id) {
  return link(['logs', 'search'], { query: `fields @timestamp, @log, @message\n| filter @message like "${id.replace(/[^0-9a-f-]/g, '')}"\n| sort @timestamp asc` });
}

function detailsOf(segment) {
  return [
    h('h3', {}, segment.name),
    outcome(segment) === 'OK' ? null : outcomeMark(segment),
    segment.exception ? h('p', { class: 'reason' }, segment.exception) : null,
    facts([
      ['Began after', measure(segment.start, 's')],
      ['Took', measure(segment.seconds, 's')],
      ['Origin', segment.origin],
      ['Namespace', segment.namespace],
      ['Operation', segment.operation],
      ['Status', segment.status],
      ...Object.entries(segment.annotations ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ]),
  ];
}

const BOX = { width: 190, height: 64, gapX: 150, gapY: 34, pad: 16 };

function map({ services, calls }) {
  if (services.length === 0) {
    return empty('No service was traced in this time.');
  }
  const byName = new Map(services.map((service) => [service.name, service]));
  const { nodes, columns, rows } = serviceMap([...byName.keys()], calls);
  const place = new Map(
    nodes.map(({ name, column, row }) => [
      name,
      { x: BOX.pad + column * (BOX.width + BOX.gapX), y: BOX.pad + row * (BOX.height + BOX.gapY) },
    ]),
  );
  const drawn = calls.filter(({ from, to }) => from !== to && place.has(from) && place.has(to));
  const width = columns * BOX.width + (columns - 1) * BOX.gapX + 2 * BOX.pad;
  // A call that leads back goes below.
  const below = drawn.some(({ from, to }) => place.get(from).x >= place.get(to).x) ? BOX.gapY : 0;
  const height = rows * BOX.height + (rows - 1) * BOX.gapY + 2 * BOX.pad + below;
  const drawing = svg(
    'svg',
    { class: 'map', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${count(services.length, 'service')}, ${count(calls.length, 'call')}; the tables below say the same.` },
    svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: '7', refY: '4', markerWidth: '7', markerHeight: '7', orient: 'auto-start-reverse' }, svg('path', { d: 'M0 0 8 4 0 8z', class: 'arrow' }))),
    drawn.map((call) => line(call, place.get(call.from), place.get(call.to))),
    nodes.map(({ name }) => box(byName.get(name), place.get(name))),
    drawn.map((call) => figure(call, place.get(call.from), place.get(call.to))),
  );
  return [
    h('div', { class: 'map-scroll', tabindex: '0', role: 'region', 'aria-label': 'Service map' }, drawing),
    section('Services', {}, figures('Figures of services', services, [{ key: 'name', label: 'Service', value: ({ name }) => name, node: ({ name }) => h('a', { href: link(['traces'], { service: name }) }, name) }, { key: 'type', label: 'Type', wide: true, value: ({ type }) => type ?? '' }])),
    calls.length === 0
      ? null
      : section('Calls', {}, figures('Figures of calls', calls, [{ key: 'from', label: 'From', value: ({ from }) => from }, { key: 'to', label: 'To', value: ({ to }) => to }])),
  ];
}

function figures(caption, rows, first) {
  return table({
    caption,
    rows,
    columns: [
      ...first,
      { key: 'requests', label: 'Requests', numeric: true, value: ({ requests }) => requests, node: ({ requests }) => number(requests) },
      { key: 'errors', label: 'Errors', numeric: true, value: ({ errors }) => errors, node: ({ errors }) => number(errors) },
      { key: 'faults', label: 'Faults', numeric: true, value: ({ faults }) => faults, node: ({ faults }) => number(faults) },
      { key: 'mean', label: 'Mean', numeric: true, value: ({ meanSeconds }) => meanSeconds, node: ({ meanSeconds }) => measure(meanSeconds, 's') },
    ],
  });
}

function box({ name, type, requests, errors, faults, meanSeconds }, { x, y }) {
  const bad = (errors ?? 0) + (faults ?? 0);
  return svg(
    'g',
    { class: 'node', 'data-bad': bad > 0, transform: `translate(${x} ${y})` },
    svg('title', {}, `${name}: ${number(requests)} requests, ${number(errors)} errors, ${number(faults)} faults`),
    svg('rect', { width: BOX.width, height: BOX.height, rx: 6 }),
    svg('text', { x: 12, y: 21, class: 'node-name' }, short(name, 22)),
    svg('text', { x: 12, y: 38, class: 'node-type' }, short(type ?? '', 28)),
    svg('text', { x: 12, y: 54, class: 'node-figures' }, `${number(requests)} · ${measure(meanSeconds, 's')}`),
    bad > 0 ? svg('text', { x: BOX.width - 10, y: 54, class: 'node-bad', 'text-anchor': 'end' }, `${number(bad)} failed`) : null,
  );
}

/** Returns the four points of the curve between two boxes: from side to side, or below them if it leads back. */
function curve(from, to) {
  if (to.x > from.x) {
    const [x1, x2] = [from.x + BOX.width, to.x - 2];
    const [y1, y2] = [from.y + BOX.height / 2, to.y + BOX.height / 2];
    const bend = Math.max(40, (x2 - x1) / 2);
    return [[x1, y1], [x1 + bend, y1], [x2 - bend, y2], [x2, y2]];
  }
  const [x1, x2] = [from.x + BOX.width / 2, to.x + BOX.width / 2];
  const [y1, y2] = [from.y + BOX.height, to.y + BOX.height + 2];
  const low = Math.max(y1, y2) + BOX.gapY;
  return [[x1, y1], [x1, low], [x2, low], [x2, y2]];
}

function failedOf({ errors, faults }) {
  return (errors ?? 0) + (faults ?? 0);
}

function line(call, from, to) {
  const [a, b, c, d] = curve(from, to).map((point) => point.join(' '));
  return svg('path', { class: 'edge', 'data-bad': failedOf(call) > 0, d: `M${a}C${b} ${c} ${d}`, 'marker-end': 'url(#arrow)' });
}

/** What a call's line says, in the middle of it; of a long one before its end, where no box is. */
function figure(call, from, to) {
  const points = curve(from, to);
  const t = Math.abs(to.x - from.x) > BOX.width + BOX.gapX ? 0.86 : from.y === to.y ? 0.4 : to.x > from.x ? 0.62 : 0.5;
  const at = (axis) =>
    points.reduce((sum, point, index) => sum + [1, 3, 3, 1][index] * (1 - t) ** (3 - index) * t ** index * point[axis], 0);
  const bad = failedOf(call);
  return svg(
    'g',
    { class: 'edge-figure' },
    svg(
      'text',
      { x: at(0), y: at(1) - 4, 'text-anchor': 'middle' },
      number(call.requests),
      bad > 0 ? svg('tspan', { class: 'edge-bad' }, ` · ${number(bad)} failed`) : null,
    ),
  );
}

function short(text, most) {
  const all = String(text);
  return all.length > most ? all.slice(0, most - 1) + '…' : all;
}
