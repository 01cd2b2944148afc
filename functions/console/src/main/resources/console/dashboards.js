/** Dashboards as CloudWatch has them: widgets on a grid 24 wide, over a range of time. */
import { at, connection, get, getFigures } from './api.js';
import { chart } from './chart.js';
import {
  byUrgency, count, empty, failure, head, into, lookOf, mark, rangeBar, refreshOf, shortName, skeleton, table, time,
} from './components.js';
import { h, swap } from './dom.js';
import { measure, unitOf } from './format.js';
import { sparkline } from './icons.js';
import { bands, lastOf } from './layout.js';
import { alarms, live } from './live.js';
import { markdown, headingOf } from './markdown.js';
import { changed, iso, link, range } from './state.js';

/** So many calm alarms are shown at once; more stand behind a disclosure. */
const FEW = 8;

/** The dashboard that was shown last: another range of time needs no second look at its widgets. */
let last = null;

export function page(place) {
  place.route.path.length > 1 ? dashboard(place) : list(place);
}

function list({ host, scope, route, title }) {
  title('Dashboards');
  const body = h('div', {}, skeleton('dashboards'));
  swap(host, head('Dashboards'), body);
  const [show, fail] = into(
    body,
    ({ dashboards }) =>
      dashboards.length === 0
        ? empty('This stage has no dashboards.', 'The key "dashboards" in cdk.json names those that it should have.')
        : table({
            caption: 'Dashboards',
            route,
            rows: dashboards,
            note: count(dashboards.length, 'dashboard'),
            columns: [
              {
                key: 'name',
                label: 'Name',
                value: ({ name }) => name,
                node: ({ name, title: text }) => h('a', { href: link(['dashboards', name]) }, text || shortName(name)),
              },
              { key: 'widgets', label: 'Widgets', numeric: true, value: ({ widgets }) => widgets },
              { key: 'modified', label: 'Changed', wide: true, value: ({ modified }) => modified, node: ({ modified }) => time(modified) },
            ],
          }),
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('dashboards', {}, signal), show, fail);
}

function dashboard({ host, scope, route, title }) {
  const name = route.path[1];
  title(shortName(name));
  const shown = range(route.query, connection.now());
  const grid = h('div', { class: 'bands' }, skeleton('the dashboard', 10));
  const heading = head(shortName(name));
  swap(host, heading, rangeBar(route, shown), grid);
  let drawn = null;
  const draw = (answer) => {
    last = { name, answer };
    drawn?.end();
    drawn = scope.child();
    if (answer.title) {
      heading.querySelector('h1').textContent = answer.title === name ? shortName(name) : answer.title;
      title(heading.textContent);
    }
    return answer.widgets.length === 0 ? empty('This dashboard has no widgets.') : drawBands(answer, drawn, route);
  };
  if (last?.name === name) {
    swap(grid, draw(last.answer));
  }
  const known = last?.name === name ? JSON.stringify(last.answer) : null;
  const [show, fail] = into(grid, draw, () => poll.again());
  const poll = live(
    scope,
    0,
    (signal) => get('dashboards/' + at(name), {}, signal),
    (answer) => {
      if (JSON.stringify(answer) !== known) {
        show(answer);
      }
    },
    fail,
  );
}

function drawBands({ name, widgets }, scope, route) {
  const seen = new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => watched.get(target)?.(isIntersecting)),
    { rootMargin: '300px 0px' },
  );
  scope.own(() => seen.disconnect());
  const watched = new Map();
  const watch = (element, action) => {
    watched.set(element, action);
    seen.observe(element);
  };
  let below = 'h2';
  return bands(widgets).map((band) => {
    const low = band.widgets.every(({ type }) => type === 'text' || type === 'alarm');
    const row = h('div', { class: 'band', 'data-low': low });
    for (const widget of band.widgets) {
      const element = draw(widget, name, scope, route, watch, below);
      element.style.setProperty('--x', widget.x + 1);
      element.style.setProperty('--w', widget.width);
      element.style.setProperty('--y', widget.y - band.top + 1);
      element.style.setProperty('--h', widget.height);
      row.append(element);
      if (widget.type === 'text' && headingOf(widget.markdown)) {
        below = 'h3';
      }
    }
    return row;
  });
}

function draw(widget, dashboardName, scope, route, watch, level) {
  if (widget.type === 'text') {
    return h('div', { class: 'widget text' }, markdown(widget.markdown));
  }
  const id = `w-${widget.index}`;
  const scrolls = ['singleValue', 'gauge', 'bar', 'pie'].includes(widget.view);
  const body = h('div', { class: 'widget-body', ...(scrolls ? { tabindex: '0', role: 'group', 'aria-labelledby': id } : {}) });
  const element = h(
    'article',
    { class: 'widget', 'aria-labelledby': id, 'data-type': widget.type },
    h(level, { id }, widget.title || 'Untitled'),
    body,
  );
  if (widget.supported === false) {
    swap(body, empty('Not drawn here.', widget.note));
  } else if (widget.type === 'alarm') {
    alarms.read(scope, ({ alarms: all }) => swap(body, alarmList(widget.alarms ?? [], all)));
  } else if (widget.type === 'metric') {
    drawMetric(widget, dashboardName, body, scope, route, (action) => watch(element, action));
  } else {
    swap(body, empty('Not drawn here.', widget.note ?? `A widget of type ${widget.type}.`));
  }
  return element;
}

