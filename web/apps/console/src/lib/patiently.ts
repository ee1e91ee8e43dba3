// What is not for the first screen and must come all the same: when there is time, and again when the network failed it.
import { quiet } from './focus.ts';

const AGAIN_MS = 5_000;

export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    await quiet();
    try {
      return await load();
    } catch {
      await new Promise((then) => setTimeout(then, AGAIN_MS));
    }
  }
}
