// Shared worker: one connection for all tabs of this browser.
import { Connection, type Link } from './connection.ts';
import type { FeedFrame } from '@fairlead/api';

const ports = new Map<MessagePort, { seen: number; presence: string | null }>();
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

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.set(port, { seen: Date.now(), presence: null });
  port.onmessage = ({ data }: MessageEvent<{ join?: number; send?: object; leave?: boolean; nudge?: boolean; stop?: boolean }>) => {
    const held = ports.get(port);
    if (held) held.seen = Date.now();
    if (typeof data.join === 'number') join(port, data.join);
    if (data.send) connection?.send(data.send);
    if (data.nudge) connection?.nudge();
    if (data.leave) ports.delete(port);
    if (data.stop || ports.size === 0) {
      connection?.stop();
      connection = null;
    }
  };
  port.start();
};
