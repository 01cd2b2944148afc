/** The game servers: groups, instances and what the groups did. */
import { at, get } from './api.js';
import { announce, changeDialog, count, empty, facts, head, into, mark, may, section, shortName, skeleton, table, time } from './components.js';
import { h, swap } from './dom.js';
import { span } from './format.js';
import { live } from './live.js';

const ACTIVITIES = 20;

export function page({ host, scope, route, title }) {
  title('Fleet');
  const body = h('div', {}, skeleton('the fleet', 8));
  swap(host, head('Fleet'), body);
  const past = new Map();
  let drawn = null;
  let last = null;
  const draw = ({ groups }) => {
    if (groups.length === 0) {
      return empty('There are no game servers.');
    }
    const names = groups.map(({ name }) => name).join('\n');
    if (names !== last) {
      last = names;
      drawn?.end();
      drawn = scope.child();
      past.clear();
      groups.forEach(({ name }) => past.set(name, activities(name, drawn)));
    }
    return groups.map((group) => groupOf(group, past.get(group.name), route, () => poll.again()));
  };
  const [show, fail] = into(body, draw, () => poll.again());
  const poll = live(scope, 15, (signal) => get('fleet', {}, signal), show, fail);
}

function groupOf(group, past, route, again) {
  const { name, minimum, desired, maximum, instances } = group;
  const serving = instances.filter(isServing).length;
  const short = serving < desired;
  return section(
    shortName(name),
    {
      className: 'group',
      beside: may('on-call')
        ? h(
            'span',
            { class: 'actions' },
            h('button', { type: 'button', 'data-key': 'scale-' + name, onclick: () => scale(group, again) }, 'Scale'),
            h('button', { type: 'button', 'data-key': 'refresh-' + name, onclick: () => refresh(group, again) }, 'Refresh instances'),
          )
        : null,
    },
    facts([
      ['In service', [h('strong', { class: 'figure' }, serving), ` of ${desired}`, short ? h('span', { class: 'chip warn' }, `${desired - serving} missing`) : null]],
      ['Minimum', minimum],
      ['Maximum', [maximum, desired >= maximum ? h('span', { class: 'chip warn' }, 'at its maximum') : null]],
      ['Spot', instances.filter(({ spot }) => spot).length || null],
    ]),
    instances.length === 0
      ? empty('No instance runs.')
      : table({
          caption: `Instances of ${name}`,
          route,
          rows: instances,
          note: count(instances.length, 'instance'),
          columns: [
            { key: 'id', label: 'Instance', value: ({ id }) => id, node: ({ id }) => h('code', {}, id) },
            { key: 'state', label: 'State', value: ({ state }) => state, node: stateOf },
            { key: 'health', label: 'Health', wide: true, value: ({ health }) => health },
            { key: 'type', label: 'Type', wide: true, value: ({ type, spot }) => type + (spot ? ', spot' : '') },
            { key: 'zone', label: 'Zone', wide: true, value: ({ zone }) => zone },
            { key: 'launched', label: 'Up for', value: ({ launched }) => launched, node: ({ launched }) => time(launched, { ago: true }) },
            ...(may('on-call')
              ? [
                  {
                    key: 'act',
                    label: 'Action',
                    node: (instance) =>
                      /^Terminat/i.test(instance.state) ? '' : h(
                        'button',
                        {
                          type: 'button',
                          class: 'quiet',
                          'data-key': 'end-' + instance.id,
                          'aria-label': `Terminate ${instance.id}`,
                          onclick: () => terminate(instance, again),
                        },
                        'Terminate',
                      ),
                  },
                ]
              : []),
          ],
        }),
    h('h3', {}, 'Activities'),
    past,
  );
}

function isServing({ state, health }) {
  return /^InService$/i.test(state) && /^healthy$/i.test(health);
}

function stateOf(instance) {
  if (isServing(instance)) {
    return mark('OK', 'In service');
  }
  return /^InService$/i.test(instance.state) ? mark('HIGH', 'Unhealthy') : mark('LOW', String(instance.state));
}

function activities(name, scope) {
  const host = h('div', {}, skeleton('activities', 3));
  const [show, fail] = into(
    host,
    ({ activities: list }) =>
      list.length === 0
        ? empty('Nothing has happened yet.')
        : h(
            'ol',
            { class: 'history' },
            list.map(({ start, end, status, description, cause, message }) =>
              h(
                'li',
                {},
                time(start),
                h('span', { class: 'chip' + (/fail|cancel/i.test(status) ? ' warn' : '') }, status),
                h(
                  'span',
                  {},
                  description,
                  end ? h('span', { class: 'muted' }, ` took ${span((Date.parse(end) - Date.parse(start)) / 1000)}`) : null,
                  cause || message ? h('details', {}, h('summary', {}, 'Why'), h('p', { class: 'muted' }, cause), message ? h('p', {}, message) : null) : null,
                ),
              ),
            ),
          ),
    () => poll.again(),
  );
  const poll = live(scope, 30, (signal) => get(`fleet/${at(name)}/activities`, { limit: ACTIVITIES }, signal), show, fail);
  return host;
}

function scale({ name, minimum, desired, maximum }, again) {
  const wanted = h('input', { type: 'number', id: 'desired', min: minimum, max: maximum, value: desired, required: true });
  changeDialog({
    title: 'Scale',
    text: ['How many instances should ', h('strong', {}, name), ` have? Now: ${desired}; from ${minimum} to ${maximum} are allowed. Scaling policies may change it again.`],
    fields: h('label', { class: 'field' }, h('span', {}, 'Instances'), wanted),
    action: 'Scale',
    send: () => ({ method: 'PUT', path: `fleet/${at(name)}/desired`, body: { desired: Number(wanted.value), was: desired } }),
    done: () => {
      announce(`${name} goes to ${wanted.value}.`);
      again();
    },
  });
}

function refresh({ name }, again) {
  changeDialog({
    title: 'Refresh instances',
    text: ['Replaces all instances of ', h('strong', {}, name), ' one after the other. Each one is drained before: sessions end by themselves.'],
    action: 'Refresh',
    send: () => ({ method: 'POST', path: `fleet/${at(name)}/refresh`, body: {} }),
    done: () => {
      announce(`${name} is being refreshed.`);
      again();
    },
  });
}

function terminate({ id }, again) {
  const fewer = h('input', { type: 'checkbox', id: 'fewer' });
  changeDialog({
    title: 'Terminate',
    text: ['Drains and terminates ', h('code', {}, id), '.'],
    fields: h('label', { class: 'check' }, fewer, h('span', {}, 'Do not replace it: one instance fewer')),
    action: 'Terminate',
    danger: true,
    send: () => ({ method: 'POST', path: `fleet/instances/${at(id)}/terminate`, body: { decrement: fewer.checked } }),
    done: () => {
      announce(`${id} is being terminated.`);
      again();
    },
  });
}
