// Real mail programs: a dovecot whose mailboxes are anybody's, and a postfix that relays into it. Each with its own folder and free ports.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server.mjs';
import { until } from './until.mjs';

const root = process.getuid() === 0;
const program = (name) => [`/usr/sbin/${name}`, `/usr/bin/${name}`, `/usr/local/sbin/${name}`].find((path) => existsSync(path));
const PASSWORD = 'secret';

/** Why these peers cannot run here, or null. Fails where CI is set. */
export function missing() {
  const lacking = ['dovecot', 'postfix'].filter((name) => !program(name));
  const word = lacking.length > 0 ? `apt-get install ${lacking.join(' ')}` : root ? null : 'postfix needs root';
  if (word && process.env.CI) throw new Error(word);
  return word;
}

async function listening(port) {
  await until(
    () =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      }),
    `a listener on port ${port}`,
    20_000,
  );
}

/** Any user name is a mailbox. `{ imap, lmtp, read(user), stop() }`; `read` gives the raw mails of an inbox over IMAP. */
export async function startDovecot() {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-dovecot-'));
  const [imap, lmtp] = [await freePort(), await freePort()];
  mkdirSync(join(folder, 'mail'));
  chmodSync(folder, 0o755);
  const me = userInfo();
  const user = root ? 'nobody' : me.username;
  const group = root ? 'nogroup' : String(me.gid);
  if (root) chownSync(join(folder, 'mail'), 65_534, 65_534);
  const own = root ? '' : `default_login_user = ${user}\ndefault_internal_user = ${user}\ndefault_internal_group = ${group}\nservice imap-login {\n chroot =\n}\nservice anvil {\n chroot =\n}\n`;
  writeFileSync(
    join(folder, 'dovecot.conf'),
    `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_uid = ${user}
mail_gid = ${group}
mail_location = maildir:${folder}/mail/%u/Maildir
auth_username_format = %Lu
namespace inbox {
 inbox = yes
}
passdb {
 driver = static
 args = password=${PASSWORD}
}
userdb {
 driver = static
 args = uid=${user} gid=${group} home=${folder}/mail/%u allow_all_users=yes
}
service imap-login {
 inet_listener imap {
  port = ${imap}
 }
}
service lmtp {
 inet_listener lmtp {
  port = ${lmtp}
 }
}
${own}`,
  );
  const child = spawn(program('dovecot'), ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore', detached: true });
  await Promise.all([listening(imap), listening(lmtp)]);
  return {
    imap,
    lmtp,
    read: (mailbox) => readInbox(imap, mailbox),
    stop: async () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
      await until(() => child.exitCode !== null || child.signalCode !== null, 'the end of dovecot');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Signs in over IMAP and reads all mails of the inbox. */
async function readInbox(port, user) {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.setTimeout(15_000, () => socket.destroy(new Error('IMAP: no answer within 15 s')));
  let buffer = '';
  let error = null;
  socket.on('data', (chunk) => (buffer += chunk));
  socket.on('error', (cause) => (error = cause));
  let tag = 0;
  const say = async (line) => {
    tag += 1;
    buffer = '';
    socket.write(`t${tag} ${line}\r\n`);
    const end = new RegExp(`(^|\\r\\n)t${tag} (OK|NO|BAD)[^\\r\\n]*\\r\\n$`);
    const match = await until(() => error ?? end.exec(buffer), `an answer to ${line}`);
    if (match instanceof Error) throw match;
    if (match[2] !== 'OK') throw new Error(`IMAP: ${line}: ${buffer}`);
    return buffer;
  };
  await until(() => error ?? buffer.startsWith('* OK'), 'the greeting of dovecot');
  await say(`LOGIN "${user}" ${PASSWORD}`);
  const count = Number(/\* (\d+) EXISTS/.exec(await say('SELECT INBOX'))?.[1] ?? 0);
  const mails = [];
  for (let n = 1; n <= count; n += 1) {
    const answer = await say(`FETCH ${n} BODY.PEEK[]`);
    const literal = /\{(\d+)\}\r\n/.exec(answer);
    const start = literal.index + literal[0].length;
    mails.push(Buffer.from(answer.slice(start, start + Number(literal[1])), 'latin1').toString('utf8'));
  }
  socket.end('t0 LOGOUT\r\n');
  return mails;
}

/** A postfix that takes mail for anybody and hands it to that LMTP port. Needs root. */
export async function startPostfix(lmtp) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-postfix-'));
  const port = await freePort();
  chmodSync(folder, 0o755);
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name));
  const owner = statSync('/var/lib/postfix');
  chownSync(join(folder, 'data'), owner.uid, owner.gid);
  writeFileSync(
    join(folder, 'etc/main.cf'),
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/maillog
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
local_transport = error:none
default_transport = lmtp:inet:127.0.0.1:${lmtp}
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
smtputf8_enable = yes
`,
  );
  const service = (name, kind, command, wakeup = '-', priv = '-') => `${name} ${kind} ${priv} - n ${wakeup} - ${command}`;
  writeFileSync(
    join(folder, 'etc/master.cf'),
    [
      `127.0.0.1:${port} inet n - n - - smtpd`,
      ...['cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce', 'trace unix - - n - 0 bounce', 'verify unix - - n - 1 verify', 'anvil unix - - n - 1 anvil', 'scache unix - - n - 1 scache', 'postlog unix-dgram n - n - 1 postlogd', 'pickup unix n - n 60 1 pickup', 'showq unix n - n - - showq', 'flush unix n - n 1000? 0 flush', 'tlsmgr unix - - n 1000? 1 tlsmgr'],
      ...['rewrite:trivial-rewrite', 'proxymap:proxymap', 'lmtp:lmtp', 'smtp:smtp', 'error:error', 'retry:error', 'discard:discard'].map((pair) => service(pair.split(':')[0], 'unix', pair.split(':')[1])),
      '',
    ].join('\n'),
  );
  const command = (verb) => spawnSync(program('postfix'), ['-c', join(folder, 'etc'), verb], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const log = () => (existsSync(join(folder, 'maillog')) ? readFileSync(join(folder, 'maillog'), 'utf8') : '');
  const started = command('start');
  if (started.status !== 0) throw new Error(`postfix: ${started.stderr}${log()}`);
  await listening(port);
  return {
    port,
    log,
    stop: async () => {
      command('abort');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A PostgreSQL of its own, reached by a socket in its folder: `{ url, rows(sql), stop() }`; null where it is not installed. */
export async function startPostgres() {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const programs = [process.env.PG_BIN, ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`)].find((path) => path && existsSync(join(path, 'initdb')));
  if (!programs) return null;
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-pg-'));
  const data = join(folder, 'data');
  const run = (name, args, options = {}) => {
    const done = root ? spawnSync('runuser', ['-u', 'postgres', '--', join(programs, name), ...args], { encoding: 'utf8', cwd: '/', maxBuffer: 1 << 28, ...options }) : spawnSync(join(programs, name), args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
    if (done.status !== 0) throw new Error(`${name}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  };
  // It refuses to run as root.
  if (root) spawnSync('chown', ['postgres', folder]);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--locale=C.UTF-8', '-E', 'UTF8'], quiet);
  run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', `-k ${folder} -c listen_addresses= -c max_connections=200`, 'start'], quiet);
  return {
    url: `postgres://postgres@/postgres?host=${folder}`,
    rows: (sql) => run('psql', ['-h', folder, '-U', 'postgres', '-At', '-F', '|', '-c', sql]),
    stop: async () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'], quiet);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
