import assert from 'node:assert/strict';
import { open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';

const DAY = 'Monday';

goal('lead-sets-hours-and-promises', {}, async (world) => {
  const page = await world.page(world.admin, '/settings/holidays');
  await page.getByRole('button', { name: 'New calendar' }).click();
  const calendar = page.getByRole('dialog', { name: 'New calendar' });
  const ics = 'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Estonia\r\nBEGIN:VEVENT\r\nSUMMARY:Independence Day\r\nDTSTART;VALUE=DATE:20000224\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n'
    + 'BEGIN:VEVENT\r\nSUMMARY:Party\r\nDTSTART:20300501T180000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
  await calendar.locator('input[type=file]').setInputFiles({ name: 'ee.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics) });
  await calendar.getByText('1 event was not taken').waitFor();
  await calendar.getByText('has a time of day').waitFor();
  assert.equal(await calendar.getByLabel('Name').first().inputValue(), 'Estonia');
  await calendar.getByRole('button', { name: 'Save' }).click();
  await page.getByText('next on 24 February', { exact: false }).or(page.getByText('next on February 24', { exact: false })).waitFor();

  // The week: typed, then painted by keyboard, then by mouse.
  await page.getByRole('link', { name: 'Business hours' }).click();
  await page.getByRole('button', { name: 'New business hours' }).click();
  const hours = page.getByRole('dialog', { name: 'New business hours' });
  await hours.getByLabel('Name', { exact: true }).first().fill('Office');
  const monday = hours.getByLabel(`Opening times on ${DAY}`);
  await monday.fill('9-12, 13:30-17');
  await monday.press('Tab');
  assert.equal(await monday.inputValue(), '09:00–12:00, 13:30–17:00');
  const cell = (from, to) => hours.getByRole('gridcell', { name: `${DAY} ${from} to ${to}` });
  await cell('09:00', '09:30').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press(' ');
  assert.equal(await monday.inputValue(), '08:30–12:00, 13:30–17:00');
  await cell('12:00', '12:30').hover();
  await page.mouse.down();
  await cell('13:00', '13:30').hover();
  await page.mouse.up();
  assert.equal(await monday.inputValue(), '08:30–17:00');
  await monday.fill('nine to five');
  await monday.press('Tab');
  await hours.getByRole('alert').waitFor();
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await hours.getByLabel(`Opening times on ${day}`).fill('0-24');
    await hours.getByLabel(`Opening times on ${day}`).press('Tab');
  }
  await hours.getByLabel('Estonia').check();
  await hours.getByLabel(/^Email/).first().check();
  await hours.getByRole('button', { name: 'Save' }).click();
  await hours.waitFor({ state: 'detached' });
  await page.getByText('Office').first().waitFor();

  // A promise, tried before it holds.
  await page.getByRole('link', { name: 'SLA policies' }).click();
  await page.getByRole('button', { name: 'New policy' }).click();
  const policy = page.getByRole('dialog', { name: 'New policy' });
  await policy.getByLabel('Name').fill('Everybody');
  await policy.getByLabel('First answer').fill('12');
  await policy.getByLabel('Warn so long before').fill('0');
  await policy.getByRole('button', { name: 'Try' }).click();
  await policy.getByRole('status').waitFor();
  await policy.getByRole('button', { name: 'Save' }).click();
  await policy.waitFor({ state: 'detached' });

  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const c = await world.conversation('Refund not received');
  assert.equal(c.due_at, c.waiting_since + 12 * 60_000);
  await page.goto('/inbox/all');
  await page.getByText(/1[0-2] min left/).first().waitFor();
  await open(page, /Refund not received/);
  await page.getByText('Due', { exact: true }).waitFor();
});
