/** The operations API, and whether it answers. Addresses are relative: the page works below any path. */

const BASE = 'ops/v1/';
const PATIENCE = 20_000;
/** Metrics are asked for by many widgets at once; CloudWatch throttles those who do not wait. */
const AT_ONCE = 4;

/** An answer that is not what was asked for. */
export class Problem extends Error {
  constructor(status, title, detail, retryAfter) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** Whether the same question may be answered in a while: throttled, or a part of the stage is away. */
  get passing() {
    return this.status === 429 || this.status >= 500;
  }
}

/** No answer: the stage is being restarted, or the reader has no network. */
export class Unreachable extends Error {}

/**
 * Whether the API answers. Events: "change" (answers or not, or the next try), "back" (it answers again) and
 * "signed-out".
 */
class Connection extends EventTarget {
  lastAnswer = null;
  failing = false;
  nextTry = null;
  #skew = 0;

  answered() {
    this.lastAnswer = Date.now();
    if (this.failing) {
      this.failing = false;
      this.nextTry = null;
      this.dispatchEvent(new Event('change'));
      this.dispatchEvent(new Event('back'));
    }
  }

  lost() {
    if (!this.failing) {
      this.failing = true;
      this.dispatchEvent(new Event('change'));
    }
  }

  triesAgain(at) {
    if (this.nextTry === null || this.nextTry < Date.now() || at < this.nextTry) {
      this.nextTry = at;
      this.dispatchEvent(new Event('change'));
    }
  }

  /** Sets the stage's clock, which may be a virtual one. */
  set clock(iso) {
    const instant = Date.parse(iso ?? '');
    this.#skew = Number.isFinite(instant) && Math.abs(instant - Date.now()) > 2000 ? instant - Date.now() : 0;
  }

  /** Returns the stage's time in milliseconds. */
  now() {
    return Date.now() + this.#skew;
  }
}

export const connection = new Connection();

/** Asks. Parameters that are null, undefined or empty are left out. */
export function get(path, parameters = {}, signal = undefined) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') {
      asked.set(name, value);
    }
  }
  const query = asked.toString();
  return call('GET', path + (query ? '?' + query : ''), undefined, {}, signal);
}

let running = 0;
const waiting = [];

/** Asks for figures: as {@link get}, a few at a time. One that nobody waits for any more is not asked. */
export async function getFigures(path, parameters, signal) {
  if (running >= AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
  } else {
    running++;
  }
  try {
    signal?.throwIfAborted();
    return await get(path, parameters, signal);
  } finally {
    const next = waiting.shift();
    if (next) {
      next();
    } else {
      running--;
    }
  }
}

/** Changes something, with the reason that the audit keeps. */
export function change(method, path, body, reason) {
  return call(method, path, JSON.stringify(body), {
    'Content-Type': 'application/json',
    'Gamekeeper-Reason': encodeURIComponent(reason),
  });
}

/** Returns a path of the API from its segments. */
export function at(...segments) {
  return segments.map(encodeURIComponent).join('/');
}

async function call(method, path, body, headers, signal) {
  const abort = new AbortController();
  const end = () => abort.abort();
  const patience = setTimeout(end, PATIENCE);
  signal?.addEventListener('abort', end);
  let response;
  let text;
  try {
    response = await fetch(BASE + path, {
      method,
      body,
      headers: { Accept: 'application/json', ...headers },
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      signal: abort.signal,
    });
    text = await response.text();
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    connection.lost();
    throw new Unreachable('The stage does not answer.');
  } finally {
    clearTimeout(patience);
    signal?.removeEventListener('abort', end);
  }
  if (response.status === 401) {
    connection.answered();
    connection.dispatchEvent(new Event('signed-out'));
    throw new Problem(401, 'Sign in', 'The session has ended.');
  }
  const answer = parsed(text);
  if (response.ok && answer !== undefined) {
    connection.answered();
    return answer;
  }
  if ([502, 503, 504].includes(response.status) && !answer?.detail) {
    // The load balancer's own page: nobody stands behind it.
    connection.lost();
    throw new Unreachable('The stage does not answer.');
  }
  connection.answered();
  if (response.ok) {
    throw new Problem(500, 'Not an answer of the API', 'What came back is not JSON.');
  }
  throw new Problem(
    response.status,
    textOf(answer?.title) ?? `Status ${response.status}`,
    textOf(answer?.detail),
    Number(response.headers.get('Retry-After')) || null,
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value) {
  return typeof value === 'string' && value !== '' ? value : null;
}
