import assert from 'node:assert/strict';
import { log, row } from '../lib/desk.mjs';
import { goal, SUPPORT } from '../lib/goal.mjs';

goal('agent-sees-only-own-teams', {}, async (world) => {
  const support = (await world.admin.get('/bootstrap')).teams[0];
  const billing = await world.admin.post('/teams', { name: 'Billing' });
  await world.admin.post('/channels', { kind: 'email', name: 'Invoices', team: billing.id, addresses: ['invoices@northwind.example'], address: 'invoices@northwind.example' });
  const ana = await world.agent('Ana Berg', { teams: [support.id] });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  const page = await world.page(ana);
  await row(page, /Wrong size/).waitFor();

  const boundary = 'b';
  const text = ['--b', 'Content-Type: text/plain', '', 'The xylophone invoice.', '--b', 'Content-Type: text/csv; name="secret.csv"', 'Content-Disposition: attachment; filename="secret.csv"', '', 'a,b', '--b--', ''].join('\n');
  await world.write({ from: 'Otto Brand <otto@kunde.example>', to: 'invoices@northwind.example', subject: 'Invoice 4711', text, type: `multipart/mixed; boundary="${boundary}"`, encoding: '7bit' });
  const secret = await world.conversation('Invoice 4711');
  await world.write({ from: 'Ida Holm <ida@kunde.example>', subject: 'Which colour', text: 'Is the red one in stock?' });
  await row(page, /Which colour/).waitFor();
  assert.equal(await row(page, /Invoice 4711/).count(), 0, 'not in the list, although it came before');
  assert.deepEqual((await ana.conversations()).map((c) => c.subject).sort(), ['Which colour', 'Wrong size']);

  // Not in the search either; by its number only that it exists.
  assert.deepEqual((await ana.get('/search?q=xylophone')).items, []);
  assert.equal((await world.admin.get('/search?q=xylophone')).items.length, 1);
  const file = (await world.detail(secret.id)).messages[0].attachments[0];
  const raw = (path, client) => fetch(`${world.server.base}/api/v1${path}`, { headers: { cookie: client.cookie } }).then((r) => r.status);
  assert.equal(await raw(`/attachments/${file.id}`, world.admin), 200);
  assert.ok([403, 404].includes(await raw(`/attachments/${file.id}`, ana)));
  assert.ok([403, 404].includes(await raw(`/messages/${(await world.detail(secret.id)).messages[0].id}/raw`, ana)));
  await assert.rejects(ana.put(`/conversations/${secret.id}/status`, { status: 'resolved', force: true }), (error) => [403, 404].includes(error.status));
  page.user.expect(/status of (403|404)/);
  await page.goto(`/inbox/all/${secret.number}`);
  await page.getByText('This conversation belongs to another team.').or(page.getByText('This conversation cannot be shown.')).first().waitFor();
  assert.equal(await page.getByText('xylophone').count(), 0);

  // Administration is not for her.
  await assert.rejects(ana.get('/audit'), (error) => [403, 404].includes(error.status));
  await assert.rejects(ana.post('/teams', { name: 'Mine' }), (error) => [403, 404].includes(error.status));
  await page.goto('/settings/agents');
  await page.getByText('There is nothing here.').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Audit' }).count(), 0);

  // Moved to her team, it is there at once.
  await page.goto('/inbox/all');
  await row(page, /Wrong size/).waitFor();
  await world.admin.put(`/conversations/${secret.id}/team`, { team: support.id, force: true });
  await row(page, /Invoice 4711/).waitFor();
  await row(page, /Invoice 4711/).click();
  await log(page).getByText('The xylophone invoice.').waitFor();
});