function alarmList(names, all) {
  // A dashboard names alarms by ARN; their own names come last in it.
  const wanted = new Set(names.map((name) => name.split(':alarm:').pop()));
  const found = byUrgency(all.filter(({ name }) => wanted.has(name)));
  const known = new Set(found.map(({ name }) => name));
  const gone = [...wanted].filter((name) => !known.has(name));
  if (wanted.size === 0) {
    return empty('No alarms are named.');
  }
  const burning = found.filter(({ state }) => state === 'ALARM');
  const calm = found.filter(({ state }) => state !== 'ALARM');
  const row = (alarm) =>
    h('li', { 'data-look': lookOf(alarm) }, h('a', { href: link(['alarms', alarm.name]) }, mark(lookOf(alarm), shortName(alarm.name))));
  const rest = h('ul', { class: 'alarm-list' }, calm.map(row), gone.map((name) => h('li', {}, mark('NODATA', `${shortName(name)}, not declared`))));
  const silent = calm.filter(({ state }) => state === 'INSUFFICIENT_DATA').length + gone.length;
  return [
    burning.length === 0 ? h('p', { class: 'small' }, mark('OK', 'None of them is in alarm.')) : h('ul', { class: 'alarm-list' }, burning.map(row)),
    calm.length + gone.length <= FEW
      ? rest
      : h('details', {}, h('summary', {}, `${calm.length - (silent - gone.length)} are OK` + (silent > 0 ? `, ${silent} without data` : '')), rest),
  ];
}

function drawMetric(widget, dashboardName, body, scope, route, watch) {
  const drawer = { singleValue: values, gauge: values, bar: bars, pie: bars }[widget.view] ?? graph;
  const show = drawer(widget, scope, route, body);
  let asking = null;
  let drawn = false;
  swap(body, skeleton(widget.title ?? 'a graph', 3));
  watch((isSeen) => {
    if (!isSeen) {
      asking?.end();
      asking = null;
      return;
    }
    if (asking || (drawn && refreshOf(route.query) === 0)) {
      return;
    }
    asking = scope.child();
    const poll = live(
      asking,
      refreshOf(route.query),
      (signal) => {
        const { from, to } = range(route.query, connection.now());
        return getFigures(`dashboards/${at(dashboardName)}/widgets/${widget.index}`, { from: iso(from), to: iso(to) }, signal);
      },
      (answer) => {
        drawn = true;
        show(answer).catch((error) => swap(body, failure(error, () => poll.again())));
      },
      (error, shown) => {
        if (!shown && !drawn) {
          swap(body, failure(error, () => poll.again()));
        }
      },
    );
  });
}

function graph(widget, scope, route, body) {
  const drawing = chart(scope, widget.title ?? '', {
    annotations: widget.annotations ?? [],
    yAxis: widget.yAxis ?? {},
    stacked: widget.stacked === true,
    onRange: (from, to) => {
      location.hash = changed(route, { from: iso(from), to: iso(to), range: null });
    },
  });
  return async ({ series, messages, from, to, periodSeconds }) => {
    if (drawing.node.parentNode !== body) {
      swap(body, drawing.node);
    }
    const asked = range(route.query, connection.now());
    await drawing.draw({
      series: series ?? [],
      from: Date.parse(from) || asked.from,
      to: Date.parse(to) || asked.to,
      periodSeconds,
    });
    say(body, messages);
  };
}

function values(widget, scope, route, body) {
  return async ({ series, messages }) => {
    swap(
      body,
      (series ?? []).length === 0
        ? empty('No data in this range.')
        : h(
            'ul',
            { class: 'values' },
            series.map((one) =>
              h(
                'li',
                {},
                h('span', { class: 'figure' }, measure(lastOf(one.values), unitOf(widget.title, one.unit))),
                h('span', { class: 'muted' }, one.label),
                widget.sparkline === false ? null : sparkline(one.values ?? [], 160, 28),
              ),
            ),
          ),
    );
    say(body, messages);
  };
}

function bars(widget, scope, route, body) {
  return async ({ series, messages }) => {
    const rows = (series ?? []).map((one) => ({ ...one, last: lastOf(one.values) }));
    const largest = Math.max(0, ...rows.map(({ last: value }) => value ?? 0));
    swap(
      body,
      rows.length === 0
        ? empty('No data in this range.')
        : h(
            'ul',
            { class: 'bars' },
            rows.map((one, index) => {
              const bar = h('span', { class: 'bar-part' });
              bar.style.width = `${largest > 0 ? Math.max(0, ((one.last ?? 0) / largest) * 100) : 0}%`;
              bar.style.background = `var(--series-${(index % 8) + 1})`;
              return h(
                'li',
                {},
                h('span', { class: 'label' }, one.label),
                h('span', { class: 'bar-line', 'aria-hidden': 'true' }, bar),
                h('span', { class: 'value' }, measure(one.last, unitOf(widget.title, one.unit))),
              );
            }),
          ),
    );
    say(body, messages);
  };
}

function say(body, messages) {
  body.querySelector('.messages')?.remove();
  if ((messages ?? []).length > 0) {
    body.append(h('p', { class: 'messages muted' }, messages.join(' ')));
  }
}
