// The browser for goals: the system Chromium, each page watched for console errors, exceptions and content security policy reports.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executable = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** One browser; `user(options)` is a person with an own profile. `close()` fails when a page of anybody had errors. */
export async function openBrowser(base, more = []) {
  if (!executable) throw new Error('No Chromium: apt-get install chromium, or set CHROMIUM.');
  const browser = await chromium.launch({ executablePath: executable, headless: true, args: [...flags, ...more] });
  const faults = [];
  const users = [];
  return {
    faults,
    users,
    user: async (options = {}) => {
      const user = await openUser(browser, base, options, faults);
      users.push(user);
      return user;
    },
    close: async () => {
      await browser.close();
      if (faults.length > 0) throw new Error(`The browser saw errors:\n${faults.join('\n')}`);
    },
  };
}

/** Options: `base` (over the browser's), `locale, zone, theme, width, height`, `script: false` (none runs), and `client` whose session the browser takes over. */
async function openUser(browser, base, options, faults) {
  const context = await browser.newContext({
    baseURL: options.base ?? base,
    locale: options.locale ?? 'en-GB',
    timezoneId: options.zone ?? 'Europe/Stockholm',
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    javaScriptEnabled: options.script ?? true,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
  });
  context.setDefaultTimeout(15_000);
  if (options.client) {
    const [name, value] = options.client.cookie.split('=');
    await context.addCookies([{ name, value, url: base, httpOnly: true, sameSite: 'Lax' }]);
  }
  const expected = [];
  const note = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) faults.push(text);
  };
  const page = async (path = '/') => {
    const made = await context.newPage();
    made.on('console', (message) => {
      if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) note(`console: ${message.text()} (${message.location().url}) on ${made.url()}`);
    });
    made.on('pageerror', (error) => note(`exception: ${error.stack ?? error.message}`));
    await made.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    await made.goto(path);
    return made;
  };
  return {
    context,
    page,
    /** Errors that a goal provokes itself, e.g. /status of 401/ for a wrong password. */
    expect: (pattern) => expected.push(pattern),
    close: () => context.close(),
  };
}

/** axe-core over the whole page; throws with what is wrong and where. */
export async function accessible(page) {
  await page.evaluate(`${axe}; 0`);
  // A colour half-way to another is nobody's colour: what changes for a moment has changed first.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime)).map((a) => a.finished)));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  if (violations.length === 0) return;
  const text = violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n${v.nodes.slice(0, 5).map((n) => `    ${n.target.join(' ')}`).join('\n')}`).join('\n');
  throw new Error(`axe on ${page.url()}:\n${text}`);
}

export async function signIn(page, { email, password }) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}
/** Everything that was asked for is there: fonts, no skeletons, nothing busy. */
export async function settled(page) {
  await page.waitForFunction(() => document.fonts.status === 'loaded' && !document.querySelector('[aria-busy="true"], .skeleton'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
}
export { until } from './until.mjs';
