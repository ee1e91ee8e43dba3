// Who looks at a conversation, for colleagues; and for the time that is kept.
import { shell } from '../store/shell.svelte.ts';
import { activity } from './activity.ts';
import { sendPresence } from './feed.svelte.ts';

const BEAT_MS = 15_000;

/** It is in front of this agent until the answer is called. */
export function lookAt(id: string): () => void {
  sendPresence(id, 'viewing');
  activity.opened(id);
  const beat = setInterval(() => {
    if (!document.hidden && !shell.writing) sendPresence(id, 'viewing');
  }, BEAT_MS);
  return () => {
    clearInterval(beat);
    sendPresence(id, 'left');
    activity.opened(null);
  };
}
