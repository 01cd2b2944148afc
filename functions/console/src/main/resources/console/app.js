/** The frame around the pages: where the reader is, who they are, what time it is, and whether the stage answers. */
import { connection, get, Problem } from './api.js';
import { announce, count, failure, lookOf, SEVERITIES, shortName, skeleton, tick } from './components.js';
import { h, keyOf, swap } from './dom.js';
import { clock, readersZone, span, zoneName } from './format.js';
import { alarms, every, live, me, Scope } from './live.js';
import { parse } from './state.js';

/** The pages by the first part of their address; each module is loaded when somebody goes there. */
const PAGES = {
  '': ['Overview', () => import('./overview.js')],
  alarms: ['Alarms', () => import('./alarms.js')],
  incidents: ['Incidents', () => import('./incidents.js')],
  dashboards: ['Dashboards', () => import('./dashboards.js')],
  fleet: ['Fleet', () => import('./fleet.js')],
  events: ['Events', () => import('./events.js')],
  logs: ['Logs', () => import('./logs.js')],
  traces: ['Traces', () => import('./traces.js')],
  runbooks: ['Runbooks', () => import('./runbooks.js')],
};
const RETURN = 'gamekeeper-return';
const main = document.getElementById('main');
const frame = new Scope();
let page = null;
let shownPath = null;
let signedOut = false;

function show() {
  if (signedOut) {
    return;
  }
  const route = parse(location.hash);
  const path = route.path.join('/');
  const [name, load] = PAGES[route.path[0] ?? ''] ?? [null, null];
  const samePlace = path === shownPath;
  const focus = samePlace && document.activeElement && main.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  page?.end();
  delete main.dataset.shown;
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  page = frame.child();
  const scope = page;
  shownPath = path;
  document.querySelectorAll('#nav a').forEach((link) => {
    const here = parse(link.getAttribute('href')).path[0] === route.path[0];
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  });
  title(name ?? 'Not here');
  if (!load) {
    swap(main, failure(new Problem(404, 'Not here', 'The console has no such page.')));
    return;
  }
  if (!samePlace) {
    swap(main, skeleton('the page', 6));
  }
  load().then(
    (module) => {
      // What a page offers depends on who looks at it.
      const draw = once(() => {
        module.page({ host: main, scope, route, title });
        arrive(samePlace, focus);
        // What is shown now, for whoever drives the browser.
        main.dataset.shown = location.hash;
      });
      if (!scope.ended) {
        me.read(scope, draw);
      }
    },
    () => {
      if (!scope.ended) {
        connection.lost();
        swap(main, failure(new Problem(503, 'The page did not load', 'The stage does not answer.'), show));
        scope.listen(connection, 'back', show, { once: true });
      }
    },
  );
}

function once(action) {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      action();
    }
  };
}

/** Puts the keyboard where the page begins, as a browser does; where only the query changed, where it was. */
function arrive(samePlace, focus) {
  if (focus) {
    main.querySelector(focus)?.focus({ preventScroll: true });
  } else if (!samePlace) {
    scrollTo(0, 0);
    if (arrived) {
      main.querySelector('h1')?.focus({ preventScroll: true });
    }
  }
  arrived = true;
}

let arrived = false;
let pageTitle = '';

function title(text) {
  pageTitle = text;
  const burning = (alarms.value?.alarms ?? []).filter(({ state }) => state === 'ALARM').length;
  document.title = `${burning > 0 ? `(${burning}) ` : ''}${text} · ${me.value ? me.value.stage + ' · ' : ''}Gamekeeper`;
}

/** Sorting and filtering change the address without a step in the browser's history. */
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-replace]');
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    history.replaceState(null, '', link.getAttribute('href'));
    show();
  }
});
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', show);

// Who is it, and does the stage answer?
live(
  frame,
  30,
  async (signal) => {
    const answer = await get('me', {}, signal);
    connection.clock = answer.now;
    const { now, ...who } = answer;
    return who;
  },
  (who) => {
    me.set(who);
    const stage = document.getElementById('stage');
    stage.textContent = who.stage;
    stage.title = who.protected ? `${who.stage} in ${who.region}: players play here` : `${who.stage} in ${who.region}`;
    stage.dataset.protected = who.protected === true;
    swap(
      document.getElementById('who'),
      h('span', { class: 'name' }, who.name),
      h('span', { class: 'muted' }, (who.roles ?? []).join(', ')),
    );
    title(pageTitle);
  },
  (error) => {
    if (error.status === 403) {
      page?.end();
      swap(
        main,
        h(
          'div',
          { class: 'state', role: 'alert' },
          h('h1', {}, 'No role here'),
          h('p', {}, error.detail ?? ''),
          h('p', { class: 'muted' }, 'Your identity provider has to give you one of: viewer, planner, approver, on-call.'),
        ),
      );
    }
  },
);

