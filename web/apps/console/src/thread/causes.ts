// Causes, held for a minute: they change rarely, and stand beside every conversation.
import { api, type Cause } from '@fairlead/api';

const FRESH_MS = 60_000;
let held: { at: number; all: Promise<Cause[]> } | null = null;

export function allCauses(): Promise<Cause[]> {
  const now = performance.now();
  if (held && now - held.at < FRESH_MS) return held.all;
  const all = api.causes().then((page) => page.items);
  held = { at: now, all };
  all.catch(() => (held = null));
  return all;
}
