// The feed connection against a socket that breaks: resume at the position, reset, long poll after two failures.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedFrame } from '@fairlead/api';
import { Connection, type Link } from '../feed/connection.ts';

class FakeSocket {
  static all: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  give(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}
const frames: FeedFrame[] = [];
const links: Link[] = [];
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  frames.length = 0;
  links.length = 0;
  connection = new Connection(7, 'http://desk.example', { frame: (f) => frames.push(f), link: (l) => links.push(l) });
});
afterEach(() => {
  connection.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const last = (): FakeSocket => FakeSocket.all[FakeSocket.all.length - 1] as FakeSocket;
const events = (position: number): object => ({ type: 'events', position, events: [{ position }], patches: { conversations: [] }, counts: null });

describe('feed connection', () => {
  it('resumes at the last position after a break', async () => {
    expect(last().url).toBe('ws://desk.example/api/v1/feed?position=7');
    last().open();
    last().give(events(9));
    last().close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(last().url).toContain('position=9');
    expect(links).toEqual(['live', 'offline']);
  });
  it('answers pings and passes no broken frame on', () => {
    last().open();
    last().give({ type: 'ping' });
    last().onmessage?.({ data: '{not json' });
    last().onmessage?.({ data: 'null' });
    expect(last().sent).toEqual(['{"type":"pong"}']);
    expect(frames).toEqual([]);
  });
  it('gives a tab that joins later what it missed, or nothing when that is gone', () => {
    last().open();
    last().give(events(8));
    last().give(events(9));
    expect(connection.since(8)?.length).toBe(1);
    expect(connection.since(7)?.length).toBe(2);
    expect(connection.since(3)).toBe(null);
    last().give({ type: 'reset', position: 40 });
    expect(connection.since(9)).toBe(null);
    expect(connection.position).toBe(40);
  });
  it('polls when sockets do not open twice', async () => {
    const answer = vi.fn(async () => new Response(JSON.stringify(events(11))));
    vi.stubGlobal('fetch', answer);
    answer.mockImplementationOnce(async () => new Response(JSON.stringify(events(11)))).mockImplementation(() => Promise.reject(new Error('gone')));
    last().close();
    await vi.advanceTimersByTimeAsync(5_000);
    last().close();
    await vi.advanceTimersByTimeAsync(10);
    expect(answer).toHaveBeenCalled();
    expect(links).toContain('polling');
    expect(connection.position).toBe(11);
  });
  it('ends for good when the session ends', async () => {
    last().open();
    const before = FakeSocket.all.length;
    last().give({ type: 'signed_out' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all.length).toBe(before);
    expect(frames.at(-1)?.type).toBe('signed_out');
  });
  it('keeps only the latest presence for when the line is back', async () => {
    connection.send({ type: 'presence', conversation: 'a' });
    connection.send({ type: 'presence', conversation: 'b' });
    last().open();
    expect(last().sent).toEqual(['{"type":"presence","conversation":"b"}']);
  });
});
