/** What a page does for as long as it is shown: timers, listeners, observers and questions that are asked again. */
import { connection, Problem, Unreachable } from './api.js';

const LONGEST_WAIT = 30_000;

/** What ends together: everything that a page began, when the reader leaves it. */
export class Scope {
  #ends = new Set();
  #abort = new AbortController();

  /** Aborts when the scope ends; for fetch and addEventListener. */
  get signal() {
    return this.#abort.signal;
  }

  get ended() {
    return this.#abort.signal.aborted;
  }

  /** Calls a function when the scope ends; returns what ends it now. */
  own(end) {
    const once = () => {
      if (this.#ends.delete(once)) {
        end();
      }
    };
    this.#ends.add(once);
    return once;
  }

  /** Returns a scope that ends with this one at the latest. */
  child() {
    const child = new Scope();
    const forget = this.own(() => child.end());
    child.own(forget);
    return child;
  }

  listen(target, type, listener, options = {}) {
    target.addEventListener(type, listener, { ...options, signal: this.signal });
  }

  end() {
    this.#abort.abort();
    [...this.#ends].forEach((end) => end());
  }
}

/**
 * Asks for something, shows it, and asks again. While the page is hidden nothing is asked; when the stage does not
 * answer, the waits grow, what was shown stays, and the first answer to anybody makes all ask again.
 *
 * @param seconds between two questions; 0: once
 * @param load a function of an AbortSignal
 * @param show a function of the answer; not called for an answer that is the same as the one before
 * @param fail a function of an error and whether anything was shown before
 * @returns {again} asks at once
 */
export function live(scope, seconds, load, show, fail) {
  let timer = null;
  let due = 0;
  let failures = 0;
  let asking = false;
  let shown = null;

  const schedule = (milliseconds) => {
    clearTimeout(timer);
    due = Date.now() + milliseconds;
    if (!scope.ended && !document.hidden) {
      timer = setTimeout(ask, milliseconds);
    }
  };

  async function ask() {
    if (asking || scope.ended) {
      return;
    }
    asking = true;
    clearTimeout(timer);
    try {
      const answer = await load(scope.signal);
      if (scope.ended) {
        return;
      }
      failures = 0;
      const key = JSON.stringify({ ...answer, at: undefined });
      if (key !== shown) {
        shown = key;
        show(answer);
      }
      if (seconds > 0) {
        schedule(seconds * 1000);
      } else {
        due = Infinity;
      }
    } catch (failure) {
      if (scope.ended) {
        return;
      }
      failed(failure);
    } finally {
      asking = false;
    }
  }

  function failed(failure) {
    if (!(failure instanceof Problem || failure instanceof Unreachable)) {
      due = Infinity;
      console.error(failure);
      fail(new Problem(0, 'The page cannot show this', failure.message), shown !== null);
      return;
    }
    if (failure.status === 401) {
      due = Infinity;
      return;
    }
    if (failure instanceof Unreachable || failure.passing) {
      failures++;
      const wait = failure.retryAfter
        ? failure.retryAfter * 1000
        : Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(failures - 1, 6)) * (0.9 + Math.random() * 0.2);
      schedule(wait);
      if (failure instanceof Unreachable) {
        connection.triesAgain(Date.now() + wait);
      }
    } else {
      due = Infinity;
    }
    fail(failure, shown !== null);
    // What stands there now is the failure: the same answer as before has to be shown again.
    if (!(failure instanceof Unreachable)) {
      shown = null;
    }
  }

  scope.listen(document, 'visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden && due < Infinity) {
      schedule(Math.max(0, due - Date.now()));
    }
  });
  scope.listen(connection, 'back', () => {
    if (failures > 0) {
      schedule(0);
    }
  });
  scope.own(() => clearTimeout(timer));
  ask();
  return {
    again() {
      failures = 0;
      ask();
    },
  };
}

/** Calls a function every so many milliseconds while the page is seen. */
export function every(scope, milliseconds, action) {
  let timer = null;
  const start = () => {
    clearInterval(timer);
    if (!document.hidden) {
      timer = setInterval(action, milliseconds);
    }
  };
  scope.listen(document, 'visibilitychange', () => {
    start();
    if (!document.hidden) {
      action();
    }
  });
  scope.own(() => clearInterval(timer));
  start();
}

/** A value that several parts of the page show, and that one part asks for. */
export class Shared {
  #value = null;
  #readers = new Set();

  get value() {
    return this.#value;
  }

  set(value) {
    this.#value = value;
    [...this.#readers].forEach((reader) => reader(value));
  }

  /** Calls a function with the value, now if there is one and whenever it changes. */
  read(scope, reader) {
    this.#readers.add(reader);
    scope.own(() => this.#readers.delete(reader));
    if (this.#value !== null) {
      reader(this.#value);
    }
  }
}

/** Who looks at the page: the answer of GET me. */
export const me = new Shared();
/** All alarms: the answer of GET alarms. */
export const alarms = new Shared();
