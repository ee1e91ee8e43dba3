// Between the desk and the mail server of the demo: keeps each mail and hands it on, so that the customers of the demo read it too.
import { deliver } from '../lib/mail.mjs';

/** The sink of the world becomes the desk's only way out. */
export async function tap(world, admin) {
  const [own] = (await admin.get('/smarthosts')).items;
  const handed = new Set();
  world.sink.taken = (mail) => {
    const done = deliver(own.port, mail).catch((error) => error).finally(() => handed.delete(done));
    handed.add(done);
  };
  await admin.patch(`/smarthosts/${own.id}`, { host: '127.0.0.1', port: world.sink.port });
  world.later(async () => void (await Promise.all(handed)));
}
