/** The first page: what is wrong, how the four layers are, and how large the fleet is. */
import { at, get, getFigures } from './api.js';
import {
  byUrgency, count, dashboardLink, empty, head, into, lookOf, mark, runbook, section, SEVERITIES, shortName, skeleton, time, fullName,
} from './components.js';
import { h, swap } from './dom.js';
import { measure, unitOf } from './format.js';
import { sparkline } from './icons.js';
import { lastOf } from './layout.js';
import { alarms, live } from './live.js';
import { link } from './state.js';
import { headingOf } from './markdown.js';

const LAYERS = ['infrastructure', 'application', 'game logic', 'player experience'];
const SHOWN = 5;

export function page({ host, scope, title }) {
  title('Overview');
  const tiles = h('div', { class: 'tiles' });
  const burning = h('div', {}, skeleton('alarms'));
  const layers = h('div', {}, skeleton('the layers', 8));
  const fleet = h('div', {}, skeleton('the fleet', 2));
  swap(
    host,
    head('Overview'),
    tiles,
    section('In alarm', { id: 'in-alarm' }, burning),
    section('Layers', { beside: h('span', { class: 'muted' }, 'the last hour') }, layers),
    section('Fleet', { beside: h('a', { href: '#/fleet' }, 'All instances') }, fleet),
  );
  alarms.read(scope, ({ alarms: list }) => {
    swap(tiles, tilesOf(list));
    swap(burning, burningOf(list));
  });
  drawLayers(layers, scope);
  drawFleet(fleet, scope);
}

function tilesOf(list) {
  const looks = list.map(lookOf);
  const number = (look) => looks.filter((other) => other === look).length;
  return [...SEVERITIES, 'OK', 'NODATA'].map((look) => {
    const query = SEVERITIES.includes(look) ? { state: 'ALARM', severity: look } : { state: look === 'OK' ? 'OK' : 'INSUFFICIENT_DATA' };
    return h(
      'a',
      { class: 'tile', href: link(['alarms'], query), 'data-look': look, 'data-none': number(look) === 0 },
      h('span', { class: 'figure' }, number(look)),
      mark(look),
    );
  });
}

function burningOf(list) {
  const found = byUrgency(list).filter(({ state }) => state === 'ALARM');
  if (list.length === 0) {
    return empty('No alarms are declared.');
  }
  if (found.length === 0) {
    return h('p', { class: 'calm' }, mark('OK', 'Nothing is in alarm.'));
  }
  return h(
    'ul',
    { class: 'burning' },
    found.map((alarm) =>
      h(
        'li',
        { 'data-look': lookOf(alarm) },
        h(
          'div',
          { class: 'burning-head' },
          mark(lookOf(alarm)),
          h('a', { class: 'burning-name', href: link(['alarms', alarm.name]) }, shortName(alarm.name)),
          alarm.suppressed ? h('span', { class: 'chip' }, 'silenced') : null,
          time(alarm.since, { ago: true }),
        ),
        h('p', { class: 'reason' }, alarm.reason || alarm.condition || ''),
        h('p', { class: 'links' }, runbook(alarm.runbook), dashboardLink(alarm.dashboard), h('span', { class: 'muted' }, alarm.owner ?? '')),
      ),
    ),
  );
}

/** Returns the sections of a dashboard: what stands below each heading. */
function sectionsOf(widgets) {
  const found = [];
  for (const widget of [...widgets].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const heading = widget.type === 'text' ? headingOf(widget.markdown) : null;
    if (heading) {
      found.push({ title: heading, widgets: [] });
    } else if (widget.type === 'metric' && widget.supported !== false && found.length > 0) {
      found[found.length - 1].widgets.push(widget);
    }
  }
  const rank = ({ title }) => (LAYERS.indexOf(title.toLowerCase()) + LAYERS.length + 1) % (LAYERS.length + 1);
  return found.filter(({ widgets: own }) => own.length > 0).sort((a, b) => rank(a) - rank(b));
}

function drawLayers(host, scope) {
  const name = fullName('GameOperations');
  let cards = null;
  const [show, fail] = into(
    host,
    (dashboard) => {
      cards?.end();
      cards = scope.child();
      const sections = sectionsOf(dashboard.widgets);
      return sections.length === 0
        ? empty('GameOperations has no layers.')
        : h('div', { class: 'layers' }, sections.map((layer) => card(layer, name, cards)));
    },
    () => poll.again(),
  );
  const poll = live(scope, 0, (signal) => get('dashboards/' + at(name), {}, signal), show, fail);
}

