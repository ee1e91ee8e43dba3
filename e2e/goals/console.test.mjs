// The console by itself: set-up, every page accessible and without a console error, light, dark, right to left, narrow.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, openBrowser, signIn } from '../lib/browser.mjs';
import { deliver, letter } from '../lib/mail.mjs';
import { startServer } from '../lib/server.mjs';

let server;
before(async () => {
  server = await startServer();
  await deliver(server.smtp, { from: 'maya@lindqvist.example', to: 'support@northwind.example', raw: letter({ from: 'Maya Lindqvist <maya@lindqvist.example>', to: 'support@northwind.example', subject: 'Refund not received', text: 'Nine days have passed.\n\nMaya' }) });
  await deliver(server.smtp, { from: 'fatima@example.ma', to: 'support@northwind.example', raw: letter({ from: 'fatima@example.ma', to: 'support@northwind.example', subject: 'لم تصل الشحنة بعد', text: 'مرحبا، لم يصلني أي تحديث.' }) });
});
after(async () => server?.stop());

const pages = ['/inbox/all', '/search?q=refund', '/contacts', '/quarantine', ...['profile', 'organization', 'agents', 'teams', 'channels', 'sending', 'macros', 'texts', 'blocked', 'audit'].map((name) => `/settings/${name}`)];

test('every page is accessible and keeps the content security policy', async () => {
  const browser = await openBrowser(server.base);
  browser.expect(/status of 401/);
  const page = await browser.page('/');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await accessible(page);
  await signIn(page, server.admin);
  for (const path of pages) {
    await page.goto(path);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.locator('main h1').first().waitFor();
    await page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' });
    await accessible(page);
  }
  await page.goto('/inbox/all');
  await page.getByRole('option', { name: /Maya Lindqvist/ }).click();
  await page.getByText('Nine days have passed.').last().waitFor();
  await accessible(page);
  await browser.close();
});

test('dark, right to left and one pane are accessible too', async () => {
  for (const look of [{ theme: 'dark' }, { query: '?dir=rtl' }, { width: 390, height: 844 }]) {
    const browser = await openBrowser(server.base, look);
    browser.expect(/status of 401/);
    const page = await browser.page('/');
    await page.getByLabel('Email').fill(server.admin.email);
    await page.getByLabel('Password').fill(server.admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('listbox').waitFor();
    await page.goto(`/inbox/all${look.query ?? ''}`);
    await page.getByRole('option').first().click();
    await page.getByRole('log').waitFor();
    await accessible(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the window');
    await browser.close();
  }
});
