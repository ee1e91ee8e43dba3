// The live connection, without a page: socket with resume, long poll when sockets fail. Runs in the shared worker or the leading tab.
import type { FeedFrame } from '@fairlead/api';

export type Link = 'connecting' | 'live' | 'polling' | 'offline';
export interface Sink {
  frame(frame: FeedFrame): void;
  link(state: Link): void;
}
const RECENT = 300;
const SILENCE = 70_000;

export class Connection {
  private socket: WebSocket | null = null;
  private failures = 0;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private watchdog: ReturnType<typeof setTimeout> | null = null;
  private polling: AbortController | null = null;
  private recent: FeedFrame[] = [];
  private oldest: number;
  private outbox: string | null = null;
  state: Link = 'connecting';

  constructor(public position: number, private readonly origin: string, private readonly sink: Sink) {
    this.oldest = position;
    this.connect();
  }
  /** Frames after a position, for a tab that joins later; null when they are not held any more. */
  since(position: number): FeedFrame[] | null {
    if (position < this.oldest) return null;
    return this.recent.filter((frame) => 'position' in frame && frame.position > position);
  }
  send(message: object): void {
    const text = JSON.stringify(message);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    else this.outbox = text; // only the latest presence matters
  }
  /** The network is back, or the tab is seen again: try at once. */
  nudge(): void {
    if (this.state === 'live' || this.stopped) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.socket && !this.polling) this.connect();
  }
  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    if (this.watchdog) clearTimeout(this.watchdog);
    this.polling?.abort();
    this.socket?.close();
  }
  private become(state: Link): void {
    if (state === this.state) return;
    this.state = state;
    this.sink.link(state);
  }
  private connect(): void {
    if (this.stopped || this.socket) return;
    const socket = new WebSocket(`${this.origin.replace(/^http/, 'ws')}/api/v1/feed?position=${this.position}`);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.become('live');
      if (this.outbox) socket.send(this.outbox);
      this.outbox = null;
      this.watch();
    };
    socket.onmessage = (event) => {
      this.watch();
      this.take(String(event.data));
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (this.watchdog) clearTimeout(this.watchdog);
      this.failures += 1;
      this.again();
    };
  }
  private watch(): void {
    if (this.watchdog) clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.socket?.close(), SILENCE);
  }
  private again(): void {
    if (this.stopped) return;
    if (this.failures === 2 || this.failures % 6 === 5) {
      void this.poll();
      return;
    }
    this.become('offline');
    const wait = Math.min(30_000, 500 * 2 ** Math.min(this.failures, 6)) * (0.7 + Math.random() * 0.6);
    this.timer = setTimeout(() => this.connect(), wait);
  }
  /** Long poll for a while, then the socket gets another chance. */
  private async poll(): Promise<void> {
    const control = new AbortController();
    this.polling = control;
    const until = Date.now() + 120_000;
    while (!this.stopped && Date.now() < until) {
      try {
        const answer = await fetch(`${this.origin}/api/v1/feed/poll?position=${this.position}&wait_ms=25000`, { credentials: 'same-origin', signal: control.signal });
        if (answer.status === 401) {
          this.take('{"type":"signed_out"}');
          break;
        }
        if (!answer.ok) throw new Error(String(answer.status));
        this.become('polling');
        this.take(await answer.text());
      } catch {
        break;
      }
    }
    this.polling = null;
    if (this.stopped) return;
    this.become('offline');
    this.timer = setTimeout(() => this.connect(), 1000 + Math.min(29_000, this.failures * 1000) * Math.random());
  }
  private take(text: string): void {
    let frame: FeedFrame;
    try {
      frame = JSON.parse(text) as FeedFrame;
    } catch {
      return;
    }
    if (!frame || typeof frame !== 'object') return;
    if (frame.type === 'ping') {
      this.socket?.send('{"type":"pong"}');
      return;
    }
    if (frame.type === 'signed_out') this.stop();
    if (frame.type === 'events' || frame.type === 'reset') {
      this.position = Math.max(frame.type === 'reset' ? 0 : this.position, frame.position);
      if (frame.type === 'reset') {
        this.recent = [];
        this.oldest = frame.position;
      } else {
        this.recent.push(frame);
        while (this.recent.length > RECENT) {
          const gone = this.recent.shift();
          if (gone && 'position' in gone) this.oldest = gone.position;
        }
      }
    }
    this.sink.frame(frame);
  }
}
