// A live chat whose widget stands in the pages of a shop.
import { shop, startHost } from '../widget/host.mjs';

/** Options: `pages` (of `startHost`), `sites` beside the shop's own, `look` over the widget's. Gives the shop, with `desk`, `key` and the `widget`. */
export async function carrying(world, { pages = () => shop(), sites = [], look = {} } = {}) {
  const host = await startHost(pages);
  world.later(() => host.stop());
  const team = (await world.admin.get('/teams')).items[0];
  const channel = await world.admin.post('/channels', { kind: 'chat', name: 'Chat', team: team.id });
  await world.admin.put(`/channels/${channel.id}/stage`, { stage: 'live', reason: 'tried' });
  const found = (await world.admin.get('/widgets')).items.find((w) => w.channel === channel.id);
  const widget = await world.admin.put(`/widgets/${found.id}`, { ...found, sites: [host.base, ...sites], look: { ...found.look, ...look } });
  return Object.assign(host, { desk: world.server.base, key: found.key, widget });
}