// One list of alarms for every page, the number beside the page's name and the one who listens.
let before = null;
live(
  frame,
  15,
  (signal) => get('alarms', {}, signal),
  (answer) => {
    alarms.set(answer);
    const burning = answer.alarms.filter(({ state }) => state === 'ALARM');
    const badge = document.getElementById('burning');
    badge.hidden = burning.length === 0;
    badge.textContent = burning.length;
    badge.dataset.look = SEVERITIES.find((severity) => burning.some((alarm) => lookOf(alarm) === severity)) ?? '';
    badge.setAttribute('aria-label', count(burning.length, 'alarm') + ' in ALARM');
    document.getElementById('favicon').href = burning.length > 0 ? 'favicon-alarm.svg' : 'favicon.svg';
    const names = new Set(burning.map(({ name }) => name));
    if (before) {
      const news = [
        ...[...names].filter((name) => !before.has(name)).map((name) => `${shortName(name)} is in ALARM.`),
        ...[...before].filter((name) => !names.has(name)).map((name) => `${shortName(name)} is over.`),
      ];
      if (news.length > 0) {
        document.getElementById('news').textContent = news.join(' ');
      }
    }
    before = names;
    title(pageTitle);
  },
  () => {},
);

// Whether the stage answers.
const banner = document.getElementById('banner');
let ticking = null;

function sayWhetherItAnswers() {
  clearInterval(ticking);
  if (!connection.failing) {
    return;
  }
  const text = h('span', { 'aria-hidden': 'true' });
  const count = () => {
    const wait = connection.nextTry === null ? 0 : Math.ceil((connection.nextTry - Date.now()) / 1000);
    text.textContent =
      (connection.lastAnswer === null ? 'No answer yet' : `Last answer ${span((Date.now() - connection.lastAnswer) / 1000)} ago`) +
      (wait > 0 ? `, trying again in ${wait}\u202fs.` : ', trying again…');
  };
  count();
  if (!banner.classList.contains('shown')) {
    swap(banner, h('strong', {}, 'The stage does not answer. '), h('span', { class: 'hidden' }, 'What you see is old. The page tries again by itself.'), text);
    banner.classList.add('shown');
  } else {
    banner.lastChild.replaceWith(text);
  }
  ticking = setInterval(count, 1000);
}
connection.addEventListener('change', sayWhetherItAnswers);
connection.addEventListener('back', () => {
  clearInterval(ticking);
  banner.classList.remove('shown');
  swap(banner);
  announce('The stage answers again.');
});

// The session has ended.
connection.addEventListener('signed-out', () => {
  if (signedOut) {
    return;
  }
  signedOut = true;
  frame.end();
  try {
    sessionStorage.setItem(RETURN, location.hash);
  } catch {
    // Then the reader comes back to the overview.
  }
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  document.title = 'Sign in · Gamekeeper';
  const go = h('button', { type: 'button', class: 'primary', id: 'sign-in', onclick: () => signIn() }, 'Sign in');
  swap(
    main,
    h(
      'div',
      { class: 'state sign-in' },
      h('h1', {}, 'Sign in'),
      h('p', {}, 'There is no session, or it has ended. Afterwards you come back to this page.'),
      go,
    ),
  );
  go.focus();
});

/** Asks for the page itself: the load balancer leads whoever has no session to the sign-in page. */
function signIn() {
  if (location.hash) {
    location.assign('./');
  } else {
    location.reload();
  }
}

try {
  const back = sessionStorage.getItem(RETURN);
  sessionStorage.removeItem(RETURN);
  if (back && !location.hash && /^#\//.test(back)) {
    history.replaceState(null, '', back);
  }
} catch {
  // Nothing was kept.
}

// The clock, and what the reader likes.
const zoneShown = document.getElementById('clock');

function showClock() {
  const now = connection.now();
  const [here, utc] = zoneShown.children;
  here.textContent = `${clock(now)} ${zoneName(now)}`;
  utc.textContent = readersZone() === 'UTC' ? '' : `${clock(now, 'UTC')} UTC`;
  tick();
}
every(frame, 1000, showClock);
showClock();

function preference(button, key, next, apply) {
  const element = document.getElementById(button);
  element.addEventListener('click', () => {
    const value = next();
    apply(value);
    try {
      value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value);
    } catch {
      // It holds until the page is closed.
    }
  });
}
const root = document.documentElement;

function isDark() {
  return (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
}

function sayTheme() {
  const toggle = document.getElementById('theme');
  toggle.setAttribute('aria-pressed', String(isDark()));
  root.dispatchEvent(new Event('theme'));
}
preference('theme', 'gamekeeper-theme', () => (isDark() ? 'light' : 'dark'), (value) => {
  root.dataset.theme = value;
  sayTheme();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', sayTheme);

function sayUtc() {
  document.getElementById('utc').setAttribute('aria-pressed', String(root.dataset.utc !== 'off'));
}
preference('utc', 'gamekeeper-utc', () => (root.dataset.utc === 'off' ? 'on' : 'off'), (value) => {
  root.dataset.utc = value;
  sayUtc();
});
sayTheme();
sayUtc();
show();
