// What is being written in each conversation: text, recipients, files; saved on the server a moment after the last change.
import { api, ApiError, type Addr, type Attachment, type Draft, type DraftKind } from '@fairlead/api';
import { isEmptyHtml } from '../lib/html.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { beforeLeave } from '../lib/router.svelte.ts';
import { desk } from './desk.svelte.ts';
import type { Opened } from './desk.svelte.ts';

export interface Upload { key: string; name: string; size: number; part: number; error: string | null; stop: () => void }
const WAIT = 900;

export class Compose {
  kind = $state<DraftKind>('reply');
  html = $state('');
  to = $state<Addr[]>([]);
  cc = $state<Addr[]>([]);
  bcc = $state<Addr[]>([]);
  subject = $state<string | null>(null);
  attachments = $state<Attachment[]>([]);
  uploads = $state<Upload[]>([]);
  saved = $state<number | null>(null);
  state = $state<'clean' | 'dirty' | 'saving' | 'saved' | 'kept'>('clean');
  recipientsOpen = $state(false);
  busy = $state(false);
  /** Changes when the text was set from outside, so that the editor takes it. */
  revision = $state(0);
  lastSeen: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private onServer = false;

  constructor(readonly id: string) {}

  get empty(): boolean {
    return isEmptyHtml(this.html) && this.attachments.length === 0 && this.uploads.length === 0;
  }
  start(opened: Opened): void {
    if (opened.draft) this.restore(opened.draft);
    else this.recipients(opened);
  }
  recipients(opened: Opened): void {
    if (this.kind === 'forward') return;
    this.to = opened.reply.to;
    this.cc = opened.reply.cc;
    this.bcc = [];
  }
  restore(draft: Draft): void {
    this.kind = draft.kind;
    this.html = draft.html;
    this.to = draft.to;
    this.cc = draft.cc;
    this.bcc = draft.bcc;
    this.subject = draft.subject;
    this.attachments = draft.attachments;
    this.saved = draft.updated_at;
    this.state = 'saved';
    this.onServer = true;
    this.revision += 1;
  }
  setHtml(html: string): void {
    this.html = html;
    this.revision += 1;
    this.touch();
  }
  touch(): void {
    this.state = 'dirty';
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), WAIT);
  }
  async save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.state !== 'dirty') return;
    if (this.empty) {
      if (this.onServer) this.drop();
      this.state = 'clean';
      return;
    }
    this.state = 'saving';
    try {
      await api.saveDraft(this.id, { kind: this.kind, html: this.html, to: this.to, cc: this.cc, bcc: this.bcc, subject: this.subject, attachments: this.attachments.map((a) => a.id) });
      this.onServer = true;
      this.saved = exactNow();
      if ((this.state as string) === 'saving') this.state = 'saved';
      desk.patch(this.id, { draft: true });
    } catch (error) {
      this.state = error instanceof ApiError && error.offline ? 'kept' : 'dirty';
    }
  }
  private drop(): void {
    this.onServer = false;
    api.dropDraft(this.id).catch(() => undefined);
    desk.patch(this.id, { draft: false });
  }
  /** After sending: empty again. The server forgets the draft with the send; a new conversation's is dropped here. */
  clear(drop = false): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (drop && this.onServer) this.drop();
    this.onServer = false;
    this.html = '';
    this.attachments = [];
    this.uploads = [];
    this.subject = null;
    this.state = 'clean';
    this.saved = null;
    this.revision += 1;
    desk.patch(this.id, { draft: false });
    if (desk.opened.has(this.id)) desk.change(this.id, { draft: null });
  }
  async attach(file: File | Blob, name: string): Promise<Attachment | null> {
    const control = new AbortController();
    const upload: Upload = { key: crypto.randomUUID?.() ?? String(Math.random()), name, size: file.size, part: 0, error: null, stop: () => control.abort() };
    this.uploads.push(upload);
    const held = (): Upload | undefined => this.uploads.find((u) => u.key === upload.key);
    const gone = (): void => {
      this.uploads = this.uploads.filter((u) => u.key !== upload.key);
    };
    try {
      const made = await api.upload(file, name, (part) => {
        const u = held();
        if (u) u.part = part;
      }, control.signal);
      gone();
      this.attachments.push(made);
      this.touch();
      return made;
    } catch (error) {
      const u = held();
      if (error instanceof DOMException || !u) gone();
      else u.error = error instanceof ApiError ? error.code : 'failed';
      return null;
    }
  }
  removeAttachment(id: string): void {
    this.attachments = this.attachments.filter((a) => a.id !== id);
    this.touch();
  }
}

const held = new Map<string, Compose>();
export function composeFor(id: string): Compose {
  let made = held.get(id);
  if (!made) {
    made = new Compose(id);
    held.set(id, made);
  }
  return made;
}
export function forgetCompose(): void {
  held.clear();
}
beforeLeave(() => {
  for (const compose of held.values()) void compose.save();
});
addEventListener('pagehide', () => {
  for (const compose of held.values()) void compose.save();
});
