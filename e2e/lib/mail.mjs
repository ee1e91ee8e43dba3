// Mail for goals: into the real SMTP door (swaks, or a bare client), out into a server that keeps everything, and a reader for what came.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.mjs';

/** Delivers raw mail; gives the final answer line. */
export async function deliver(port, { from, to, raw }) {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.setTimeout(15_000, () => socket.destroy(new Error('SMTP: no answer within 15 s')));
  let buffer = '';
  const waiting = [];
  socket.on('data', (chunk) => {
    buffer += chunk;
    for (let match = /^(?:\d{3}-.*\r\n)*(\d{3}) (.*)\r\n/.exec(buffer); match; match = /^(?:\d{3}-.*\r\n)*(\d{3}) (.*)\r\n/.exec(buffer)) {
      buffer = buffer.slice(match[0].length);
      waiting.shift()?.resolve(`${match[1]} ${match[2]}`);
    }
  });
  const fail = (error) => {
    while (waiting.length) waiting.shift().reject(error);
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('SMTP: the connection was closed')));
  const answer = () => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  const say = async (line, wanted) => {
    const reply = answer();
    socket.write(`${line}\r\n`);
    const text = await reply;
    if (!text.startsWith(wanted)) throw new Error(`SMTP: ${line.slice(0, 60)} -> ${text}`);
    return text;
  };
  const hello = answer();
  await hello;
  await say('EHLO client.example', '2');
  await say(`MAIL FROM:<${from}>`, '2');
  for (const one of [to].flat()) await say(`RCPT TO:<${one}>`, '2');
  await say('DATA', '3');
  const body = raw.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  const final = await say(`${body}\r\n.`, '2');
  socket.write('QUIT\r\n');
  socket.end();
  return final;
}

/** The same with swaks, a program that others wrote; gives its conversation with the server. */
export async function swaks(port, { from, to, raw }) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-swaks-'));
  const file = join(folder, 'mail.eml');
  writeFileSync(file, raw);
  const child = spawn('swaks', ['--server', `127.0.0.1:${port}`, '--helo', 'client.example', '--from', from, '--to', [to].flat().join(','), '--data', `@${file}`, '--timeout', '20'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  const [code] = await once(child, 'close');
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(`swaks ended with ${code}:\n${out}`);
  return out;
}

let serial = 0;
/** A plain message as raw text. */
export function letter({ from, to, subject, text, headers = {}, type = 'text/plain; charset=utf-8', encoding = '8bit' }) {
  serial += 1;
  const more = Object.entries({ 'Message-ID': `<${Date.now()}.${serial}@client.example>`, Date: new Date().toUTCString().replace('GMT', '+0000'), ...headers });
  return [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...more.map(([name, value]) => `${name}: ${value}`), 'MIME-Version: 1.0', `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', text].join('\n');
}

/**
 * A mail server that takes everything and keeps it: `{ port, mails, refuse, next(test), close() }`.
 * Each of `mails` is `{ from, to, raw }` as in the envelope. `refuse(recipient)` may give an answer line in place of 250; `taken(mail)` is told of each.
 */
export async function openSink() {
  const mails = [];
  const sockets = new Set();
  const sink = { port: 0, mails, refuse: () => null, taken: () => undefined };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1');
    socket.write('220 sink.example ESMTP\r\n');
    let buffer = '';
    let mail = null;
    let data = false;
    const line = (text) => {
      const verb = text.slice(0, 4).toUpperCase();
      const address = () => /<(.*?)>/.exec(text)?.[1] ?? '';
      if (verb === 'EHLO') socket.write('250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n');
      else if (verb === 'MAIL') {
        mail = { from: address(), to: [], raw: '' };
        socket.write('250 ok\r\n');
      } else if (verb === 'RCPT') {
        const no = sink.refuse(address());
        if (!no) mail?.to.push(address());
        socket.write(`${no ?? '250 ok'}\r\n`);
      } else if (verb === 'DATA') {
        data = true;
        socket.write('354 go on\r\n');
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    };
    socket.on('data', (chunk) => {
      buffer += chunk;
      for (;;) {
        const end = data ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (data ? 5 : 2));
        if (data) {
          data = false;
          mails.push({ ...mail, at: Date.now(), raw: Buffer.from(text.replace(/\r\n\.\./g, '\r\n.'), 'latin1').toString('utf8') });
          sink.taken(mails.at(-1));
          socket.write('250 kept\r\n');
        } else line(text);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sink.port = server.address().port;
  /** Waits for a mail that fits. */
  sink.next = (test, what, ms = 30_000) => until(() => mails.find(test), what, ms);
  sink.to = (address, what = `a mail to ${address}`, ms = 30_000) => sink.next((mail) => mail.to.includes(address), what, ms);
  sink.close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return sink;
}

/** A header of a raw mail, unfolded; null when it is not there. */
export function header(raw, name) {
  const head = raw.split(/\r?\n\r?\n/, 1)[0].replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: *(.*?)\\r?$`, 'im').exec(head)?.[1] ?? null;
}

/** The words of a mail's text part (or of the part of that type), decoded. */
export function words(raw, type = 'text/plain') {
  const [head] = raw.split(/\r?\n\r?\n/, 1);
  const body = raw.slice(head.length).replace(/^(\r?\n){2}/, '');
  const kind = header(raw, 'Content-Type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(kind)?.[1];
  if (boundary) {
    for (const part of body.split(`--${boundary}`).slice(1)) {
      const found = part.startsWith('--') ? null : words(part.replace(/^\r?\n/, ''), type);
      if (found !== null) return found;
    }
    return null;
  }
  if (!kind.toLowerCase().startsWith(type)) return null;
  const encoding = (header(raw, 'Content-Transfer-Encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
