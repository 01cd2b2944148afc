/**
 * How numbers, units and times are written, the same on every page. Nothing here touches the page, so a test can
 * import it alone.
 */

/** Between a number and its unit: narrow, and no line break. */
const GAP = '\u202f';
export const NOTHING = '–';

const CLOUDWATCH_UNITS = {
  Seconds: 's',
  Milliseconds: 'ms',
  Microseconds: 'us',
  Percent: '%',
  Bytes: 'B',
  Kilobytes: 'kB',
  Megabytes: 'MB',
  Gigabytes: 'GB',
  'Bytes/Second': 'B/s',
  'Count/Second': '1/s',
  Count: '',
  None: '',
};

/** How many of the base unit one is. */
const BASE = {
  us: ['s', 1e-6],
  ms: ['s', 1e-3],
  s: ['s', 1],
  min: ['s', 60],
  h: ['s', 3600],
  B: ['B', 1],
  kB: ['B', 1000],
  KiB: ['B', 1024],
  MB: ['B', 1e6],
  MiB: ['B', 1024 ** 2],
  GB: ['B', 1e9],
  GiB: ['B', 1024 ** 3],
  'B/s': ['B/s', 1],
  'kB/s': ['B/s', 1000],
  'KiB/s': ['B/s', 1024],
};

/** The steps in which a base unit is written: from which value on, by what it is divided, how it is called. */
const STEPS = {
  s: [
    [172800, 86400, 'd'],
    [7200, 3600, 'h'],
    [120, 60, 'min'],
    [1, 1, 's'],
    [1e-3, 1e-3, 'ms'],
    [0, 1e-6, 'µs'],
  ],
  B: bytes(''),
  'B/s': bytes('/s'),
  '': [
    [1e9, 1e9, 'G'],
    [1e6, 1e6, 'M'],
    [0, 1, ''],
  ],
};
const AXIS_COUNTS = [
  [1e9, 1e9, 'G'],
  [1e6, 1e6, 'M'],
  [1e4, 1e3, 'k'],
  [0, 1, ''],
];

function bytes(suffix) {
  return [
    [1024 ** 3, 1024 ** 3, 'GiB' + suffix],
    [1024 ** 2, 1024 ** 2, 'MiB' + suffix],
    [1024, 1024, 'KiB' + suffix],
    [0, 1, 'B' + suffix],
  ];
}

const GROUPED = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const THREE_DIGITS = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** Writes a number: whole ones in full, others with three significant digits. */
export function number(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return NOTHING;
  }
  return Number.isInteger(value) || Math.abs(value) >= 1000 ? GROUPED.format(value) : THREE_DIGITS.format(value);
}

/**
 * Returns a unit's short form. A title that ends with one ("Packet loss, %") says it; otherwise CloudWatch's own
 * name does. Empty for a count.
 */
export function unitOf(title, cloudWatchUnit) {
  const last = /,\s*([^,\s]+)\s*$/.exec(title ?? '');
  if (last && (last[1] in BASE || last[1] === '%' || last[1] === '1/s')) {
    return last[1];
  }
  return CLOUDWATCH_UNITS[cloudWatchUnit] ?? (cloudWatchUnit && cloudWatchUnit.length < 12 ? cloudWatchUnit : '');
}

/** Writes a value with its unit, in the step of the unit that suits it: 0.42 s is "420 ms". */
export function measure(value, unit = '') {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return NOTHING;
  }
  const { factor, name } = scaleFor(Math.abs(value), unit, STEPS['']);
  return withUnit(number(round(value * factor)), name);
}

/** Writes the values of an axis, all in one step of their unit. */
export function axis(values, unit = '') {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const { factor, name } = scaleFor(largest, unit, AXIS_COUNTS);
  return values.map((value) =>
    value === null ? '' : value === 0 && unit === '' ? '0' : withUnit(number(round(value * factor)), name),
  );
}

