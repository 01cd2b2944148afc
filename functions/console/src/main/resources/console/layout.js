/** Where things are drawn: dashboards' widgets, a trace's spans, a map's services. Numbers only, no nodes. */

/**
 * Returns a dashboard's widgets in bands from top to bottom. A band holds the widgets whose rows overlap, from left
 * to right; so a band of texts may be as low as its text while graphs keep their height.
 *
 * @returns [{top, rows, widgets}]
 */
export function bands(widgets) {
  const found = [];
  for (const widget of [...widgets].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const last = found[found.length - 1];
    if (last && widget.y < last.top + last.rows) {
      last.rows = Math.max(last.rows, widget.y + widget.height - last.top);
      last.widgets.push(widget);
    } else {
      found.push({ top: widget.y, rows: widget.height, widgets: [widget] });
    }
  }
  return found;
}

/**
 * Returns where each segment of a trace is drawn: how deep, and which share of the trace's time it takes. A segment
 * without a known parent is at the top; a parent that is its own ancestor is cut off.
 *
 * @returns [{segment, depth, left, width}] with left and width from 0 to 1
 */
export function waterfall(segments, seconds) {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const end = Math.max(seconds || 0, ...segments.map((segment) => segment.start + (segment.seconds ?? 0)), 1e-6);
  return segments.map((segment) => {
    const left = clamp(segment.start / end);
    return {
      segment,
      depth: depthOf(segment, byId),
      left,
      width: Math.max(0, Math.min(1 - left, (segment.seconds ?? 0) / end)),
    };
  });
}

function depthOf(segment, byId) {
  const seen = new Set([segment.id]);
  let depth = 0;
  for (let up = byId.get(segment.parent); up && !seen.has(up.id); up = byId.get(up.parent)) {
    seen.add(up.id);
    depth++;
  }
  return depth;
}

/** Returns round times for the axis over a waterfall: at most so many, from 0 to the end. */
export function ticks(seconds, most = 6) {
  if (!(seconds > 0)) {
    return [0];
  }
  const rough = seconds / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough);
  const found = [];
  for (let at = 0; at <= seconds * 1.0001; at += step) {
    found.push(Number(at.toPrecision(10)));
  }
  return found;
}

/**
 * Returns where services stand: callers left of whom they call, in columns, with few lines that cross. A call that
 * closes a circle leads back.
 *
 * @returns {nodes: [{name, column, row}], columns, rows}
 */
export function serviceMap(names, calls) {
  const known = new Set(names);
  const edges = calls.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  const column = columns(names, edges);
  const width = 1 + Math.max(0, ...column.values());
  const byColumn = Array.from({ length: width }, () => []);
  for (const name of names) {
    byColumn[column.get(name)].push(name);
  }
  // Each service next to the middle of its callers, then of those whom it calls; twice settles small maps.
  const row = new Map();
  byColumn.forEach((list) => list.forEach((name, index) => row.set(name, index)));
  for (const leftwards of [true, false, true, false]) {
    const order = leftwards ? byColumn.slice(1) : byColumn.slice(0, -1).reverse();
    for (const list of order) {
      const middle = new Map(list.map((name) => [name, middleOf(name, edges, row, leftwards)]));
      list.sort((a, b) => middle.get(a) - middle.get(b));
      list.forEach((name, index) => row.set(name, index));
    }
  }
  const rows = Math.max(0, ...byColumn.map((list) => list.length));
  const nodes = byColumn.flatMap((list, index) =>
    list.map((name, at) => ({ name, column: index, row: at + (rows - list.length) / 2 })),
  );
  return { nodes, columns: width, rows };
}

/** The longest way from a service that nobody calls; calls that would close a circle do not count. */
function columns(names, edges) {
  const called = new Map(names.map((name) => [name, []]));
  edges.forEach(({ from, to }) => called.get(from).push(to));
  const column = new Map(names.map((name) => [name, 0]));
  const onTheWay = new Set();
  const order = [];
  const done = new Set();
  const back = new Set();
  const visit = (name) => {
    onTheWay.add(name);
    for (const to of called.get(name)) {
      if (onTheWay.has(to)) {
        back.add(name + '\n' + to);
      } else if (!done.has(to)) {
        visit(to);
      }
    }
    onTheWay.delete(name);
    done.add(name);
    order.unshift(name);
  };
  const isCalled = new Set(edges.map(({ to }) => to));
  [...names.filter((name) => !isCalled.has(name)), ...names].forEach((name) => done.has(name) || visit(name));
  for (const name of order) {
    for (const to of called.get(name)) {
      if (!back.has(name + '\n' + to)) {
        column.set(to, Math.max(column.get(to), column.get(name) + 1));
      }
    }
  }
  return column;
}

function middleOf(name, edges, row, leftwards) {
  const others = edges
    .filter(({ from, to }) => (leftwards ? to : from) === name)
    .map(({ from, to }) => row.get(leftwards ? from : to));
  return others.length === 0 ? row.get(name) : others.reduce((sum, at) => sum + at, 0) / others.length;
}

/**
 * Returns series with times of their own on one list of times. undefined: this series has no point at that time,
 * draw on; null: there should be one, leave a gap.
 *
 * @returns [times, values, values, …]
 */
export function align(series, periodSeconds) {
  const withGaps = series.map(({ times, values }) => gaps(times ?? [], values ?? [], periodSeconds));
  const times = [...new Set(withGaps.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return [times, ...withGaps.map((points) => times.map((time) => points.get(time)))];
}

function gaps(times, values, periodSeconds) {
  const points = new Map();
  // A series with a period of its own has points that are farther apart than the page's.
  const period = Math.max(periodSeconds || 0, smallestStep(times));
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (index > 0 && period > 0 && time - before > period * 2.5) {
      points.set(before + period, null);
    }
    points.set(time, typeof values[index] === 'number' ? values[index] : null);
  });
  return points;
}

function smallestStep(times) {
  let smallest = Infinity;
  for (let index = 1; index < times.length; index++) {
    smallest = Math.min(smallest, times[index] - times[index - 1]);
  }
  return Number.isFinite(smallest) ? smallest : 0;
}

/** Returns aligned values added up from the first series to the last, so that each is drawn on the one before. */
export function stack([times, ...values]) {
  const sums = times.map(() => 0);
  return [
    times,
    ...values.map((of) =>
      of.map((value, index) => {
        sums[index] += value ?? 0;
        return value === null || value === undefined ? value : sums[index];
      }),
    ),
  ];
}

function clamp(share) {
  return Math.max(0, Math.min(1, share));
}

/** Returns the last value that is one, or null. */
export function lastOf(values) {
  for (let index = (values?.length ?? 0) - 1; index >= 0; index--) {
    if (typeof values[index] === 'number') {
      return values[index];
    }
  }
  return null;
}
