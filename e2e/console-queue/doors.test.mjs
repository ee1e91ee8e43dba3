// Our own doors, and what is told of a channel that closes: looks at the doors, what was seen elsewhere, a forecast that did not come true.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { scene } from './scene.mjs';

const call = async (desk, method, path, body) => (await fetch(`${desk.base}/api/v1${path}`, { method, headers: { 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
const first = async (desk) => (await call(desk, 'GET', '/channels')).items[0];

scene('a door that did not work says so, with what was seen, and is looked at again', {}, async ({ desk, visit }) => {
  const { id, doors } = await first(desk);
  const page = await visit(`/settings/channels/${id}`);
  const broken = page.locator(`[data-look="${doors[1].id}"]`);
  await broken.getByText('Did not work').first().waitFor();
  await broken.getByText('The letter was sent and did not come in within 15 minutes.').first().waitFor();
  await broken.getByText(/by the clock/).first().waitFor();
  await broken.getByText('23 looks before').click();
  assert.equal(await broken.locator('li').count(), 10);
  await broken.getByText('Ines Duarte asked').waitFor();
  await broken.getByRole('button', { name: 'Show more' }).click();
  assert.equal(await broken.locator('li').count(), 20);
  const again = page.getByRole('button', { name: `Look now: ${doors[0].address}` });
  await again.click();
  const well = page.locator(`[data-look="${doors[0].id}"]`);
  await well.getByText('Looking').waitFor();
  assert.equal(await again.getAttribute('aria-disabled'), 'true');
  await well.getByText('Teo Park asked').waitFor();
  await accessible(page);
});

scene('a door that nobody has looked at says what a look is', {}, async ({ desk, visit }) => {
  const { id } = await first(desk);
  await call(desk, 'POST', `/channels/${id}/doors`, { address: 'new@northwind.example' });
  const page = await visit(`/settings/channels/${id}`);
  await page.getByText('Not looked at yet').waitFor();
  await page.getByText(/^A look is a letter that the program sends to this address/).waitFor();
  await accessible(page);
});

scene('a forecast that did not come true asks whether the channel should reopen', { width: 390, height: 844 }, async ({ desk, visit }) => {
  const { id } = await first(desk);
  await call(desk, 'PUT', `/channels/${id}/stage`, { stage: 'closed', reason: 'The form is enough' });
  const page = await visit(`/settings/channels/${id}/scorecard`);
  await page.locator('[data-finding="moved"]').getByText('90 days after, 54% of those who were heard of had moved (95%: 48% to 60%, n = 210); the plan expected 100%.').waitFor();
  assert.equal(await page.locator('[data-days="90"] [data-expected]').count(), 2);
  await accessible(page);
  await page.getByRole('link', { name: 'Plan a reopening' }).click();
  const fresh = page.getByRole('dialog', { name: 'New plan' });
  assert.ok(await fresh.getByRole('radio', { name: /^Launch/ }).isChecked());
  assert.match(await fresh.getByLabel('Why', { exact: true }).inputValue(), /^90 days after, 54%/);
});

scene('a thing elsewhere shows what was seen last', {}, async ({ desk, visit }) => {
  const { id } = await first(desk);
  const [plan] = (await call(desk, 'GET', `/plans?channel=${id}&state=active`)).items;
  const page = await visit(`/settings/channels/${id}/plans/${plan.id}`);
  await page.locator('[data-seen="false"]').getByText(/^Not as it should be yet/).waitFor();
  await page.locator('[data-seen="false"]').getByText('The page still names “help@northwind.example”.').waitFor();
  await page.locator('[data-seen="true"]').getByText(/^Seen as it should be/).waitFor();
});

scene('an update says why it passed some over', {}, async ({ visit }) => {
  const page = await visit('/settings/outages');
  await page.getByRole('link', { name: /^Payments by card/ }).click();
  await page.getByText('12 passed over: 8 about something else and 4 with nobody to answer').waitFor();
  await accessible(page);
});
