// What Lighthouse and its like look for in a public page, asked of Chromium itself: faults that the browser tells, the document's own
// words for machines, what moves, what is too small to read or to touch, what is fetched and how. No score: a fault is a fault.
import { accessible, settled } from './browser.mjs';
import { STILL } from './phone.mjs';

/** WCAG 2.2, 2.5.8: the side of what is pressed, CSS pixels. Words within a sentence are excepted. */
const TOUCHED = 24;
/** Smallest letters, CSS pixels. */
const LETTERS = 12;
/** Elements and requests of one page. */
const ELEMENTS = 1_500;
const REQUESTS = 8;

/** Loads a path as a new tab does; gives what is wrong with it, in words, and its title and description. A picture of it goes to `shot`. */
export async function audited(user, path, shot) {
  const page = await user.page('about:blank');
  const faults = [];
  const session = await user.context.newCDPSession(page);
  session.on('Audits.issueAdded', ({ issue }) => faults.push(`the browser's own list: ${issue.code} ${JSON.stringify(issue.details)}`));
  session.on('Log.entryAdded', ({ entry }) => {
    if (entry.level === 'error' || entry.level === 'warning') faults.push(`log: ${entry.text} ${entry.url ?? ''}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  const responses = [];
  page.on('response', (response) => responses.push(response));
  for (const domain of ['Audits', 'Log']) await session.send(`${domain}.enable`);
  const answer = await page.goto(path, { waitUntil: 'load' });
  await settled(page);
  faults.push(...(await page.evaluate(faultsOf, { TOUCHED, LETTERS, ELEMENTS, STILL })));
  for (const response of responses) faults.push(...(await faultsOfResponse(response, answer, page)));
  if (responses.length > REQUESTS) faults.push(`${responses.length} requests`);
  await accessible(page).catch((error) => faults.push(error.message));
  await page.screenshot({ path: shot, fullPage: true });
  const { title, description, indexed } = await page.evaluate(() => ({
    title: document.title,
    description: document.querySelector('meta[name="description"]')?.content ?? '',
    indexed: !document.querySelector('meta[name="robots"][content*="noindex"]'),
  }));
  await page.close();
  return { faults, title, description, indexed, requests: responses.length };
}

async function faultsOfResponse(response, own, page) {
  const headers = response.headers();
  const url = new URL(response.url());
  const faults = [];
  const wrong = (what) => faults.push(`${url.pathname}: ${what}`);
  if (url.origin !== new URL(page.url()).origin) wrong(`comes from ${url.origin}`);
  if (response.status() !== 200) wrong(`status ${response.status()}`);
  const isText = /text|javascript|json|svg/.test(headers['content-type'] ?? '');
  if (isText && !headers['content-encoding']) wrong('is not packed');
  if (!headers['x-content-type-options']) wrong('its kind may be guessed');
  if (response === own) {
    if (!/^text\/html; *charset=utf-8$/i.test(headers['content-type'] ?? '')) wrong(`content-type ${headers['content-type']}`);
    if (!/default-src 'none'/.test(headers['content-security-policy'] ?? '') || /unsafe/.test(headers['content-security-policy'])) wrong('its policy is loose');
  } else if (!/immutable/.test(headers['cache-control'] ?? '')) wrong(`is not kept: ${headers['cache-control']}`);
  return faults;
}

/** Runs in the page. */
async function faultsOf({ TOUCHED, LETTERS, ELEMENTS, STILL }) {
  const faults = [];
  const all = (what) => [...document.querySelectorAll(what)];
  const named = (element) => `<${element.localName}${element.id ? ` id=${element.id}` : ''}> ${(element.textContent ?? '').trim().slice(0, 40)}`;
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && !element.closest('[aria-hidden="true"], .skip');
  };
  const shifts = await new Promise((resolve) => {
    const found = [];
    new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(found))));
  });
  const moved = shifts.filter((s) => !s.hadRecentInput).reduce((sum, s) => sum + s.value, 0);
  const who = shifts.flatMap((s) => s.sources).map((s) => `${s.node?.localName ?? '?'}.${s.node?.className ?? ''} ${s.previousRect.y}→${s.currentRect.y} ${s.previousRect.height}→${s.currentRect.height}`);
  if (moved > STILL) faults.push(`moves by ${moved}: ${who.join(', ')}`);

  // The document.
  if (document.compatMode !== 'CSS1Compat') faults.push('quirks mode');
  if (document.characterSet !== 'UTF-8') faults.push(`characters as ${document.characterSet}`);
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(document.documentElement.lang)) faults.push(`language ${document.documentElement.lang}`);
  if (!['ltr', 'rtl'].includes(document.documentElement.dir)) faults.push('no direction');
  if (document.title.trim() === '' || document.title.length > 120) faults.push(`title “${document.title}”`);
  if (all('h1').length !== 1) faults.push(`${all('h1').length} first headings`);
  if (all('main').length !== 1) faults.push('not one main part');
  const viewport = document.querySelector('meta[name="viewport"]')?.content ?? '';
  if (!viewport.includes('width=device-width') || /user-scalable|maximum-scale/.test(viewport)) faults.push(`viewport ${viewport}`);
  const indexed = !document.querySelector('meta[name="robots"][content*="noindex"]');
  const canonical = document.querySelector('link[rel="canonical"]')?.href;
  if (indexed && canonical !== location.origin + location.pathname) faults.push(`canonical ${canonical}`);
  const others = all('link[rel="alternate"][hreflang]');
  if (indexed && !others.some((l) => l.hreflang === document.documentElement.lang)) faults.push('its own language is not among its languages');
  for (const block of all('script[type="application/ld+json"]')) {
    if (!JSON.parse(block.textContent)['@type']) faults.push('structured data without a type');
  }
  const ids = all('[id]').map((e) => e.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id ${id} twice`);
  if (all('*').length > ELEMENTS) faults.push(`${all('*').length} elements`);
  if (all('script:not([src]):not([type="application/ld+json"]), style, [style], font, center, marquee').length > 0) faults.push('inline script or style');

  // What can be read and pressed.
  for (const image of all('img')) {
    if (!image.hasAttribute('alt')) faults.push(`no words for ${image.src}`);
    if (!image.getAttribute('width') || !image.getAttribute('height')) faults.push(`no room kept for ${image.src}`);
  }
  for (const link of all('a')) {
    if (!link.href || /^javascript:/i.test(link.href)) faults.push(`leads nowhere: ${named(link)}`);
    if (/^(here|click here|more|link|read more)$/i.test(link.textContent.trim())) faults.push(`says nothing: ${named(link)}`);
    if (link.hash && link.pathname === location.pathname && link.search === location.search && !document.getElementById(decodeURIComponent(link.hash.slice(1)))) faults.push(`leads to no place: ${link.hash}`);
  }
  for (const element of all('a, button, input:not([type="hidden"]), select, textarea, summary')) {
    if (!seen(element)) continue;
    const inSentence = element.localName === 'a' && getComputedStyle(element).display === 'inline' && element.closest('p, li, h1, h2, h3, td');
    const covers = element.localName === 'a' && getComputedStyle(element, '::after').position === 'absolute';
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    if (!inSentence && !covers && Math.min(box.width, box.height) < TOUCHED) faults.push(`${Math.round(box.width)} by ${Math.round(box.height)} to press: ${named(element)}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element || !seen(element)) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < LETTERS) faults.push(`letters of ${size}: ${named(element)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window');
  return faults;
}
