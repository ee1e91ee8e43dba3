// What the widget knows and does. One tab leads: it has the session, the connection and the outbox; the others show what it tells them
// and hand it what is written. Whoever draws listens to `changed`.
import { added, applied, begin, empty, merge, older, order, saw, short, unread, type Log } from '../core/log.ts';
import { again, answered, head, hurry, meaning, put, without, type Entry, type Outbox } from '../core/outbox.ts';
import type { Config, Conversation, Message, Session } from '../core/talk.ts';
import { call, setToken, token, upload, type Reply } from './http.ts';
import { Keep } from './keep.ts';
import { Live } from './live.ts';
import { Tabs } from './tabs.ts';

export type Fault = '' | 'blocked' | 'identity';
interface Presence {
  online: boolean;
  promise: string | null;
  away: string | null;
}
/** All that the leader knows, whole each time: a tab that missed something has it with the next. */
interface Whole {
  token: string;
  log: Log;
  box: Outbox;
  presence: Presence;
  live: boolean;
  fault: Fault;
}
type Said =
  | { t: 'hello' | 'want' | 'forget' }
  | { t: 'all'; all: Whole }
  | { t: 'put'; entry: Entry }
  | { t: 'again' | 'drop'; id: string }
  | { t: 'seen'; upto: string }
  | { t: 'draft'; text: string }
  | { t: 'adopt'; session: Session };

interface Ears {
  changed: () => void;
  token: (token: string | null) => void;
  /** A message that nobody here has seen; `lead` in one tab alone. */
  arrived: (message: Message, lead: boolean) => void;
  draft: (text: string) => void;
  /** Nothing that was written here may stay. */
  forgotten: () => void;
}

const PAGE = 50;

export class Desk {
  log = empty();
  box: Outbox = [];
  presence: Presence;
  live = false;
  fault: Fault = '';
  page = { url: '', title: '' };
  /** How far the files of an entry are, 0 to 1. */
  progress = new Map<string, number>();
  keep: Keep;
  loadingOlder = false;

  #config: Config;
  #ears: Ears;
  #tabs: Tabs<Said>;
  #live: Live;
  /** Handed to the leader and not yet seen with it. */
  #handed: Outbox = [];
  #identity: string | null = null;
  #wanted = false;
  #has = false;
  /** The page has said what it keeps: before that a session would be a stranger's. */
  #greeted = false;
  #busy = false;
  #draining = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #told = '';
  #spread: ReturnType<typeof setTimeout> | undefined;

