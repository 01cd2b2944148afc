/** Players' events: how many come of each type, who hears them, what waits and what was given up. */
import { connection, get, getFigures } from './api.js';
import { chart } from './chart.js';
import { announce, changeDialog, count, empty, facts, failure, head, into, mark, may, rangeBar, refreshOf, section, skeleton, table, time } from './components.js';
import { h, swap } from './dom.js';
import { live, me } from './live.js';
import { iso, range } from './state.js';

/** What is drawn: the metric that counts the events of each type, as docs/metrics.md names them. */
const TYPES = [
  ['login', 'PlayerLogins'],
  ['logout', 'PlayerLogouts'],
  ['level_up', 'LevelUps'],
  ['item_acquire', 'ItemAcquisitions'],
  ['activity_start', 'ActivityStarts'],
  ['activity_end', 'ActivityEnds'],
  ['match', 'Matches'],
  ['chat_report', 'ChatReports'],
];
const LISTENERS = 'event-listeners';
const ORDERED = 'player-progress';

export function page({ host, scope, route, title }) {
  title('Events');
  const state = h('div', {}, skeleton('the queue and the listeners', 6));
  const rates = h('div', { class: 'widget' }, skeleton('the rates', 6));
  const dead = h('div', {}, skeleton('what was given up', 4));
  swap(
    host,
    head('Events', rangeBar(route, range(route.query, connection.now()))),
    state,
    section('Events of each type, 1/min', {}, rates),
    section('Given up', {}, dead),
  );
  const listeners = new Map();
  const [show, fail] = into(state, (status) => drawState(status, listeners, route), () => poll.again());
  const poll = live(
    scope,
    15,
    async (signal) => {
      const status = await get('events/status', {}, signal);
      await Promise.all(status.listeners.map(async (listener) => listeners.set(listener.name, await figures(listener, signal))));
      return status;
    },
    show,
    fail,
  );
  drawRates(rates, scope, route);
  const [showDead, failDead] = into(dead, (answer) => drawDead(answer, route, () => deadPoll.again()), () => deadPoll.again());
  const deadPoll = live(scope, 30, (signal) => get('events/dead', { limit: 50 }, signal), showDead, failDead);
}

/** Returns what a listener did in the last minutes: {events, errors, millis}, each null if it is not known. */
async function figures({ name, ordered }, signal) {
  const of = async (metric, statistic, fold) => {
    const to = connection.now();
    const answer = await get(
      'metrics',
      {
        namespace: namespace(),
        name: metric,
        dimensions: `Listener:${name},Service:${ordered ? ORDERED : LISTENERS}`,
        statistic,
        from: iso(to - 5 * 60_000),
        to: iso(to),
      },
      signal,
    );
    const values = (answer.series[0]?.values ?? []).filter((value) => value !== null);
    return values.length === 0 ? null : fold(values);
  };
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const [events, errors, millis] = await Promise.all([
    of('ListenerEvents', 'Sum', sum),
    of('ListenerErrors', 'Sum', sum),
    of('ListenerTime', 'Average', (values) => sum(values) / values.length),
  ]);
  return { events, errors, millis };
}

function namespace() {
  return 'Gamekeeper/' + me.value.stage;
}

function drawState({ waiting, fullAt, dead, listeners }, known, route) {
  const full = waiting >= fullAt;
  return [
    facts([
      ['Waiting', [h('strong', { class: 'figure' }, waiting), ` of ${fullAt}`, full ? h('span', { class: 'chip warn' }, 'full: senders are told to wait') : null]],
      ['Given up', dead],
    ]),
    table({
      caption: 'Listeners',
      hideCaption: false,
      route,
      rows: listeners.map((listener) => ({ ...listener, ...known.get(listener.name) })),
      note: count(listeners.length, 'listener'),
      columns: [
        { key: 'name', label: 'Listener', value: ({ name }) => name },
        { key: 'state', label: 'In five minutes', value: ({ errors }) => errors ?? -1, node: stateOf },
        { key: 'millis', label: 'Mean, ms', value: ({ millis }) => millis ?? -1, node: ({ millis }) => (millis === null || millis === undefined ? '–' : millis.toFixed(1)) },
        { key: 'order', label: 'Order', wide: true, value: ({ ordered }) => (ordered ? 'each player’s' : 'any') },
        { key: 'limit', label: 'Limit, ms', wide: true, value: ({ timeLimitMillis }) => timeLimitMillis },
        { key: 'types', label: 'Hears', wide: true, value: ({ types }) => (types.length === TYPES.length ? 'all types' : types.join(', ')) },
      ],
    }),
  ];
}

