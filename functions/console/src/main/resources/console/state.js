/** What the address says: the page, and how it is filtered, sorted and dated. No page keeps such state elsewhere. */

/** The ranges of time that can be chosen, by the text in the address, in seconds. */
export const RANGES = { '15m': 900, '1h': 3600, '3h': 10800, '12h': 43200, '1d': 86400, '1w': 604800 };
export const RANGE_NAMES = { '15m': '15 min', '1h': '1 h', '3h': '3 h', '12h': '12 h', '1d': '1 d', '1w': '1 w' };

/** Reads a fragment: "#/alarms/x?state=ALARM" has the path ["alarms", "x"] and the query state=ALARM. */
export function parse(fragment) {
  const [path, query = ''] = splitOnce((fragment ?? '').replace(/^#/, ''), '?');
  return {
    path: path.split('/').filter((part) => part !== '').map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** Writes a fragment. What is null, undefined or empty in the query is left out. */
export function link(path, query = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      asked.set(name, value);
    }
  }
  const text = asked.toString();
  return '#/' + path.map(encodeURIComponent).join('/') + (text ? '?' + text : '');
}

/** Returns the same place with other values in its query. */
export function changed({ path, query }, changes) {
  return link(path, { ...query, ...changes });
}

/**
 * Returns the range of time that a query asks for, in milliseconds: fixed by "from" and "to", or the last "range"
 * until now. A query that makes no sense has the usual one.
 */
export function range(query, now, usual = '3h') {
  const from = Date.parse(query.from ?? '');
  const to = query.to ? Date.parse(query.to) : now;
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) {
    return { from, to, name: null };
  }
  const name = Object.hasOwn(RANGES, query.range ?? '') ? query.range : usual;
  return { from: now - RANGES[name] * 1000, to: now, name };
}

/** Writes a time as the API takes it: whole seconds, UTC. */
export function iso(instant) {
  return new Date(Math.floor(instant / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** Sorts rows by a value of each, texts as people read them, what is missing last; a new list. */
export function sorted(rows, valueOf, descending) {
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const missing = (value) => value === null || value === undefined || value === '';
  return [...rows].sort((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (missing(x) || missing(y)) {
      return Number(missing(x)) - Number(missing(y));
    }
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));
    return descending ? -order : order;
  });
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
