import assert from 'node:assert/strict';
import { Client } from '../lib/api.mjs';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { header, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

const SPEED = 600;

// A conversation is resolved; some time later the customer is asked by mail, answers on a page without script, and the lead sees
// what they said, with how little one answer means. The clock of a demo runs fast enough for that.
goal('customer-answers-a-survey', { setUp: false, timeout: 240_000, server: { command: 'demo', flags: ['--speed', String(SPEED), '--conversations', '1', '--lively', '1'], patience: 120_000 } }, async (world) => {
  const door = await fetch(`${world.server.base}/api/v1/setup`).then((answer) => answer.json());
  const lead = new Client(world.server.base);
  await lead.signIn(door.demo.agents[0].email, door.demo.password);
  world.admin = lead;
  const [own] = (await lead.get('/smarthosts')).items;
  await world.relay(world.sink.port, 0);
  await lead.patch(`/smarthosts/${own.id}`, { enabled: false });

  // The lead sets the survey up, looks at the mail itself, and turns it on.
  const page = await world.page(lead, '/settings/surveys');
  await page.getByRole('button', { name: 'New survey' }).click();
  const dialog = page.getByRole('dialog', { name: 'New survey' });
  await dialog.getByLabel('Name', { exact: true }).fill('After a conversation');
  await dialog.getByLabel('Hours after it, if it still is resolved').fill('1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.getByRole('listitem').filter({ hasText: 'After a conversation' });
  await accessible(page);
  await row.getByRole('button', { name: 'Send to me: After a conversation' }).click();
  const trial = await world.sink.to(lead.me.email);
  assert.match(words(trial.raw), /\/s\/[0-9a-z]{26}/);
  await row.getByRole('checkbox', { name: 'After a conversation asks' }).check();

  // Mari's question is answered and resolved.
  const [channel] = (await lead.get('/channels')).items;
  const to = channel.doors[0].address;
  await world.write({ from: 'Mari Maasikas <mari@pood.example>', subject: 'Kus on minu tellimus?', text: 'Tere! Kus on minu tellimus? Ootan seda juba nädal aega ja keegi ei vasta.', to });
  const c = await world.conversation('Kus on minu tellimus?');
  await lead.post(`/conversations/${c.id}/messages`, { kind: 'reply', html: '<p>Tellimus on teel.</p>', to: [{ address: 'mari@pood.example' }], then: { do: 'resolve' } });
  const asked = await until(() => world.sink.mails.find((m) => m.to.includes('mari@pood.example') && /\/s\/[0-9a-z]{26}/.test(words(m.raw) ?? '')), 'the survey has come', 150_000);
  assert.match(header(asked.raw, 'List-Unsubscribe'), /\/s\/[0-9a-z]{26}\/stop>/);
  const token = /\/s\/([0-9a-z]{26})/.exec(words(asked.raw))[1];

  // She answers on a phone, with no script at all.
  const mari = await world.user(null, { script: false, width: 390, height: 800, locale: 'et-EE' });
  const form = await mari.page(`/s/${token}?score=4`);
  assert.equal(await form.getByRole('radio', { name: '4' }).isChecked(), true);
  await form.getByRole('radio', { name: '2' }).check();
  await form.getByLabel(/midagi lisada/).fill('Vastus tuli liiga hilja');
  await form.getByRole('button', { name: 'Saada vastus' }).click();
  await form.getByRole('heading', { name: 'Aitäh! Loeme iga vastust.' }).waitFor();
  await form.getByText('Teie vastus: 2 / 5.').waitFor();

  // The lead sees it beside the conversation and in the report, grey, with its words.
  await page.goto(`/inbox/all/${c.number}`);
  await page.getByText('The customer answered the survey: 2 of 5').waitFor();
  await page.getByText('Vastus tuli liiga hilja').first().waitFor();
  await page.goto('/reports/surveys');
  const section = page.locator('[data-kind=csat]');
  // The demo may have asked somebody else meanwhile.
  await section.getByText(/^1 of \d+$/).filter({ visible: true }).first().waitFor();
  await section.getByText('Fewer than 20 answers say next to nothing.').waitFor();
  const comment = page.getByRole('listitem').filter({ hasText: 'Vastus tuli liiga hilja' });
  await comment.getByRole('link', { name: /Kus on minu tellimus/ }).click();
  await page.waitForURL(new RegExp(`/inbox/all/${c.number}`));
});
