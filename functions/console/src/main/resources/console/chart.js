/** Graphs over time. uPlot draws the lines; what stands beside them, and everything for the keyboard, is ours. */
import { h, swap } from './dom.js';
import { axis, clock, measure, minute, moment, readersZone, steps, timeAxis, unitOf } from './format.js';
import { align, lastOf, stack } from './layout.js';

let loading = null;

/** Loads uPlot once, when the first graph is drawn. */
function library() {
  loading ??= Promise.all([
    import('./vendor/uPlot.esm.js'),
    new Promise((resolve) => {
      const sheet = h('link', { rel: 'stylesheet', href: null });
      sheet.href = 'vendor/uPlot.min.css';
      sheet.onload = sheet.onerror = resolve;
      document.head.append(sheet);
    }),
  ]).then(
    ([module]) => module.default,
    (failure) => {
      // The next graph tries again.
      loading = null;
      throw failure;
    },
  );
  return loading;
}

const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const COLOURS = 8;

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * Returns a graph whose data can change.
 *
 * @param title what it shows, with its unit
 * @param options annotations [{label, value, color, fill, axis: left (unless given), right or time}], yAxis {left, right}, stacked, onRange(from, to) when the
 *     reader marks a range, in milliseconds
 * @returns {node, draw({series, from, to, periodSeconds})} with times in milliseconds
 */
