/**
 * The part of Markdown that dashboards' texts use, as nodes: headings, paragraphs, lists, rules, code, strong,
 * emphasis, links and tables. Anything else, HTML above all, is text.
 */
import { h, safeHref } from './dom.js';
import { link } from './state.js';

/** Returns the nodes of a text. Its highest heading has the given level. */
export function markdown(text, level = 2) {
  return blocks(String(text ?? '').split(/\r?\n/)).map((block) => node(block, level));
}

/** Returns whether a text begins a section, and how it is called. */
export function headingOf(text) {
  const found = /^\s*#{1,6}\s+(.+?)\s*#*\s*$/m.exec(text ?? '');
  return found ? found[1] : null;
}

/** Returns a text's blocks as data: {type, …}. */
export function blocks(lines) {
  const found = [];
  let at = 0;
  const paragraph = [];
  const flush = () => {
    if (paragraph.length > 0) {
      found.push({ type: 'paragraph', text: paragraph.join(' ') });
      paragraph.length = 0;
    }
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line);
    const item = listItem(line);
    if (/^\s*```/.test(line)) {
      flush();
      const code = [];
      for (at++; at < lines.length && !/^\s*```/.test(lines[at]); at++) {
        code.push(lines[at]);
      }
      found.push({ type: 'code', text: code.join('\n') });
    } else if (heading) {
      flush();
      found.push({ type: 'heading', level: heading[1].length, text: heading[2] });
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      flush();
      found.push({ type: 'rule' });
    } else if (item) {
      flush();
      const items = [];
      for (; at < lines.length && listItem(lines[at])?.ordered === item.ordered; at++) {
        items.push(listItem(lines[at]).text);
      }
      at--;
      found.push({ type: 'list', ordered: item.ordered, items });
    } else if (/^\s*\|/.test(line) && /^\s*\|?[\s:|-]+$/.test(lines[at + 1] ?? '')) {
      flush();
      const rows = [cells(line)];
      for (at += 2; at < lines.length && /^\s*\|/.test(lines[at]); at++) {
        rows.push(cells(lines[at]));
      }
      at--;
      found.push({ type: 'table', rows });
    } else if (line.trim() === '') {
      flush();
    } else {
      paragraph.push(line.trim());
    }
    at++;
  }
  flush();
  return found;
}

/** Returns where a link of a dashboard leads here: a page of CloudWatch's console has its like in this one. */
export function leadsTo(address) {
  const own = safeHref(address);
  if (own !== null) {
    return own;
  }
  if (!/^\/(cloudwatch|xray)\//.test(address)) {
    return null;
  }
  const [, page, name] = /#(dashboards\/dashboard\/|alarmsV2:alarm\/|dashboards|alarmsV2|xray:traces|xray:service-map|logsV2)([^?]*)/.exec(address) ?? [];
  switch (page) {
    case 'dashboards/dashboard/':
      return link(['dashboards', decodeURIComponent(name)]);
    case 'alarmsV2:alarm/':
      return link(['alarms', decodeURIComponent(name)]);
    case 'dashboards':
      return link(['dashboards']);
    case 'alarmsV2':
      return link(['alarms']);
    case 'xray:traces':
      return link(['traces']);
    case 'xray:service-map':
      return link(['traces', 'map']);
    case 'logsV2':
      return link(['logs']);
    default:
      return null;
  }
}

function listItem(line) {
  const found = /^\s*(?:([-*+])|\d{1,3}[.)])\s+(.+)$/.exec(line);
  return found ? { ordered: !found[1], text: found[2] } : null;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
}

function node(block, level) {
  switch (block.type) {
    case 'heading':
      // A text's first two levels are sections of the page, as dashboards begin with either.
      return h('h' + Math.min(6, level + Math.max(0, block.level - 2)), {}, inline(block.text));
    case 'list':
      return h(block.ordered ? 'ol' : 'ul', {}, block.items.map((item) => h('li', {}, inline(item))));
    case 'code':
      return h('pre', {}, h('code', {}, block.text));
    case 'rule':
      return h('hr', {});
    case 'table':
      return h(
        'table',
        {},
        h('thead', {}, h('tr', {}, block.rows[0].map((cell) => h('th', { scope: 'col' }, inline(cell))))),
        h('tbody', {}, block.rows.slice(1).map((row) => h('tr', {}, row.map((cell) => h('td', {}, inline(cell)))))),
      );
    default:
      return h('p', {}, inline(block.text));
  }
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/;

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) {
    return [text];
  }
  const [whole, code, strong, emphasis, label, address] = found;
  return [
    text.slice(0, found.index),
    code !== undefined
      ? h('code', {}, code)
      : strong !== undefined
        ? h('strong', {}, inline(strong))
        : emphasis !== undefined
          ? h('em', {}, inline(emphasis))
          : linked(label.replace(/^button:(primary:)?/, ''), address),
    ...inline(text.slice(found.index + whole.length)),
  ];
}

function linked(label, address) {
  const href = leadsTo(address);
  return href === null ? label : h('a', { href }, label);
}
