// The desk of the day: a demo with its own fast clock, on SQLite or as two nodes on one PostgreSQL, with a balancer before its doors.
import { mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../lib/api.mjs';
import { deliver, openSink } from '../lib/mail.mjs';
import { startPostgres } from '../lib/peers.mjs';
import { freePort, startServer } from '../lib/server.mjs';
import { openBalancer } from './balance.mjs';
import { isOurs } from './customers.mjs';

/** `{ base, smtp, sink, admin, members, password, rows(sql), postgres, nodes, balance, clock(), kill(n), close() }`. */
export async function openHouse({ nodes, speed, from, minutes, past }) {
  const closers = [];
  const close = async () => {
    for (const closer of closers.reverse()) await Promise.resolve(closer()).catch((error) => console.error(String(error)));
  };
  try {
    const postgres = nodes > 1 ? await startPostgres() : null;
    if (nodes > 1 && !postgres) throw new Error('Two nodes need PostgreSQL: apt-get install postgresql');
    if (postgres) closers.push(postgres.stop);
    const data = mkdtempSync(join(tmpdir(), 'fairlead-day-'));
    closers.push(() => rmSync(data, { recursive: true, force: true, maxRetries: 3 }));
    const place = postgres ? ['--database-url', postgres.url] : [];
    const front = await freePort();
    const flags = [...place, '--public-url', `http://127.0.0.1:${front}`];
    const tale = ['--speed', String(speed), '--from', new Date(from).toISOString(), '--lively', String(minutes), '--conversations', String(past)];
    const first = await startServer({ command: 'demo', data, flags: [...flags, ...tale], patience: 300_000, env: { FAIRLEAD_LOG: 'warn' } });
    const running = [first];
    closers.push(() => Promise.all(running.map((node) => node.stop())));
    for (let n = 1; n < nodes; n += 1) running.push(await startServer({ command: 'demo', data, flags: [...flags, '--join'], patience: 60_000, env: { FAIRLEAD_LOG: 'warn' } }));
    const balance = await openBalancer(running.map((node) => node.http), front);
    const mail = await openBalancer(running.map((node) => node.smtp));
    closers.push(balance.close, mail.close);
    const base = `http://127.0.0.1:${balance.port}`;
    const door = await fetch(`${base}/api/v1/setup`).then((answer) => answer.json());
    const admin = new Client(base);
    const boot = await admin.signIn(door.demo.agents[0].email, door.demo.password);
    const heard = { own: Date.now(), its: boot.now };
    const sink = await relay(admin, closers);
    return {
      base, sink, admin, balance, close, nodes: running, postgres: postgres !== null,
      smtp: mail.port,
      members: door.demo.agents,
      password: door.demo.password,
      zone: boot.organization.zone,
      /** By the demo's clock, when its present began. */
      began: boot.now,
      clock: () => heard.its + (Date.now() - heard.own) * speed,
      rows: postgres ? postgres.rows : (sql) => lite(join(data, 'fairlead.db'), sql),
      log: () => running.map((node) => node.log()).join('\n'),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function lite(file, sql) {
  const done = spawnSync('sqlite3', ['-readonly', file, sql], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`sqlite3: ${done.error ?? done.stderr}`);
  return done.stdout;
}

/** All mail out goes to a server of ours, which passes it on to the demo's own customers as long as they live. */
async function relay(admin, closers) {
  const sink = await openSink();
  closers.push(sink.close);
  const [own] = (await admin.get('/smarthosts')).items ?? (await admin.get('/smarthosts'));
  await admin.post('/smarthosts', { host: '127.0.0.1', port: sink.port, tls: 'none', username: null, rate_per_minute: null, position: 1, enabled: true });
  await admin.patch(`/smarthosts/${own.id}`, { enabled: false });
  let at = 0;
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    for (; at < sink.mails.length; at += 1) {
      const mail = sink.mails[at];
      if (!mail.to.some(isOurs)) await deliver(own.port, mail).catch(() => undefined);
    }
    busy = false;
  }, 200);
  closers.push(() => clearInterval(timer));
  return sink;
}
