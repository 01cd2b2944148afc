/**
 * The part of Markdown that dashboards' texts, runbooks and reviews use, as nodes: headings, paragraphs, lists with what
 * belongs to their items, quotes, rules, code, tables, strong, emphasis and links. Anything else, HTML above all, is
 * text.
 */
import { h, safeHref } from './dom.js';
import { link } from './state.js';

/** How deep lists and quotes may stand in one another; what is deeper is text. */
const DEEPEST = 8;

/**
 * Returns the nodes of a text. Its highest heading has the given level, and none is more than one level below the one
 * before.
 *
 * @param code a function of a block of code that returns its node
 */
export function markdown(text, level = 2, code = plainCode) {
  const drawing = { level, last: level - 1, code };
  return blocks(String(text ?? '').split(/\r?\n/)).map((block) => node(block, drawing));
}

/** Returns whether a text begins a section, and how it is called. */
export function headingOf(text) {
  const found = /^\s*#{1,6}\s+(.+?)\s*#*\s*$/m.exec(text ?? '');
  return found ? found[1] : null;
}

/** Returns the heading with which a text begins, if it does, and the rest: [heading, rest]. */
export function titled(text) {
  const [, line, rest] = /^\s*(\S[^\r\n]*)(?:\r?\n|$)([^]*)$/.exec(text ?? '') ?? [];
  const heading = line === undefined ? null : headingIn(line);
  return heading?.level === 1 ? [heading.text, rest] : [null, text ?? ''];
}

