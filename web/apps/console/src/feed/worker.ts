// Shared worker: one connection for all tabs of this browser.
import { Connection, type Link } from './connection.ts';
import type { FeedFrame } from '@fairlead/api';

/** Each tab, and the conversation that it last said it looks at. */
const ports = new Map<MessagePort, { presence: object | null }>();
let connection: Connection | null = null;
const tell = (message: object): void => {
  for (const port of ports.keys()) port.postMessage(message);
};

function join(port: MessagePort, position: number): void {
  if (!connection || connection.state === 'offline') {
    connection?.stop();
    connection = new Connection(position, self.location.origin, {
      frame: (frame: FeedFrame) => {
        tell({ frame });
        if (frame.type === 'signed_out') connection = null;
      },
      link: (state: Link) => tell({ link: state }),
    });
    return;
  }
  port.postMessage({ link: connection.state });
  const missed = connection.since(position);
  if (missed === null) port.postMessage({ frame: { type: 'reset', position: connection.position } });
  else for (const frame of missed) port.postMessage({ frame });
}

/** The server knows one place per socket: when a tab leaves, the place of another tab counts again. */
function presence(port: MessagePort, said: { state?: string; [key: string]: unknown }): void {
  const held = ports.get(port);
  if (held) held.presence = said.state === 'left' ? null : said;
  const other = said.state === 'left' ? [...ports.values()].find((one) => one.presence !== null)?.presence : undefined;
  connection?.send(other ?? said);
}

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.set(port, { presence: null });
  port.onmessage = ({ data }: MessageEvent<{ join?: number; send?: { state?: string }; leave?: boolean; nudge?: boolean; stop?: boolean }>) => {
    if (typeof data.join === 'number') join(port, data.join);
    if (data.send) presence(port, data.send);
    if (data.nudge && connection) {
      connection.nudge();
      port.postMessage({ link: connection.state });
    }
    if (data.leave) {
      presence(port, { type: 'presence', conversation: null, state: 'left' });
      ports.delete(port);
    }
    if (data.stop || ports.size === 0) {
      connection?.stop();
      connection = null;
    }
  };
  port.start();
};
