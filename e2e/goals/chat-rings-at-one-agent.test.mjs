// A chat rings at one agent; left alone it rings at the other; taken by a key it is theirs, and whoever leads sees all of it.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { carrying } from '../lib/chat.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';
import { opened, say } from '../widget/hand.mjs';

const card = (page) => page.locator('[data-offer]');
/** A key just before it rang was meant for something else. */
const meant = (page) => page.waitForTimeout(650);
const rings = async (pages) => {
  for (const page of pages) if (await card(page).count()) return page;
  return null;
};

goal('chat-rings-at-one-agent', {}, async (world) => {
  const host = await carrying(world);
  const liis = await world.agent('Liis Saar', { teams: [(await world.admin.get('/teams')).items[0].id] });
  const lead = await world.page(world.admin, '/queue');
  const other = await world.page(liis, '/inbox/all');
  const agents = [lead, other];

  const visitor = await world.user(null);
  const frame = await opened(await visitor.page(host.base));
  await say(frame, 'One pole came without its tip.');
  const first = await until(() => rings(agents), 'it rings at somebody');
  const second = agents.find((p) => p !== first);
  assert.equal(await card(second).count(), 0, 'never at two');
  await card(first).getByText('One pole came without its tip.').waitFor();
  await accessible(first);

  await meant(first);
  await first.keyboard.press('Shift+Y');
  await card(first).waitFor({ state: 'detached' });
  await card(second).waitFor();
  await meant(second);
  await second.keyboard.press('y');
  await second.waitForURL(/\/(inbox|chats)/);
  await card(second).waitFor({ state: 'detached' });

  const client = second === other ? liis : world.admin;
  const found = await world.conversation((c) => c.subject.includes('One pole'), 'view=all');
  const me = await client.get('/bootstrap');
  assert.equal(found.assignee, me.me.id);
  const told = await world.admin.get('/queue');
  const row = told.items.find((i) => i.conversation.id === found.id);
  assert.deepEqual([row.standing, row.agent], ['held', me.me.id]);
  assert.equal(told.agents.find((a) => a.agent === me.me.id).live, 1);
  if (first === lead) await lead.getByRole('region', { name: 'Agents' }).or(lead.getByText('Liis Saar')).first().waitFor();
});
