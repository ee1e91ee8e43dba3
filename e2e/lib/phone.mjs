// A public page on a slow phone: what it weighs, what moves while it loads, when its largest part is there.

/** A phone as Lighthouse takes one: 1.6 Mbit/s down, 0.75 up, 150 ms there and back, a processor four times as slow. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) | 0, uploadThroughput: (0.75e6 / 8) | 0 };
const SLOWER = 4;

/** An empty page of somebody whose phone is slow, and who has never been here; `session` speaks with the browser. */
export async function slowPage(user) {
  const page = await user.page('about:blank');
  const session = await user.context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return { page, session };
}

/**
 * Opens a path as somebody who has never been here. Gives `{ html, script, css }` in octets as they travel (packed), `shift` (Layout
 * Instability: the sum, without input), `lcp_ms` (Largest Contentful Paint) and `answer_ms` (until the first octet).
 * A `user` is one whose browser may be slowed down: nothing of it is kept between pages.
 */
export async function onPhone(user, path) {
  const { page, session } = await slowPage(user);
  await page.goto(path, { waitUntil: 'load' });
  const seen = await page.evaluate(measured);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await page.close();
  return seen;
}

/** Runs in the page. */
async function measured() {
  const entries = (type) =>
    new Promise((resolve) => {
      const found = [];
      const observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
      observer.observe({ type, buffered: true });
      // Entries are told after a frame was drawn; two frames on, whatever loading caused has been.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve([...found, ...observer.takeRecords()]))));
    });
  const [shifts, paints] = [await entries('layout-shift'), await entries('largest-contentful-paint')];
  const resources = performance.getEntriesByType('resource');
  const octets = (ends) => resources.filter((r) => new URL(r.name).pathname.endsWith(ends)).reduce((sum, r) => sum + r.encodedBodySize, 0);
  const [own] = performance.getEntriesByType('navigation');
  return {
    html: own.encodedBodySize,
    script: octets('.js'),
    css: octets('.css'),
    shift: shifts.filter((s) => !s.hadRecentInput).reduce((sum, s) => sum + s.value, 0),
    lcp_ms: Math.round(Math.max(0, ...paints.map((p) => p.startTime))),
    answer_ms: Math.round(own.responseStart),
  };
}

export const PHONE = { width: 390, height: 844 };
/** What a page may move by (Cumulative Layout Shift), a tenth of what the field calls good: a browser on a crowded machine draws while it still reads. */
export const STILL = 0.01;
/** What a public page may weigh, packed. */
export const BUDGET = { html: 20_000, script: 5_000, css: 12_000 };

/** The middle one. */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
