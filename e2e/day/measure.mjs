// How long a person waits: from the key or the click (as the browser stamps it) to the first frame in which its effect can be seen.
// The looking is done in the page; what a test program takes to ask is not in it.

/** Runs in every page before its own code. */
export function eye() {
  if (window.top !== window) return;
  const known = new WeakSet();
  const all = (selector) => [...document.querySelectorAll(selector)];
  const has = (selector, text) => all(selector).some((element) => (element.textContent ?? '').includes(text));
  // The rich editor may still be on its way; until then there is a plain one.
  const written = (box) => box?.value ?? box?.textContent ?? '';
  let armed = null;
  let log = null;
  const effects = {
    opened: (before) => location.pathname !== before && document.querySelector('[role=log]') !== log && document.querySelector('[role=log] article') !== null,
    notice: (pattern) => all('.toast').some((toast) => !known.has(toast) && new RegExp(pattern).test(toast.textContent ?? '')),
    dialog: () => document.querySelector('dialog[open]') !== null,
    first: (text) => (document.querySelector('dialog[open] [role=option]')?.textContent ?? '').includes(text),
    editor: () => document.activeElement?.closest('.composer .text') != null,
    typed: (text) => written(document.activeElement).includes(text),
    filled: () => all('.composer .text [contenteditable=true], .composer .text textarea').some((box) => written(box).trim().length > 20),
    suggested: (text) => has('.suggest [role=option]', text),
    article: (text) => has('[role=log] article', text),
    sent: (text) => has('[role=log] article', text) || document.querySelector('[role=alertdialog]') !== null,
    panel: (text) => has('aside.context', text),
    view: (path) => location.pathname === path && document.querySelector('[aria-busy=true]') === null,
    form: () => document.querySelector('aside.context form input') !== null,
    side: (text) => has('aside.context details summary', text),
  };
  const end = (ms) => {
    const one = armed;
    armed = null;
    one?.resolve(ms);
  };
  const look = () => {
    if (!armed || armed.at === null || armed.seen || !effects[armed.effect](armed.arg)) return;
    armed.seen = true;
    const began = armed.at;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => end(performance.now() - began);
      after.port2.postMessage(0);
    });
  };
  const touched = (event) => {
    if (armed && !armed.seen && event.isTrusted) armed.at = event.timeStamp;
  };
  addEventListener('keydown', touched, true);
  addEventListener('pointerup', touched, true);
  addEventListener('focusin', () => setTimeout(look), true);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const slow = [];
  // The browser's own opinion: interactions whose next frame came late.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) slow.push(Math.round(entry.duration));
  }).observe({ type: 'event', durationThreshold: 104 });
  window.fairleadDay = {
    slow,
    arm: (effect, arg) => {
      log = document.querySelector('[role=log]');
      for (const toast of all('.toast')) known.add(toast);
      let resolve;
      const promise = new Promise((done) => (resolve = done));
      armed = { effect, arg, at: null, seen: false, resolve, promise };
    },
    seen: () => armed?.promise ?? null,
  };
}

/** Measures one act: `act` presses or clicks, `effect` is what is then seen. Gives milliseconds. */
export async function timed(page, effect, arg, act, patience = 15_000) {
  const handle = await page.evaluateHandle(([name, value]) => {
    window.fairleadDay.arm(name, value);
    return { promise: window.fairleadDay.seen() };
  }, [effect, arg]);
  try {
    await act();
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${effect} ${JSON.stringify(arg ?? '')}: nothing was seen within ${patience} ms`)), patience)));
    return await Promise.race([handle.evaluate((held) => held.promise), late]).finally(() => clearTimeout(timer));
  } finally {
    await handle.dispose().catch(() => undefined);
  }
}

/** p50, p75, p95, p99 and the worst of many, in milliseconds. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { n: sorted.length, p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99), worst: Math.round(sorted.at(-1) ?? 0) };
}
