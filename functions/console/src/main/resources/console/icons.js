/** The console's few pictures. A severity has a shape as well as a colour. */
import { svg } from './dom.js';

const SHAPES = {
  CRITICAL: ['path', { d: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' }],
  HIGH: ['path', { d: 'M8 1.2 15.4 14.5H.6z' }],
  MEDIUM: ['path', { d: 'M8 .8 15.2 8 8 15.2.8 8z' }],
  LOW: ['rect', { x: 2, y: 2, width: 12, height: 12, rx: 1.5 }],
  OK: ['circle', { cx: 8, cy: 8, r: 6.5 }],
  NODATA: ['circle', { cx: 8, cy: 8, r: 5.8, 'stroke-dasharray': '3 2.2' }],
};

/** Returns the shape of a severity. */
export function shape(severity) {
  const [tag, attributes] = SHAPES[severity] ?? SHAPES.NODATA;
  return svg('svg', { class: 'shape', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg(tag, attributes));
}

/** Returns a small line through values, without axes; what is missing is a gap. */
export function sparkline(values, width = 96, height = 24) {
  const known = values.filter((value) => typeof value === 'number');
  if (known.length < 2) {
    return svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  }
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index) => ((index / (values.length - 1)) * (width - 4) + 2).toFixed(1);
  const y = (value) => (high === low ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6)).toFixed(1);
  let pen = 'M';
  let d = '';
  values.forEach((value, index) => {
    if (typeof value === 'number') {
      d += pen + x(index) + ' ' + y(value);
      pen = 'L';
    } else {
      pen = 'M';
    }
  });
  const last = values.length - 1;
  return svg(
    'svg',
    { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d, 'vector-effect': 'non-scaling-stroke' }),
    typeof values[last] === 'number' ? svg('circle', { cx: x(last), cy: y(values[last]), r: 1.8 }) : null,
  );
}