  constructor(config: Config, ears: Ears) {
    this.#config = config;
    this.#ears = ears;
    this.presence = { online: config.online, promise: config.promise, away: config.away };
    const name = `desk:${config.key}`;
    this.keep = new Keep(name);
    this.#live = new Live({
      after: () => this.log.cursor,
      frame: (frame) => {
        if (frame.type === 'reset') return void this.#session();
        if (frame.type === 'presence') this.presence = frame;
        const fresh = frame.type === 'message' && !this.log.messages.some((m) => m.id === frame.message.id);
        this.log = applied(this.log, frame, Date.now());
        if (fresh) {
          const mine = frame.message.client_id;
          if (mine) this.box = without(this.box, [mine]);
          if (frame.message.from === 'agent') this.#ears.arrived(frame.message, true);
        }
        this.#changed();
      },
      cursor: (cursor) => {
        if (order(cursor, this.log.cursor) > 0) this.log = { ...this.log, cursor };
      },
      live: (live) => {
        if (live === this.live) return;
        this.live = live;
        if (live) void this.drain();
        this.#changed();
      },
      refused: () => void this.#session(),
    });
    this.#tabs = new Tabs<Said>(name, (said) => this.#hear(said), () => void this.#lead());
    this.#tabs.tell({ t: 'hello' });
    addEventListener('online', () => {
      this.box = hurry(this.box);
      if (this.#wanted && !this.#has) this.want();
      void this.drain();
      this.#ears.changed();
    });
    addEventListener('offline', () => this.#ears.changed());
  }

  /** What an earlier frame left: shown before anything was asked. */
  async recall(): Promise<string> {
    const [log, box, draft] = await Promise.all([this.keep.get<Log>('log'), this.keep.get<Entry[]>('box'), this.keep.get<string>('draft')]);
    if (log && !this.log.messages.length) this.log = { ...empty(), ...log };
    if (box) for (const e of box) this.box = put(this.box, e) ?? this.box;
    this.#ears.changed();
    return draft ?? '';
  }

  /** What the page kept for a frame without storage. */
  restore(box: readonly Entry[]): void {
    for (const e of box) if (typeof e?.id === 'string' && typeof e.text === 'string') this.box = put(this.box, { ...e, files: [], due: 0 }) ?? this.box;
    if (box.length) this.want();
  }

  get unread(): number {
    return unread(this.log);
  }

  /** Somebody looks, or was here before: a session and news are wanted. */
  want(): void {
    this.#wanted = true;
    if (!this.#greeted) return;
    if (!this.#tabs.leads) this.#tabs.tell({ t: 'want' });
    else if (!this.#has) void this.#session();
  }

  /** From the page: a token that its storage kept, or one that another tab has got since. */
  known(kept: string | null): void {
    this.#greeted = true;
    if (kept && !token()) setToken((this.#told = kept));
    if (token() || this.#wanted || this.box.length) this.want();
  }

  identify(jwt: string | null): void {
    this.#identity = jwt;
    this.fault = '';
    if (!jwt) return void this.forget();
    this.#wanted = true;
    if (this.#tabs.leads) void this.#session();
  }

  /** Somebody signed out of the site: nothing of the thread stays here. */
  async forget(here = true): Promise<void> {
    if (here) this.#tabs.tell({ t: 'forget' });
    this.#live.end();
    setToken('');
    this.#told = '';
    this.log = empty();
    this.box = [];
    this.#wanted = this.#has = false;
    this.#ears.token(null);
    this.#ears.forgotten();
    this.#changed();
    await this.keep.clear();
  }

  /** False when too many are waiting already. */
  send(entry: Entry): boolean {
    const box = put(this.box, entry);
    if (!box) return false;
    this.box = box;
    if (this.#tabs.leads) {
      // At once, and before it is sent: the page may be left within the same moment.
      void this.keep.set('box', box);
      this.#remember();
      this.#changed();
      if (!token()) this.want();
      void this.drain();
    } else {
      this.#handed = put(this.#handed, entry) ?? this.#handed;
      this.#tabs.tell({ t: 'put', entry });
      this.#ears.changed();
    }
    return true;
  }

  again(id: string): void {
    if (!this.#tabs.leads) return this.#tabs.tell({ t: 'again', id });
    this.box = again(this.box, id);
    this.#changed();
    void this.drain();
  }

  drop(id: string): void {
    this.#handed = without(this.#handed, [id]);
    if (!this.#tabs.leads) return this.#tabs.tell({ t: 'drop', id });
    this.box = without(this.box, [id]);
    this.#changed();
  }

  /** All up to the newest was on the screen of somebody who looks. */
  see(): void {
    const upto = this.log.messages.at(-1)?.cursor ?? '';
    const before = this.log;
    this.log = saw(this.log, upto);
    if (this.log === before) return;
    this.#tabs.tell({ t: 'seen', upto });
    this.#changed();
    if (token()) void call('/read', { upto });
  }

  draft(text: string): void {
    void this.keep.set('draft', text);
    this.#tabs.tell({ t: 'draft', text });
  }

  async older(): Promise<void> {
    const first = this.log.messages[0];
    if (!first || !this.log.more || this.loadingOlder || !token()) return;
    this.loadingOlder = true;
    this.#ears.changed();
    const { body } = await call<{ items: Message[]; more: boolean }>(`/messages?before=${encodeURIComponent(first.cursor)}&limit=${PAGE}`);
    this.loadingOlder = false;
    if (body) this.log = older(this.log, body);
    this.#ears.changed();
  }

  /** A proved address: the thread of that contact from now on. */
  adopt(session: Session): void {
    if (!this.#tabs.leads) return this.#tabs.tell({ t: 'adopt', session });
    this.log = { ...begin({ ...empty(), seen: this.log.seen }, session) };
    this.#took(session);
  }

  /** Where the thread stands after something was said or chosen, and the address that was given with it. */
  stands(conversation: Conversation, email = ''): void {
    const { visitor } = this.log;
    this.log = { ...this.log, conversation, visitor: { ...visitor, email: visitor.email || email || null } };
    this.#changed();
  }

  #whole(): Whole {
    return { token: token(), log: { ...short(this.log), typing: this.log.typing }, box: this.box, presence: this.presence, live: this.live, fault: this.fault };
  }

  #changed(): void {
    this.#ears.changed();
    if (!this.#tabs.leads) return;
    this.#spread ??= setTimeout(() => {
      this.#spread = undefined;
      this.#tabs.tell({ t: 'all', all: this.#whole() });
      void this.keep.set('log', short(this.log));
      void this.keep.set('box', this.box);
    }, 30);
  }

  #hear(said: Said): void {
    if (said.t === 'draft') return this.#ears.draft(said.text);
    if (said.t === 'forget') return void this.forget(false);
    if (said.t === 'seen') {
      this.log = saw(this.log, said.upto);
      return this.#changed();
    }
    if (!this.#tabs.leads) {
      if (said.t === 'all') this.#follow(said.all);
      return;
    }
    if (said.t === 'hello') this.#tabs.tell({ t: 'all', all: this.#whole() });
    else if (said.t === 'want') this.want();
    else if (said.t === 'put') this.send(said.entry);
    else if (said.t === 'again') this.again(said.id);
    else if (said.t === 'drop') this.drop(said.id);
    else if (said.t === 'adopt') this.adopt(said.session);
  }

  #follow(all: Whole): void {
    const before = new Set(this.log.messages.map((m) => m.id));
    const known = before.size > 0;
    setToken(all.token);
    const gone = new Set(all.log.messages.map((m) => m.client_id));
    this.#handed = this.#handed.filter((e) => !gone.has(e.id) && !all.box.some((o) => o.id === e.id));
    for (const entry of this.#handed) this.#tabs.tell({ t: 'put', entry });
    // Older pages that were read here stay, as long as they touch what the leader has.
    const touches = all.log.messages.some((m) => before.has(m.id));
    const first = all.log.messages[0];
    const mine = touches && first ? this.log.messages.filter((m) => order(m.cursor, first.cursor) < 0) : [];
    const seen = order(this.log.seen, all.log.seen) > 0 ? this.log.seen : all.log.seen;
    this.log = { ...all.log, seen, messages: merge(mine, all.log.messages), more: mine.length ? this.log.more : all.log.more };
    this.box = [...all.box, ...this.#handed];
    this.presence = all.presence;
    this.live = all.live;
    this.fault = all.fault;
    const last = all.log.messages.at(-1);
    if (known && last?.from === 'agent' && !before.has(last.id)) this.#ears.arrived(last, false);
    this.#ears.changed();
  }

  async #lead(): Promise<void> {
    const kept = await this.keep.get<Entry[]>('box');
    for (const e of [...(kept ?? []), ...this.#handed]) this.box = put(this.box, e) ?? this.box;
    this.#handed = [];
    const known = new Set(this.log.messages.map((m) => m.client_id));
    this.box = this.box.filter((e) => !known.has(e.id));
    if (this.#wanted || token() || this.box.length) this.want();
    this.#changed();
  }

  async #session(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    this.#live.end();
    const { status, body, fault, retry } = await call<Session>('/session', {
      ...(token() ? { token: token() } : {}),
      ...(this.#identity ? { identity: this.#identity } : {}),
      locale: this.#config.locale,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      page: this.page,
    });
    this.#busy = false;
    if (body) {
      this.#tries = 0;
      this.fault = '';
      this.log = begin(this.log, body);
      this.#took(body);
    } else if (status === 401 && fault?.code === 'identity_refused') {
      this.#stand('identity');
    } else if (status === 403) {
      this.#stand('blocked');
    } else if (status === 401 && token()) {
      // What it opened is gone; what was written here goes with the new one.
      setToken('');
      this.log = empty();
      void this.#session();
    } else {
      const wait = Number(retry) * 1000 || Math.min(30_000, 1000 * 2 ** Math.min(this.#tries++, 5)) * (0.5 + Math.random() / 2);
      this.#timer = setTimeout(() => void this.#session(), wait);
    }
  }

  #stand(fault: Fault): void {
    this.fault = fault;
    this.#changed();
  }

  #took(session: Session): void {
    this.#has = true;
    setToken(session.token);
    this.box = without(this.box, session.outbox_ids);
    this.#remember();
    this.#live.start();
    this.#changed();
    void this.drain();
  }

  /** The page keeps a token only once there is something that it opens, or will. */
  #remember(): void {
    if ((this.log.conversation || this.box.length || this.#told) && this.#told !== token()) this.#ears.token((this.#told = token()));
  }

  async drain(): Promise<void> {
    if (this.#draining || !this.#tabs.leads || !token() || navigator.onLine === false) return;
    this.#draining = true;
    for (let entry = head(this.box); entry && token(); entry = head(this.box)) {
      const early = entry.due - Date.now();
      // A clock that was put back would make it wait for hours.
      if (early > 0 && early < 3_600_000) {
        setTimeout(() => void this.drain(), early);
        break;
      }
      if (!(await this.#post(entry))) break;
    }
    this.#draining = false;
  }

  /** False when the session has to be begun anew first. */
  async #post(entry: Entry): Promise<boolean> {
    const answer: Reply = (await this.#upload(entry)) ?? await call<{ message: Message; conversation: Conversation }>(
      '/messages',
      { text: entry.text, files: entry.files.map((f) => f.id), ...pick(entry) },
      { 'idempotency-key': entry.id },
    );
    this.progress.delete(entry.id);
    const done = answer.body as { message?: Message; conversation: Conversation } | null;
    if (done?.message) {
      this.log = added(this.log, done.message);
      this.stands(done.conversation, entry.email);
    }
    const means = meaning(answer.status, { error: answer.fault ?? {} } as Parameters<typeof meaning>[1], answer.retry);
    this.box = answeredOf(this.box, entry.id, means);
    if (done?.message) this.#remember();
    this.#changed();
    if (answer.status !== 401) return true;
    void this.#session();
    return false;
  }

  /** Uploads what has no id yet; gives the reply that says why not, or null. */
  async #upload(entry: Entry) {
    let n = 0;
    for (const file of entry.files) {
      const part = n++ / entry.files.length;
      if (file.id) continue;
      const reply = await upload(file, (p) => {
        this.progress.set(entry.id, part + p / entry.files.length);
        this.#ears.changed();
      });
      if (!reply.body) return reply;
      file.id = reply.body.id;
      void this.keep.set('box', this.box);
    }
    return null;
  }
}

const answeredOf = (box: Outbox, id: string, means: ReturnType<typeof meaning>): Outbox => answered(box, id, means, Date.now(), Math.random());

function pick({ topic, fields, email, page }: Entry): Partial<Entry> {
  return { ...(topic ? { topic } : {}), ...(fields ? { fields } : {}), ...(email ? { email } : {}), ...(page ? { page } : {}) };
}
