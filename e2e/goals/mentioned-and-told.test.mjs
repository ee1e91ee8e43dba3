import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { composer, log, open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

goal('mentioned-and-told', {}, async (world) => {
  const team = (await world.admin.get('/bootstrap')).teams[0].id;
  const ana = await world.agent('Ana Berg', { teams: [team] });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const conversation = await world.conversation('Refund not received');
  const hers = await world.page(ana, '/inbox/mine');
  const his = await world.page(world.admin, '/inbox/all');
  await open(his, /Refund not received/);

  // He names her in a note: the name is completed.
  await his.keyboard.press('n');
  await composer(his, 'Internal note').getByRole('textbox', { name: 'Internal note' }).and(his.locator('.ProseMirror')).waitFor();
  await his.keyboard.type('Can you look, @an');
  await his.getByRole('option', { name: /Ana Berg/ }).waitFor();
  await his.keyboard.press('Enter');
  await his.keyboard.type('please?');
  await composer(his, 'Internal note').getByRole('button', { name: 'Add note' }).click();
  await log(his).getByText('please?').waitFor();

  // She sees it at once: badge, title, icon, list. He is not told what he did himself.
  const bell = hers.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Notifications/ });
  await until(async () => /1/.test(await bell.innerText()), 'the badge');
  await until(async () => (await hers.title()).startsWith('(1) '), 'the title');
  assert.equal(await hers.locator('link[rel="icon"]').getAttribute('href'), '/icon-dot.svg');
  await bell.click();
  const line = hers.getByRole('list', { name: 'Notifications' }).getByRole('link', { name: /Mara Lund mentioned you/ });
  await line.waitFor();
  await accessible(hers);
  assert.equal((await world.admin.get('/notifications')).unread, 0);

  // The customer writes again: still one line. Opening it reads it, and it goes quiet.
  const first = (await world.detail(conversation.id)).messages[0];
  const raw = await fetch(`${world.server.base}/api/v1/messages/${first.id}/raw`, { headers: { cookie: world.admin.cookie } }).then((r) => r.text());
  const id = /^Message-ID: *(.*?)\r?$/im.exec(raw)[1];
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Re: Refund not received', text: 'Hello?', headers: { 'In-Reply-To': id, References: id } });
  await hers.getByText('2 things happened').waitFor();
  await line.click();
  await log(hers).getByText('Hello?').waitFor();
  await until(async () => (await ana.get('/notifications')).unread === 0, 'it is read');
  await until(async () => !(await hers.title()).startsWith('('), 'the title is quiet');

  // What she chooses is kept.
  await hers.goto('/settings/notifications');
  await hers.getByLabel('I am mentioned: By sound').uncheck();
  await hers.getByLabel('Mail what is still unread').selectOption('daily');
  await hers.getByLabel('Every day, from one time to another').check();
  await hers.getByLabel('From', { exact: true }).fill('21:00');
  await accessible(hers);
  await hers.getByRole('button', { name: 'Save' }).click();
  await until(async () => (await ana.get('/me/notifications')).digest === 'daily', 'kept');
  const kept = await ana.get('/me/notifications');
  assert.deepEqual([kept.ways.mentioned.sound, kept.quiet.hours], [false, { from: 1260, to: 450 }]);
});