export function chart(scope, title, { annotations = [], yAxis = {}, stacked = false, onRange = null } = {}) {
  const plotted = h('div', { class: 'plot', tabindex: '0', role: 'img', 'aria-label': title });
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const legend = h('ul', { class: 'legend' });
  const node = h('div', { class: 'chart' }, plotted, readout, legend);
  const lines = annotations.filter(({ value }) => typeof value === 'number');
  const limits = lines.filter(({ axis: side }) => side !== 'time' && side !== 'right');
  const limitsOf = (side) => (side === 'right' ? lines.filter((line) => line.axis === 'right') : limits).map(({ value }) => value);
  let data = null;
  let plot = null;
  let shape = null;
  let values = [];

  const colour = (series, index) => (HEX.test(series.color ?? '') ? series.color : token(`--series-${(index % COLOURS) + 1}`));
  const unit = (series) => unitOf(title, series.unit);

  /** The unit of an axis, if all that is drawn against it has the same. */
  const unitOfAxis = (side) => {
    const units = new Set(data.series.filter((series) => sideOf(series) === side).map(unit));
    return units.size === 1 ? [...units][0] : '';
  };

  async function draw(answer) {
    data = answer;
    const uPlot = await library();
    if (scope.ended) {
      return;
    }
    const none = data.series.every((series) => (series.values ?? []).every((value) => typeof value !== 'number'));
    const aligned = none ? [[data.from / 1000, data.to / 1000], ...data.series.map(() => [null, null])] : align(data.series, data.periodSeconds);
    values = aligned;
    const drawn = stacked ? stack(aligned) : aligned;
    node.dataset.empty = none;
    plotted.setAttribute('aria-label', spoken());
    drawLegend(null);
    const wanted = JSON.stringify(data.series.map(({ label, color, axis: side, unit: of }) => [label, color, side, of]));
    if (plot && wanted === shape) {
      plot.batch(() => {
        plot.setData(drawn, false);
        plot.setScale('x', { min: data.from / 1000, max: data.to / 1000 });
      });
    } else {
      shape = wanted;
      create(uPlot, drawn);
    }
  }

  function create(uPlot, drawn) {
    plot?.destroy();
    const { width, height } = room();
    plot = new uPlot(options(width, height), drawn, plotted);
  }

  function room() {
    return { width: Math.max(120, plotted.clientWidth), height: Math.max(80, plotted.clientHeight) };
  }

  function options(width, height) {
    const text = token('--text-muted');
    const gridColour = token('--line');
    const font = `11px ${token('--font')}`;
    const twoAxes = data.series.some((series) => sideOf(series) === 'right');
    const ofValues = (scale, side) => ({
      scale,
      side: side === 'left' ? 3 : 1,
      stroke: text,
      font,
      gap: 4,
      space: 26,
      size: (self, texts) => Math.min(84, 14 + 6.2 * Math.max(2, ...(texts ?? ['']).map((value) => String(value).length))),
      values: (self, splits) => axis(splits, unitOfAxis(side)),
      ...(steps(unitOfAxis(side)) ? { incrs: steps(unitOfAxis(side)) } : {}),
      grid: { show: side === 'left', stroke: gridColour, width: 1 },
      ticks: { show: false },
    });
    return {
      width,
      height,
      padding: [8, twoAxes ? 0 : 16, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        sync: { key: 'gamekeeper', setSeries: false },
        drag: { x: onRange !== null, y: false, setScale: false },
        points: { size: 6 },
      },
      scales: {
        x: { time: true, range: () => [data.from / 1000, data.to / 1000] },
        y: { range: (self, low, high) => bounds(low, high, yAxis?.left, limitsOf('left')) },
        ...(twoAxes ? { y2: { range: (self, low, high) => bounds(low, high, yAxis?.right, limitsOf('right')) } } : {}),
      },
      axes: [
        {
          stroke: text,
          font,
          gap: 4,
          size: 24,
          space: 64,
          values: (self, splits, index, space, step) => timeAxis(splits, step),
          grid: { stroke: gridColour, width: 1 },
          ticks: { show: false },
        },
        ofValues('y', 'left'),
        ...(twoAxes ? [ofValues('y2', 'right')] : []),
      ],
      series: [
        {},
        ...data.series.map((series, index) => {
          const stroke = colour(series, index);
          return {
            label: String(series.label ?? ''),
            scale: sideOf(series) === 'right' ? 'y2' : 'y',
            stroke,
            width: 1.5,
            fill: stacked ? stroke + (stroke.length === 7 ? '55' : '') : undefined,
            points: { show: true, size: 4, fill: stroke, filter: alone },
          };
        }),
      ],
      bands: stacked
        ? data.series.slice(1).map((series, index) => ({ series: [index + 2, index + 1] }))
        : [],
      hooks: {
        draw: [drawLines],
        setCursor: [(self) => drawLegend(self.cursor.idx ?? null)],
        setSelect: [
          (self) => {
            if (self.select.width > 4 && onRange) {
              const [from, to] = [self.select.left, self.select.left + self.select.width].map((x) => self.posToVal(x, 'x') * 1000);
              self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
              onRange(from, to);
            }
          },
        ],
      },
    };
  }

  /** Draws the lines at values and at times, and what they shade. */
  function drawLines(self) {
    const context = self.ctx;
    const { left, top, width, height } = self.bbox;
    const ratio = devicePixelRatio || 1;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    for (const { value, label, color, fill, axis: side } of lines) {
      const upright = side === 'time';
      if (side === 'right' && !self.scales.y2) {
        continue;
      }
      const at = Math.round(self.valToPos(value, upright ? 'x' : side === 'right' ? 'y2' : 'y', true));
      context.strokeStyle = HEX.test(color ?? '') ? color : token('--limit');
      context.fillStyle = context.strokeStyle;
      context.globalAlpha = 0.08;
      if (upright ? fill === 'before' : fill === 'above') {
        context.fillRect(left, top, upright ? at - left : width, upright ? height : at - top);
      } else if (upright ? fill === 'after' : fill === 'below') {
        context.fillRect(upright ? at : left, upright ? top : at, width, height);
      }
      context.globalAlpha = 1;
      context.lineWidth = ratio;
      context.setLineDash([5 * ratio, 4 * ratio]);
      context.beginPath();
      context.moveTo(upright ? at : left, upright ? top : at);
      context.lineTo(upright ? at : left + width, upright ? top + height : at);
      context.stroke();
      context.fillStyle = token('--text-muted');
      context.font = `${10.5 * ratio}px ${token('--font')}`;
      const high = upright || at - top < 14 * ratio;
      context.textAlign = upright && at < left + width / 2 ? 'left' : 'right';
      context.textBaseline = high ? 'top' : 'bottom';
      const x = upright ? at + (context.textAlign === 'left' ? 4 : -4) * ratio : left + width - 4 * ratio;
      context.fillText(String(label ?? ''), x, (upright ? top : at) + (high ? 3 : -2) * ratio);
    }
    context.restore();
  }

  function drawLegend(index) {
    const time = index === null ? null : values[0][index];
    swap(
      readout,
      time === null || time === undefined
        ? null
        : [
            h('span', {}, moment(time * 1000, data.to)),
            readersZone() === 'UTC' ? ' UTC' : h('span', { class: 'utc' }, ` · ${clock(time * 1000, 'UTC')} UTC`),
          ],
    );
    // A long one scrolls, also by keyboard.
    data.series.length > 6 ? (legend.tabIndex = 0) : legend.removeAttribute('tabindex');
    swap(
      legend,
      data.series.map((series, at) => {
        const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
        swatch.style.background = colour(series, at);
        const value = index === null ? lastOf(values[at + 1]) : values[at + 1][index];
        return h(
          'li',
          {},
          swatch,
          h('span', { class: 'label', title: String(series.label ?? '') }, String(series.label ?? '')),
          h('span', { class: 'value' }, measure(value, unit(series))),
        );
      }),
    );
  }

  /** What the picture says, in words. */
  function spoken() {
    const of = data.series.slice(0, 6).map((series) => {
      const known = (series.values ?? []).filter((value) => typeof value === 'number');
      return known.length === 0
        ? `${series.label}: no data`
        : `${series.label}: last ${measure(known[known.length - 1], unit(series))}, lowest ${measure(Math.min(...known), unit(series))}, highest ${measure(Math.max(...known), unit(series))}`;
    });
    const known = limits.map(({ label, value }) => `limit ${label}: ${measure(value, unitOfAxis('left'))}`);
    return `${title}. From ${minute(data.from)} to ${minute(data.to)}. ${[...of, ...known].join('; ')}. Left and right arrow read values.`;
  }

  // With the keyboard: from value to value.
  plotted.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!plot || (!step && event.key !== 'Escape')) {
      return;
    }
    event.preventDefault();
    const last = values[0].length - 1;
    const index = Math.max(0, Math.min(last, (plot.cursor.idx ?? last) + (step ?? 0)));
    step
      ? plot.setCursor({ left: plot.valToPos(values[0][index], 'x'), top: 10 })
      : plot.setCursor({ left: -10, top: -10 });
  });

  const resized = new ResizeObserver(() => {
    const { width, height } = room();
    if (plot && (Math.abs(plot.width - width) > 1 || Math.abs(plot.height - height) > 1)) {
      plot.setSize({ width, height });
    }
  });
  resized.observe(plotted);
  scope.listen(document.documentElement, 'theme', () => {
    shape = null;
    if (data) {
      draw(data);
    }
  });
  scope.own(() => {
    resized.disconnect();
    plot?.destroy();
    plot = null;
  });
  return { node, draw };
}

function sideOf(series) {
  return series.axis === 'right' ? 'right' : 'left';
}

function bounds(low, high, given, limits) {
  const bottom = given?.min ?? (low === null || low >= 0 ? 0 : low * 1.05);
  const known = [high, ...limits].filter((value) => typeof value === 'number');
  const top = given?.max ?? (known.length === 0 ? 1 : Math.max(...known) * 1.1);
  return top > bottom ? [bottom, top] : [bottom, bottom + 1];
}

/** Points with nothing beside them: a line through them could not be seen. */
function alone(self, series, show, gaps) {
  const of = self.data[series];
  const found = [];
  for (let index = 0; index < of.length; index++) {
    if (typeof of[index] === 'number' && !beside(of, index, -1) && !beside(of, index, 1)) {
      found.push(index);
    }
  }
  return found;
}

function beside(values, index, step) {
  for (let at = index + step; at >= 0 && at < values.length; at += step) {
    if (values[at] !== undefined) {
      return typeof values[at] === 'number';
    }
  }
  return false;
}