/**
 * Returns the distances that the lines of an axis may have, in the axis's own unit: round in the unit in which they are
 * written. Undefined where round numbers are round anyway.
 */
export function steps(unit = '') {
  const [base, times] = BASE[unit] ?? [unit, 1];
  if (base === 's') {
    const parts = [-6, -5, -4, -3, -2, -1, 0].flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
    const whole = [10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];
    return [...parts, ...whole].map((step) => round(step / times));
  }
  if (base === 'B' || base === 'B/s') {
    return Array.from({ length: 50 }, (unused, power) => 2 ** power / times);
  }
  return undefined;
}

function scaleFor(size, unit, counts) {
  const [base, times] = BASE[unit] ?? [unit, 1];
  if (unit === '1/s') {
    return { factor: 1, name: '/s' };
  }
  const steps = base === '' ? counts : STEPS[base];
  if (!steps) {
    return { factor: 1, name: unit };
  }
  // Nothing at all has the unit in which it was given.
  const [, divisor, name] =
    size === 0 && base !== ''
      ? [0, times, unit === 'us' ? 'µs' : unit]
      : steps.find(([from]) => size * times >= from * 0.9995);
  return { factor: times / divisor, name };
}

/** Takes away what binary fractions add: 0.30000000000000004. */
function round(value) {
  return Number(value.toPrecision(12));
}

function withUnit(text, name) {
  return name === '' ? text : text + GAP + name;
}

/** Writes a size of something stored. */
export function size(byteCount) {
  return measure(byteCount, 'B');
}

/** Writes a span of time in at most two units: "2 h 5 min". */
export function span(seconds) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) {
    return NOTHING;
  }
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) {
    return '0' + GAP + 's';
  }
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => count + GAP + unit)
    .join(' ');
}

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options }));
  }
  return formats.get(key);
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const DAY = { day: 'numeric', month: 'short' };

/** Returns the reader's time zone. */
export function readersZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Returns the short name of a zone at a time: "CET", "GMT+9". */
export function zoneName(instant, zone = readersZone()) {
  const part = format(zone, { timeZoneName: 'short' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName');
  return part ? part.value : zone;
}

/** Writes the time of day: "14:05:12". */
export function clock(instant, zone = readersZone()) {
  return format(zone, CLOCK).format(instant);
}

/** Writes hour and minute: "14:05". */
export function minute(instant, zone = readersZone()) {
  return format(zone, { hour: '2-digit', minute: '2-digit' }).format(instant);
}

/** Writes the day: "30 Nov". */
export function day(instant, zone = readersZone()) {
  return format(zone, DAY).format(instant);
}

/** Writes a time: the time of day alone if it is of the same day as another, "30 Nov 14:05:12" otherwise. */
export function moment(instant, today, zone = readersZone()) {
  const of = day(instant, zone);
  const year = new Date(instant).getUTCFullYear();
  const prefix =
    today !== undefined && of === day(today, zone) && Math.abs(instant - today) < 2 * 86400000
      ? ''
      : of + (today !== undefined && year !== new Date(today).getUTCFullYear() ? ' ' + year : '') + ' ';
  return prefix + clock(instant, zone);
}

/** Writes the times below a graph, whose distance is so many seconds; where a day begins, the day. */
export function timeAxis(seconds, step, zone = readersZone()) {
  let before = null;
  return seconds.map((second) => {
    const instant = second * 1000;
    const of = day(instant, zone);
    const text = step >= 86400 || (before !== null && before !== of) ? of : step < 60 ? clock(instant, zone) : minute(instant, zone);
    before = of;
    return text;
  });
}

/** Returns a copy of a table that a spreadsheet takes: tabs between columns, a line for each row. */
export function tsv(header, rows) {
  const cell = (value) => String(value ?? '').replace(/[\t\r\n]+/g, ' ');
  return [header, ...rows].map((row) => row.map(cell).join('\t')).join('\n') + '\n';
}
