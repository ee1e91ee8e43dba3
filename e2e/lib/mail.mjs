// Mail for goals: a bare SMTP client that puts a message into the real door.
import { connect } from 'node:net';

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
let serial = 0;
/** A plain message as raw text. */
export function letter({ from, to, subject, text, headers = {} }) {
  serial += 1;
  const more = Object.entries({ 'Message-ID': `<${Date.now()}.${serial}@client.example>`, Date: new Date().toUTCString().replace('GMT', '+0000'), ...headers });
  return [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, ...more.map(([name, value]) => `${name}: ${value}`), 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text].join('\n');
}