function card({ title, widgets }, dashboard, scope) {
  const state = h('span', { class: 'layer-state' });
  const rows = widgets.map((widget) => ({ widget, row: figure(widget, dashboard, scope) }));
  alarms.read(scope, ({ alarms: list }) => {
    const found = byUrgency(list).filter((alarm) => alarm.state === 'ALARM' && widgets.some((widget) => concerns(widget, alarm)));
    swap(state, found.length === 0 ? mark('OK', 'Calm') : mark(lookOf(found[0]), count(found.length, 'alarm')));
    for (const { widget, row } of rows) {
      const worst = found.find((alarm) => concerns(widget, alarm));
      worst ? (row.dataset.look = lookOf(worst)) : delete row.dataset.look;
    }
  });
  const first = rows.slice(0, SHOWN).map(({ row }) => row);
  const more = rows.slice(SHOWN).map(({ row }) => row);
  return h(
    'article',
    { class: 'layer' },
    h('header', {}, h('h3', {}, h('a', { href: link(['dashboards', dashboard]) }, title)), state),
    h('ul', {}, first),
    more.length === 0 ? null : h('details', {}, h('summary', {}, `${more.length} more`), h('ul', {}, more)),
  );
}

/** Whether a widget draws what an alarm watches: the label of its limit names the alarm. */
function concerns(widget, alarm) {
  const labels = (widget.annotations ?? []).flatMap(({ label }) => String(label ?? '').split(',')).map((label) => label.trim());
  const name = shortName(alarm.name);
  return labels.some((label) => label !== '' && (name === label || name.startsWith(label + '-')));
}

function figure(widget, dashboard, scope) {
  const value = h('span', { class: 'value' }, h('span', { class: 'bone' }));
  const spark = h('span', {});
  const which = h('small', { class: 'muted' });
  const row = h('li', {}, h('span', { class: 'what' }, plain(widget.title), ' ', which), spark, value);
  const draw = ({ series }) => {
    const found = prominent(series ?? [], (widget.annotations ?? []).length > 0);
    which.textContent = found && series.length > 1 ? String(found.label) : '';
    const last = found ? lastOf(found.values) : null;
    value.replaceChildren(
      last === null
        ? h('span', { class: 'muted' }, 'no data')
        : measure(last, unitOf(widget.title, found.unit)),
    );
    spark.replaceChildren(sparkline(found ? found.values : []));
  };
  const load = () =>
    live(
      scope,
      60,
      (signal) => getFigures(`dashboards/${at(dashboard)}/widgets/${widget.index}`, {}, signal),
      draw,
      (error, shown) => {
        if (!shown) {
          value.replaceChildren(h('span', { class: 'muted', title: error.message }, 'no answer'));
        }
      },
    );
  const seen = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        seen.disconnect();
        load();
      }
    },
    { rootMargin: '200px' },
  );
  seen.observe(row);
  scope.own(() => seen.disconnect());
  return row;
}

/**
 * Returns the series that a row shows: the first, as a page's author put it there; where there is a limit or there
 * are many, the largest of those with the first one's unit.
 */
function prominent(series, hasLimit) {
  const known = series.filter(({ values }) => lastOf(values) !== null);
  const alike = known.filter(({ unit }) => unit === known[0].unit);
  return known.length <= 3 && !hasLimit ? known[0] : alike.reduce((a, b) => (lastOf(b.values) > lastOf(a.values) ? b : a), known[0]);
}

/** A title without the unit, which the value has. */
function plain(title) {
  return String(title ?? '').replace(/,\s*(s|ms|%|1\/s)\s*$/, '');
}

function drawFleet(host, scope) {
  const [show, fail] = into(
    host,
    ({ groups }) =>
      groups.length === 0
        ? empty('There are no game servers.')
        : h('ul', { class: 'fleet-line' }, groups.map(groupLine)),
    () => poll.again(),
  );
  const poll = live(scope, 30, (signal) => get('fleet', {}, signal), show, fail);
}

function groupLine({ name, minimum, desired, maximum, instances }) {
  const healthy = instances.filter(({ health, state }) => /^healthy$/i.test(health) && /^InService$/i.test(state)).length;
  const bar = h('span', { class: 'gauge', 'aria-hidden': 'true' }, h('span', { class: 'gauge-part' }));
  bar.firstChild.style.width = `${maximum > 0 ? Math.min(100, (healthy / maximum) * 100) : 0}%`;
  return h(
    'li',
    { 'data-short': healthy < desired },
    h('span', { class: 'what' }, shortName(name)),
    bar,
    h(
      'span',
      { class: 'value' },
      h('strong', {}, healthy),
      ` of ${desired} in service`,
      healthy < desired ? h('span', { class: 'chip warn' }, `${desired - healthy} missing`) : null,
      h('span', { class: 'muted' }, ` · ${minimum}–${maximum}`),
    ),
  );
}
