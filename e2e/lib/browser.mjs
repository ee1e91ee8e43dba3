// The browser for goals: the system Chromium, each page watched for console errors, exceptions and content security policy reports.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executable = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** One browser with its own profile. `page(options)` opens a watched page; `close()` fails when a page had errors. */
export async function openBrowser(base, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'fairlead-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless: true,
    baseURL: base,
    locale: options.locale ?? 'en-GB',
    timezoneId: options.zone ?? 'Europe/Stockholm',
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  context.setDefaultTimeout(15_000);
  const faults = [];
  const expected = [];
  const note = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) faults.push(text);
  };
  const page = async (path = '/') => {
    const made = await context.newPage();
    made.on('console', (message) => {
      if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) note(`console: ${message.text()} (${message.location().url})`);
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
    faults,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
      if (faults.length > 0) throw new Error(`The browser saw errors:\n${faults.join('\n')}`);
    },
  };
}

/** axe-core over the whole page; throws with what is wrong and where. */
export async function accessible(page) {
  await page.evaluate(`${axe}; 0`);
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
/** Waits for a state: runs `test` until it gives something true. */
export async function until(test, what, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
