// A customer on a shop's page asks in the widget, an agent answers from the ordinary inbox, both see it at once. The customer goes
// away with an address left behind: what is answered then comes by mail, and their answer to that mail stands in the same talk,
// in the inbox and in the widget.
import assert from 'node:assert/strict';
import { log, open, send, write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { shop, startHost } from './host.mjs';
import { bubble, launched, opened, say } from './scene.mjs';

/** A shop's page with the widget of a live chat channel. */
async function carrying(world) {
  const host = await startHost(() => shop());
  world.later(() => host.stop());
  const team = (await world.admin.get('/teams')).items[0];
  const channel = await world.admin.post('/channels', { kind: 'chat', name: 'Chat', team: team.id });
  await world.admin.put(`/channels/${channel.id}/stage`, { stage: 'live' });
  const found = (await world.admin.get('/widgets')).items.find((w) => w.channel === channel.id);
  const widget = await world.admin.get(`/widgets/${found.id}`);
  await world.admin.put(`/widgets/${found.id}`, { ...widget, sites: [host.base], ask_email: 'optional' });
  Object.assign(host, { desk: world.server.base, key: found.key });
  return host;
}

goal('agent-answers-a-chat', { timeout: 240_000 }, async (world) => {
  const host = await carrying(world);
  const page = await world.page();
  const visitor = await world.user(null);
  const site = await visitor.page(host.base);
  await launched(site);
  const frame = await opened(site);
  await say(frame, 'One pole came without its tip.');

  await open(page, /One pole came without/);
  await log(page).getByText('One pole came without its tip.').waitFor();
  await write(page, 'We send you another tip today.');
  await send(page);
  await bubble(frame, 'We send you another tip today.').waitFor();

  // Answered within the console's own time: nothing was lost, nothing doubled.
  await say(frame, 'Thank you! And the bag?');
  await log(page).getByText('Thank you! And the bag?').waitFor();
  assert.equal(await log(page).getByText('One pole came without its tip.').count(), 1);

  // They load the page anew and are in the same talk.
  await site.reload();
  await launched(site);
  const again = await opened(site);
  await bubble(again, 'We send you another tip today.').waitFor();
  const list = await world.admin.conversations('view=all');
  assert.equal(list.filter((c) => c.subject.includes('One pole')).length, 1, 'one conversation');
});
