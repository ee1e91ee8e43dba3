import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { notices } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// Somebody who runs the desk finds a setting by its name, takes back what they removed, and reads in the trail what happened.
goal('settings-at-hand', {}, async (world) => {
  await world.admin.post('/rules', { name: 'Refunds first', trigger: { event: 'conversation_created' }, filter: { all: [] }, actions: [{ do: 'urgency', urgency: 'high' }], enabled: true });
  const rule = async () => (await world.admin.get('/rules')).items.find((one) => one.name === 'Refunds first');

  // By keys alone: the command bar knows every section.
  const page = await world.page(world.admin, '/inbox/all');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('rules');
  await page.getByRole('option', { name: 'Rules', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor();
  await accessible(page);

  const line = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Refunds first' });
  await line.getByRole('button', { name: 'Remove Refunds first' }).click();
  await line.waitFor({ state: 'detached' });
  await until(async () => (await rule())?.enabled === false, 'a rule that is gone from the page does nothing');
  await notices(page).getByRole('button', { name: /^Undo/ }).click();
  await line.waitFor();
  await until(async () => (await rule())?.enabled === true, 'it is as it was');

  // What is promised by, too: hours with whose they are, holidays, policies.
  const channel = (await world.admin.get('/channels')).items[0].id;
  const calendar = await world.admin.post('/holiday-calendars', { name: 'Estonia', days: [{ date: '2030-02-24', name: 'Independence Day' }] });
  const made = {
    hours: ['/business-hours', await world.admin.post('/business-hours', { name: 'Office', zone: 'Europe/Tallinn', week: [{ day: 0, from: 540, to: 1020 }], calendars: [calendar.id], channels: [channel] })],
    holidays: ['/holiday-calendars', calendar],
    sla: ['/sla-policies', await world.admin.post('/sla-policies', { name: 'Everybody', in_hours: true, first_response_ms: 3_600_000 })],
  };
  const kept = async (path, id) => (await world.admin.get(path)).items.find((one) => one.id === id);
  const removed = async (section, name) => {
    await page.goto(`/settings/${section}`);
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name });
    await row.getByRole('button', { name: `Change ${name}` }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await row.waitFor({ state: 'detached' });
    return row;
  };
  for (const [section, [path, one]] of Object.entries(made)) {
    const row = await removed(section, one.name);
    assert.equal((await kept(path, one.id)).version, one.version, 'nothing has happened yet');
    // The keys go on from the list, and the same key takes it back as everywhere.
    await until(() => page.evaluate(() => document.activeElement?.matches('main ul, main ol')), 'the focus is not lost');
    await page.keyboard.press('z');
    await row.waitFor();
    assert.equal((await kept(path, one.id)).version, one.version);
  }
  // Whoever goes away and comes back does not see it again, and after ten seconds it is gone for good.
  await removed('hours', 'Office');
  const nav = page.getByRole('navigation', { name: 'Settings' });
  await nav.getByRole('link', { name: 'SLA policies' }).click();
  await page.getByText('Everybody').waitFor();
  await nav.getByRole('link', { name: 'Business hours' }).click();
  await page.getByText('Nobody has business hours yet', { exact: false }).waitFor();
  await until(async () => !(await kept('/business-hours', made.hours[1].id)), 'it is removed', 20_000);
  assert.ok(await kept('/holiday-calendars', calendar.id), 'its holidays stay');

  // A field in a script that has no letters a to z.
  await page.goto('/settings/fields');
  await page.getByRole('button', { name: 'New field' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('尺寸');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('main').getByRole('listitem').filter({ hasText: '尺寸' }).waitFor();
  assert.ok((await world.admin.get('/fields')).items.some((field) => field.name === '尺寸' && /^[a-z0-9_]+$/.test(field.key)));

  await page.goto('/settings/audit');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Custom field made' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'Custom field made' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Signed in' }).waitFor({ state: 'detached' });
  await accessible(page);

  // On a telephone the sections unfold, and fold again when one is chosen.
  const small = await world.page(world.admin, '/settings/rules', { width: 390, height: 844 });
  const sections = small.getByRole('navigation', { name: 'Settings' });
  await sections.getByRole('button', { name: 'Rules' }).click();
  await sections.getByRole('link', { name: 'Holidays' }).click();
  await small.getByRole('heading', { name: 'Holidays', exact: true }).waitFor();
  await sections.getByRole('button', { name: 'Holidays', expanded: false }).waitFor();
  await sections.getByRole('link', { name: 'Rules' }).waitFor({ state: 'hidden' });
  await accessible(small);
});
