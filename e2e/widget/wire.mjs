// As much of RFC 6455 as a desk that only speaks needs: the handshake, text frames out, short text frames and closing in.
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Answers an upgrade; gives `{ send, close }`, or null when it is none. `heard` gets text, `gone` is called once. */
export function accept(request, socket, protocol, heard, gone) {
  const key = request.headers['sec-websocket-key'];
  if (!key) return socket.destroy(), null;
  const proof = createHash('sha1').update(key + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`);
  let rest = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 6) {
      const length = rest[1] & 127;
      if (length > 125) return socket.destroy();
      if (rest.length < 6 + length) return;
      const mask = rest.subarray(2, 6);
      const text = Buffer.from(rest.subarray(6, 6 + length).map((v, n) => v ^ mask[n % 4]));
      const kind = rest[0] & 15;
      rest = rest.subarray(6 + length);
      if (kind === 8) return socket.end(Buffer.from([0x88, 0]));
      if (kind === 1) heard(text.toString());
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', gone);
  return {
    send(text) {
      const body = Buffer.from(text);
      const head = body.length < 126 ? Buffer.from([0x81, body.length]) : body.length < 65_536 ? Buffer.from([0x81, 126, body.length >> 8, body.length & 255]) : null;
      if (!head) throw new Error('a frame beyond what this wire carries');
      if (!socket.destroyed) socket.write(Buffer.concat([head, body]));
    },
    close: () => socket.destroy(),
  };
}