/** Returns a text's blocks as data: {type, …}. The items of a list are lists of blocks, and so is a quote. */
export function blocks(lines, depth = 0) {
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
    const heading = headingIn(line);
    const fence = fenceIn(line);
    const item = depth < DEEPEST ? itemIn(line) : null;
    if (fence) {
      flush();
      const code = [];
      for (at++; at < lines.length && !closes(lines[at], fence); at++) {
        code.push(dedented(lines[at], fence.indent));
      }
      found.push({ type: 'code', text: code.join('\n') });
    } else if (heading) {
      flush();
      found.push({ type: 'heading', ...heading });
    } else if (isRule(line)) {
      flush();
      found.push({ type: 'rule' });
    } else if (item) {
      flush();
      const items = [];
      for (let next = item; next && next.ordered === item.ordered; next = at < lines.length ? itemIn(lines[at]) : null) {
        const end = endOfItem(lines, at, next.inset);
        items.push(blocks([next.text, ...lines.slice(at + 1, end).map((inner) => dedented(inner, next.inset))], depth + 1));
        at = end;
      }
      at--;
      found.push({ type: 'list', ordered: item.ordered, start: item.start, items });
    } else if (depth < DEEPEST && QUOTE.test(line)) {
      flush();
      const quoted = [];
      for (; at < lines.length && QUOTE.test(lines[at]); at++) {
        quoted.push(lines[at].replace(QUOTE, ''));
      }
      at--;
      found.push({ type: 'quote', blocks: blocks(quoted, depth + 1) });
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

const QUOTE = /^\s{0,3}>\s?/;

function headingIn(line) {
  const found = /^\s{0,3}(#{1,6})\s+(\S.*)$/.exec(line);
  return found ? { level: found[1].length, text: found[2].trim().replace(/\s#+$/, '').trim() } : null;
}

function isRule(line) {
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(line);
}

function fenceIn(line) {
  const found = /^(\s*)(`{3,}|~{3,})[^`]*$/.exec(line);
  return found ? { indent: found[1].length, mark: found[2] } : null;
}

function closes(line, { mark }) {
  const text = line.trim();
  return text.startsWith(mark) && text === mark[0].repeat(text.length);
}

/** Returns an item's beginning: its text, and how far what belongs to it is set in. */
function itemIn(line) {
  const found = /^(\s*)(?:([-*+])|(\d{1,9})[.)])(\s+)(\S.*)$/.exec(line);
  if (!found || isRule(line)) {
    return null;
  }
  const [, before, bullet, number, gap, text] = found;
  return {
    ordered: !bullet,
    start: bullet ? null : Number(number),
    inset: before.length + (bullet ?? number + '.').length + Math.min(gap.length, 4),
    text,
  };
}

/** Returns the line after an item: it has what is set in as far as its text, and the rest of its paragraph. */
function endOfItem(lines, start, inset) {
  let fence = fenceIn(itemIn(lines[start]).text);
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at];
    const blank = line.trim() === '';
    // Two spaces are enough: many set in what belongs to a number no further than to a dash.
    const inside = depthOf(line) >= Math.min(inset, 2) && !(depthOf(line) < inset && itemIn(line));
    if (!blank && !inside && (fence || lines[at - 1].trim() === '' || beginsBlock(line))) {
      return end;
    }
    if (fence) {
      fence = closes(line, fence) ? null : fence;
    } else {
      fence = fenceIn(line);
    }
    if (!blank) {
      end = at + 1;
    }
  }
  return end;
}

function beginsBlock(line) {
  return Boolean(headingIn(line) || fenceIn(line) || itemIn(line) || isRule(line) || QUOTE.test(line) || /^\s*\|/.test(line));
}

function depthOf(line) {
  return line.length - line.trimStart().length;
}

function dedented(line, columns) {
  return line.slice(Math.min(columns, depthOf(line)));
}

/** Returns where a link leads here: a page of CloudWatch's console and another runbook have their like in this one. */
export function leadsTo(address) {
  const runbook = /^(?:\.\/|(?:\.\.\/)*runbooks\/)?([A-Za-z0-9_-]+)\.md(?:#.*)?$/.exec(address);
  if (runbook) {
    return link(['runbooks', runbook[1]]);
  }
  const own = safeHref(address);
  if (own !== null) {
    // Headings have no addresses of their own.
    return /^#(?!\/)/.test(own) ? null : own;
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

function cells(line) {
  const text = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return text.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function plainCode(text) {
  return h('pre', {}, h('code', {}, text));
}

function node(block, drawing) {
  switch (block.type) {
    case 'heading': {
      // A text's first two levels are sections of the page, as dashboards begin with either.
      const wanted = drawing.level + Math.max(0, block.level - 2);
      drawing.last = Math.min(6, wanted, Math.max(drawing.level, drawing.last + 1));
      return h('h' + drawing.last, {}, inline(block.text));
    }
    case 'list':
      return h(
        block.ordered ? 'ol' : 'ul',
        { start: block.ordered && block.start !== 1 ? block.start : null },
        block.items.map((item) => h('li', {}, within(item, drawing))),
      );
    case 'quote':
      return h('blockquote', {}, block.blocks.map((inner) => node(inner, drawing)));
    case 'code':
      return drawing.code(block.text);
    case 'rule':
      return h('hr', {});
    case 'table':
      return h(
        'div',
        { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': 'Table' },
        h(
          'table',
          {},
          h('thead', {}, h('tr', {}, block.rows[0].map((cell) => h('th', { scope: 'col' }, inline(cell))))),
          h(
            'tbody',
            {},
            block.rows.slice(1).map((row) => h('tr', {}, block.rows[0].map((unused, column) => h('td', {}, inline(row[column] ?? ''))))),
          ),
        ),
      );
    default:
      return h('p', {}, inline(block.text));
  }
}

/** Returns what an item holds: its text stands in it, not in a paragraph, unless it has several. */
function within(item, drawing) {
  const several = item.filter(({ type }) => type === 'paragraph').length > 1;
  return item.map((block) => (block.type === 'paragraph' && !several ? inline(block.text) : node(block, drawing)));
}

/** What stands in a line. The lengths are bounded, so that a hostile text takes no longer than a long one. */
const INLINE = new RegExp(
  [
    '\\\\(?<escaped>[!-/:-@[-`{-~])',
    '(?<!`)(?<ticks>`{1,3})(?!`)(?<code>.{1,1000}?)(?<!`)\\k<ticks>(?!`)',
    '\\*\\*(?<strong>[^*]{1,1000})\\*\\*',
    '\\*(?<emphasis>[^*\\s][^*]{0,1000})\\*',
    '(?<!\\w)_(?<underlined>[^_\\s][^_]{0,1000})_(?!\\w)',
    '!?\\[(?<label>[^\\]]{1,500})\\]\\((?<address>(?:[^()\\s]|\\([^()\\s]{0,200}\\)){1,2000})(?:\\s+"[^"]{0,500}")?\\)',
    '<(?<bracketed>https://[^\\s<>]{1,2000})>',
    '(?<!\\w)(?<bare>https://[^\\s<>()"\'`*]{0,2000}[^\\s<>()"\'`*.,:;!?])',
  ].join('|'),
  'g',
);

function inline(text, linked = true) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    found.push(text.slice(end, match.index), part(match.groups, linked));
    end = match.index + match[0].length;
  }
  found.push(text.slice(end));
  return found.filter((one) => one !== '');
}

function part({ escaped, code, strong, emphasis, underlined, label, address, bracketed, bare }, linked) {
  if (escaped !== undefined) {
    return escaped;
  }
  if (code !== undefined) {
    return h('code', {}, code.length > 2 && code.startsWith(' ') && code.endsWith(' ') ? code.slice(1, -1) : code);
  }
  if (strong !== undefined) {
    return h('strong', {}, inline(strong, linked));
  }
  if (emphasis !== undefined || underlined !== undefined) {
    return h('em', {}, inline(emphasis ?? underlined, linked));
  }
  const href = leadsTo(address ?? bracketed ?? bare);
  const said = label === undefined ? [bracketed ?? bare] : inline(label.replace(/^button:(primary:)?/, ''), false);
  return href === null || !linked ? said : h('a', { href }, said);
}
