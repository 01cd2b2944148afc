/**
 * How nodes are made. Whatever comes from the API becomes a text node or a checked attribute, so that markup in a
 * name stays a name. Nothing in the console uses innerHTML.
 */

const SVG = 'http://www.w3.org/2000/svg';

/** Attributes that could run or load something when their value comes from elsewhere. */
const REFUSED = /^(on.*|style|srcdoc|formaction|action)$/i;

/**
 * Returns an element. An attribute whose name begins with "on" takes a function; null and undefined are none, and so
 * is false outside data- and aria-. Children are nodes, texts, numbers or lists of them; null is left out.
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Returns an SVG element, with the same rules as {@link h}. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces an element's children. What had the keyboard's focus gets it back if it is there again. */
export function swap(host, ...children) {
  const active = document.activeElement;
  const key = active && active !== host && host.contains(active) ? keyOf(active) : null;
  host.replaceChildren(...nodes(children));
  if (key) {
    host.querySelector(key)?.focus({ preventScroll: true });
  }
}

/** Returns a selector that finds the same control after its part of the page was drawn anew. */
export function keyOf(element) {
  if (element.id) {
    return '#' + CSS.escape(element.id);
  }
  const href = element.getAttribute('href');
  if (href) {
    return `a[href="${CSS.escape(href)}"]`;
  }
  const key = element.dataset.key;
  return key ? `[data-key="${CSS.escape(key)}"]` : null;
}

/**
 * Returns an address that a link may have: a place in the console, or a page elsewhere by HTTPS. Anything else,
 * "javascript:" above all, is null.
 */
export function safeHref(text) {
  if (typeof text !== 'string') {
    return null;
  }
  if (/^#/.test(text) || text === './') {
    return text;
  }
  return /^https:\/\/[^\s\\]+$/i.test(text) ? text : null;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    // What is said to style sheets and screen readers is "true" or "false"; any other attribute is there or not.
    const isText = /^(data|aria)-/.test(name);
    if (value === null || value === undefined || (value === false && !isText)) {
      continue;
    }
    if (typeof value === 'function' && name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (REFUSED.test(name)) {
      throw new Error(`an attribute that the console does not set: ${name}`);
    } else if (name === 'href') {
      const href = safeHref(value);
      if (href !== null) {
        element.setAttribute(name, href);
        if (!href.startsWith('#') && href !== './') {
          element.setAttribute('rel', 'noopener noreferrer');
        }
      }
    } else {
      element.setAttribute(name, value === true && !isText ? '' : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}
