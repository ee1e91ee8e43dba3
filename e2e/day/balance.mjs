// Stands where a load balancer stands: one port for browsers (or mail), any number of nodes behind it. Counts what a customer of it would
// see: feed sockets, and how many of them were lost.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** How long a node that refused is left alone. */
const REST_MS = 1_000;

/** Listens on port `on` (0: a free one) for `ports`: `{ port, stats, sockets(), calm(), close() }`. */
export async function openBalancer(ports, on = 0) {
  const pairs = new Set();
  const resting = new Map();
  const stats = { opened: 0, lost: 0, at: [] };
  const behind = [...ports];
  let turn = 0;
  let closing = false;

  const candidates = () => {
    turn += 1;
    const round = behind.map((_, n) => behind[(turn + n) % behind.length]);
    const now = performance.now();
    return [...round.filter((port) => (resting.get(port) ?? 0) <= now), ...round.filter((port) => (resting.get(port) ?? 0) > now)];
  };
  const join = (client, port, rest) => {
    const node = connect(port, '127.0.0.1');
    let feed = false;
    const pair = { client, node, port, feed: () => feed };
    node.setNoDelay(true);
    client.setNoDelay(true);
    node.once('error', () => {
      resting.set(port, performance.now() + REST_MS);
      const [next, ...others] = rest;
      if (!pairs.has(pair) && next !== undefined && !client.destroyed) join(client, next, others);
      else client.destroy();
    });
    node.once('connect', () => {
      resting.delete(port);
      pairs.add(pair);
      const first = (chunk) => {
        if (!/^GET \/api\/v1\/feed\?/.test(chunk.toString('latin1', 0, 40))) return;
        feed = true;
        stats.opened += 1;
        stats.at.push({ at: Date.now(), open: true });
      };
      client.once('data', first);
      const over = () => {
        if (!pairs.delete(pair)) return;
        if (feed && !closing) {
          stats.lost += 1;
          stats.at.push({ at: Date.now(), open: false });
        }
        client.destroy();
        node.destroy();
      };
      client.on('close', over);
      node.on('close', over);
      client.on('error', over);
      client.pipe(node);
      node.pipe(client);
    });
  };
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    const [first, ...rest] = candidates();
    join(client, first, rest);
  });
  server.listen(on, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    stats,
    /** Feed sockets that are open now, by the port of their node. */
    sockets: () => [...pairs].filter((pair) => pair.feed()).reduce((all, pair) => ({ ...all, [pair.port]: (all[pair.port] ?? 0) + 1 }), {}),
    /** What closes from now on was closed by us. */
    calm: () => (closing = true),
    close: async () => {
      closing = true;
      for (const pair of pairs) pair.client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
