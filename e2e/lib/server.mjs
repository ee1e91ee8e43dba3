// Starts the real binary on a temporary data folder and ends it again. Only processes that were started here are ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;

/** The binary: FAIRLEAD_BIN, else the debug or release build of this workspace. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  const found = [process.env.FAIRLEAD_BIN, join(target, 'release/fairlead'), join(target, 'debug/fairlead')].find((path) => path && existsSync(path));
  if (!found) throw new Error('No fairlead binary: build it (cargo build) or set FAIRLEAD_BIN.');
  return found;
}
let next = process.pid * 7919;
/** A port below those that the kernel gives to outgoing connections, which might take it before it is listened at, or while it restarts. */
export async function freePort() {
  for (let tries = 0; tries < 20_000; tries += 1) {
    const port = 12_000 + (next++ % 20_000);
    const server = createServer();
    const free = await new Promise((told) => server.once('error', () => told(false)).listen(port, '127.0.0.1', () => told(true)));
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('No port of 127.0.0.1 is free.');
}

/**
 * Starts `fairlead serve` (or `options.command`) on an empty data folder (or `options.data`). Options: `flags` (more flags), `env`, `data`,
 * `patience` (milliseconds until it must be ready).
 * Gives `{ base, http, smtp, data, log(), stop(), kill(), start(), restart() }`.
 */
export async function startServer(options = {}) {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'fairlead-e2e-'));
  const http = await freePort();
  const smtp = await freePort();
  const flags = ['--data', data, '--http', `127.0.0.1:${http}`, '--smtp', `127.0.0.1:${smtp}`, ...(options.flags ?? [])];
  const env = { ...process.env, FAIRLEAD_DIRECT_DELIVERY: 'false', FAIRLEAD_LIMITS__OUTBOX_LOOK_MS: '200', ...options.env };
  const lines = [];
  let child = null;
  const launch = async () => {
    child = spawn(binary(), [options.command ?? 'serve', ...flags], { env, cwd: data, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => lines.push(String(chunk)));
    await ready(`http://127.0.0.1:${http}`, child, lines, options.patience ?? 20_000);
  };
  await launch();
  const end = async (signal) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  };
  return {
    base: `http://127.0.0.1:${http}`,
    http,
    smtp,
    data,
    log: () => lines.join(''),
    kill: () => end('SIGKILL'),
    start: launch,
    restart: async () => {
      await end('SIGTERM');
      await launch();
    },
    stop: async () => {
      await end('SIGTERM');
      if (!options.data) rmSync(data, { recursive: true, force: true });
    },
  };
}
async function ready(base, child, lines, patience) {
  for (let tries = 0; tries < patience / 50; tries += 1) {
    if (child.exitCode !== null) throw new Error(`fairlead ended at once:\n${lines.join('')}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`fairlead is not ready after ${patience / 1000} s:\n${lines.join('')}`);
}
export async function run(args, env = process.env) {
  const child = spawn(binary(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`fairlead ${args[0]} ended with ${code}:\n${out}`);
  return out;
}
