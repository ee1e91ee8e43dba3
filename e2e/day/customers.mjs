// The counted customers: each mail of theirs carries a mark that stands nowhere else. They write through the real SMTP door, try again as
// mail servers do when a door is shut, and answer what agents send them.
import { answerTo } from '../lib/goal.mjs';
import { deliver, header, letter, words } from '../lib/mail.mjs';

const DOMAIN = 'tally.example';
const MATTERS = ['the parcel has not come', 'the zip is stuck', 'a size too small', 'the bill is too high', 'a mast that squeaks', 'where to send it back', 'the colour is another one', 'a missing button'];
export const SUBJECT_MARK = 'tallymark';
/** Whether that is one of the counted customers. */
export const isOurs = (address) => address.endsWith(`@${DOMAIN}`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const between = (low, high) => low + Math.random() * (high - low);

export class Customers {
  /** Of every mail that the door took: `{ mark, from, subject, first, pair, at }`. */
  written = [];
  /** Mails that the door refused or that broke off, and were handed in again. */
  tries = 0;
  given = 0;
  running = new Set();
  stopping = false;

  constructor({ door, doors, sink, pace, replies }) {
    Object.assign(this, { door, doors, sink, pace, replies });
    this.serial = 0;
    this.seen = 0;
  }
  mark(kind) {
    this.serial += 1;
    return `${kind}${String(this.serial).padStart(4, '0')}x${Math.random().toString(36).slice(2, 8)}`;
  }
  live() {
    this.writing = this.#write();
    this.reading = this.#read();
  }
  async stop() {
    this.stopping = true;
    await Promise.all([this.writing, this.reading]);
    await Promise.all(this.running);
  }
  /** Until it is taken: the same mail with the same Message-ID. */
  async #hand(mail, note) {
    for (let wait = 250; ; wait = Math.min(4_000, wait * 2)) {
      try {
        await deliver(this.door(), mail);
        this.written.push({ ...note, at: Date.now() });
        return;
      } catch {
        this.tries += 1;
        await sleep(wait);
      }
    }
  }
  #start(promise) {
    this.running.add(promise);
    promise.finally(() => this.running.delete(promise)).catch(() => undefined);
  }
  async #write() {
    while (!this.stopping) {
      this.given += 1;
      const n = this.given;
      const name = `Tally ${n}`;
      const address = `t${n}@${DOMAIN}`;
      const to = this.doors[n % 5 === 4 ? 1 : n % 5 === 3 ? 2 : 0];
      const pair = n % 9 === 5;
      for (const half of pair ? [1, 2] : [0]) this.#start(this.#ask({ name, address, to: pair ? this.doors[0] : to, n, half }));
      await sleep(between(this.pace * 0.5, this.pace * 1.5));
    }
  }
  async #ask({ name, address, to, n, half }) {
    const mark = this.mark('Q');
    const subject = `${half ? `(${half} of 2) ` : ''}${SUBJECT_MARK} ${n}: ${MATTERS[n % MATTERS.length]}`;
    const text = `Hello,\n\nI write because ${MATTERS[n % MATTERS.length]}. My word for this is ${mark}.\n\n${name}\n`;
    if (half === 2) await sleep(300);
    const raw = letter({ from: `${name} <${address}>`, to, subject, text, headers: { 'Message-ID': `<${mark}@${DOMAIN}>` } });
    await this.#hand({ from: address, to, raw }, { mark, from: address, subject, first: true, pair: half ? n : null });
  }
  /** Reads what the desk sends, and answers some of it. */
  async #read() {
    while (!this.stopping) {
      for (; this.seen < this.sink.mails.length; this.seen += 1) {
        const mail = this.sink.mails[this.seen];
        const ours = mail.to.find(isOurs);
        const automatic = header(mail.raw, 'Auto-Submitted');
        if (!ours || (automatic && automatic !== 'no') || Math.random() > this.replies) continue;
        this.#start(this.#answer(mail, ours));
      }
      await sleep(100);
    }
  }
  async #answer(mail, address) {
    await sleep(between(3_000, 9_000));
    if (this.stopping) return;
    const mark = this.mark('R');
    const said = `Thank you. My word for this is ${mark}.`;
    const quoted = (words(mail.raw) ?? '').split('\n').slice(0, 40).map((line) => `> ${line.trimEnd()}`).join('\n');
    const answer = answerTo(mail, { from: `Tally <${address}>`, text: `${said}\n\nOn Monday somebody wrote:\n${quoted}\n`, headers: { 'Message-ID': `<${mark}@${DOMAIN}>` } });
    await this.#hand(answer, { mark, from: address, first: false, to: header(mail.raw, 'Message-ID') });
  }
}
