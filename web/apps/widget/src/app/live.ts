// The connection that news come by, on the rung that `core/ladder` says. Sending never goes through it.
import { CLIMB_MS, ended, fresh, stood, wait, type Ladder } from '../core/ladder.ts';
import type { Frame } from '../core/talk.ts';
import { base, token } from './http.ts';

/** The server says something every 25 s; after this long it is gone. */
const SILENCE_MS = 60_000;
const OPEN_MS = 10_000;

interface Ears {
  after: () => string;
  frame: (frame: Frame) => void;
  cursor: (cursor: string) => void;
  /** Whether news come at this moment. */
  live: (live: boolean) => void;
  /** The token is not good any more. */
  refused: () => void;
}

export class Live {
  #ladder: Ladder = fresh();
  #ears: Ears;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | null = null;
  #since = 0;

  constructor(ears: Ears) {
    this.#ears = ears;
    addEventListener('online', () => this.#now());
    addEventListener('offline', () => this.#drop());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && !this.#stop) this.#now();
    });
  }

  start(): void {
    this.#wanted = true;
    this.#now();
  }

  end(): void {
    this.#wanted = false;
    this.#drop();
  }

  /** At once, from the top. */
  #now(): void {
    this.#drop();
    this.#ladder = fresh();
    this.#connect();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const stop = this.#stop;
    this.#stop = null;
    stop?.();
    this.#ears.live(false);
  }

  #connect(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted || this.#stop || navigator.onLine === false) return;
    let over = false;
    let open = false;
    const stop = new AbortController();
    // Each attempt ends once; what an abandoned one still says is nobody's.
    const end = (refused?: boolean) => {
      if (over) return;
      over = true;
      clearTimeout(this.#silence);
      stop.abort();
      this.#stop = null;
      this.#ears.live(false);
      if (refused) return this.#ears.refused();
      this.#ladder = ended(this.#ladder, { open });
      this.#timer = setTimeout(() => this.#connect(), wait(this.#ladder, Math.random()));
    };
    const alive = () => {
      if (over) return;
      clearTimeout(this.#silence);
      this.#silence = setTimeout(end, SILENCE_MS);
      if (!open) {
        open = true;
        this.#since = Date.now();
        this.#ladder = stood(this.#ladder);
        this.#ears.live(true);
      } else if (this.#ladder.rung !== 'socket' && Math.abs(Date.now() - this.#since) > CLIMB_MS) {
        this.#ladder = fresh();
        end();
      }
    };
    const hear = (text: string) => {
      alive();
      try {
        if (!over) this.#ears.frame(JSON.parse(text) as Frame);
      } catch {
        // A frame that is no JSON is passed over; the next one counts.
      }
    };
    this.#stop = () => {
      over = true;
      stop.abort();
    };
    this.#silence = setTimeout(end, this.#ladder.rung === 'poll' ? SILENCE_MS : OPEN_MS);
    const by = { socket, stream, poll }[this.#ladder.rung];
    by({ after: this.#ears.after, alive, hear, cursor: this.#ears.cursor, end, signal: stop.signal });
  }
}

interface Way {
  after: () => string;
  alive: () => void;
  hear: (text: string) => void;
  cursor: (cursor: string) => void;
  end: (refused?: boolean) => void;
  signal: AbortSignal;
}

const query = (way: Way): string => `?after=${encodeURIComponent(way.after())}`;

function socket(way: Way): void {
  try {
    const line = new WebSocket(`${location.origin.replace('http', 'ws')}${base}/live${query(way)}`, ['fairlead.v1', `token.${token()}`]);
    line.onopen = way.alive;
    line.onclose = () => way.end();
    line.onmessage = (event) => {
      way.hear(String(event.data));
      if (event.data === '{"type":"ping"}') line.send('{"type":"pong"}');
    };
    way.signal.onabort = () => line.close();
  } catch {
    way.end();
  }
}

const ask = (way: Way, path: string) => fetch(base + path + query(way), { headers: { authorization: `Bearer ${token()}` }, signal: way.signal });

async function stream(way: Way): Promise<void> {
  try {
    const answer = await ask(way, '/events');
    if (!answer.ok || !answer.body) return way.end(answer.status === 401);
    way.alive();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ; ) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('data:')) way.hear(line.slice(5));
    }
  } catch {
    // Broken or abandoned: it ends either way.
  }
  way.end();
}

async function poll(way: Way): Promise<void> {
  // Asked and not refused: news would come, though the first answer may take its time.
  setTimeout(way.alive, 3_000);
  try {
    while (!way.signal.aborted) {
      const answer = await ask(way, '/poll');
      if (!answer.ok) return way.end(answer.status === 401);
      const { frames, cursor } = (await answer.json()) as { frames: Frame[]; cursor: string };
      way.alive();
      for (const frame of frames) way.hear(JSON.stringify(frame));
      way.cursor(cursor);
    }
  } catch {
    way.end();
  }
}