function stateOf({ events, errors }) {
  if (events === null || events === undefined) {
    return mark('NODATA', 'nothing heard');
  }
  return errors > 0 ? mark('MEDIUM', `${errors} of ${events} failed`) : mark('OK', count(events, 'event'));
}

function drawRates(host, scope, route) {
  const drawing = chart(scope, 'Events of each type, 1/min', { stacked: true });
  const poll = live(
    scope,
    refreshOf(route.query),
    async (signal) => {
      const { from, to } = range(route.query, connection.now());
      const answers = await Promise.all(
        TYPES.map(([, metric]) =>
          getFigures('metrics', { namespace: namespace(), name: metric, dimensions: `Service:${LISTENERS}`, statistic: 'Sum', from: iso(from), to: iso(to) }, signal),
        ),
      );
      return { from, to, periodSeconds: answers[0].periodSeconds, series: answers.flatMap(({ series }, index) => series.map((one) => ({ ...one, unit: null, label: TYPES[index][0] }))) };
    },
    (answer) => {
      if (answer.series.every(({ values }) => (values ?? []).length === 0)) {
        swap(host, empty('No events in this range.'));
        return;
      }
      if (drawing.node.parentNode !== host) {
        swap(host, drawing.node);
      }
      drawing.draw(answer).catch((error) => swap(host, failure(error, () => poll.again())));
    },
    (error, shown) => {
      if (!shown) {
        swap(host, failure(error, () => poll.again()));
      }
    },
  );
}

function drawDead({ waiting, events }, route, again) {
  if (events.length === 0) {
    return waiting > 0
      ? empty(`About ${waiting} wait, and somebody else looks at them now.`)
      : empty('Nothing was given up.', 'Events whose listener fails for too long end here, and can be brought back.');
  }
  const names = [...new Set(events.map(({ listener }) => listener).filter((listener) => listener !== null))];
  return [
    may('on-call')
      ? h(
          'p',
          { class: 'actions' },
          h('button', { type: 'button', 'data-key': 'redrive-all', onclick: () => redrive({}, 'all of them', again) }, 'Bring all back'),
          names.map((name) =>
            h('button', { type: 'button', 'data-key': 'redrive-' + name, onclick: () => redrive({ listener: name }, `those of ${name}`, again) }, `Bring ${name}’s back`),
          ),
        )
      : null,
    table({
      caption: 'Events that were given up',
      route,
      rows: events,
      note: events.length < waiting ? `${events.length} of about ${waiting}` : count(events.length, 'message'),
      columns: [
        { key: 'at', label: 'Happened', value: ({ at }) => at ?? '', node: ({ at }) => (at ? time(at) : '–') },
        { key: 'type', label: 'Type', value: ({ type }) => type ?? '–' },
        { key: 'player', label: 'Player', value: ({ player }) => player ?? '–', node: ({ player }) => (player ? h('code', {}, player) : '–') },
        { key: 'listener', label: 'Listener', value: ({ listener }) => listener ?? 'all' },
        { key: 'failures', label: 'Failures', wide: true, value: ({ failures }) => failures ?? '–' },
        { key: 'reason', label: 'Reason', wide: true, value: ({ reason }) => reason },
        ...(may('on-call')
          ? [
              {
                key: 'act',
                label: 'Action',
                node: ({ id, eventId }) =>
                  h(
                    'button',
                    { type: 'button', class: 'quiet', 'data-key': 'redrive-' + id, 'aria-label': `Bring ${eventId ?? id} back`, onclick: () => redrive({ ids: [id] }, `event ${eventId ?? id}`, again) },
                    'Bring back',
                  ),
              },
            ]
          : []),
      ],
    }),
  ];
}

function redrive(body, what, again) {
  changeDialog({
    title: 'Bring back',
    text: ['Gives ', h('strong', {}, what), ' to the listener again that gave up, with all its attempts. An event counts once, however often it comes.'],
    action: 'Bring back',
    send: () => ({ method: 'POST', path: 'events/redrive', body }),
    done: ({ redriven, waiting }) => {
      announce(`${count(redriven, 'message')} brought back; about ${waiting} left.`);
      again();
    },
  });
}
