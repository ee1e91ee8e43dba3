// Who and what the ids of a diary are, as the desk knows them.
import { desk } from '../store/desk.svelte.ts';
import type { Names } from './diary.ts';

export const names: Names = {
  agent: (id) => desk.agentName(id),
  channel: (id) => desk.channels.get(id)?.name ?? null,
};
