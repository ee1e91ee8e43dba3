// What loader and frame say to each other. Each carries `fairlead: 1`; both sides look at origin and source, and never send to `*`.

export interface Look {
  color: string;
  text: string;
  position: 'end' | 'start';
  dir: 'ltr' | 'rtl';
  /** Words of the launcher; `#` in `unread` stands for the number. */
  label: string;
  close: string;
  unread: string;
  contact: string;
  /** No launcher for those who were never here. */
  hide: boolean;
}

export type FromFrame =
  | { type: 'ready'; look: Look }
  | { type: 'unread'; n: number }
  | { type: 'close' }
  | { type: 'token'; token: string | null }
  | { type: 'keep'; memo: unknown }
  | { type: 'invite'; text: string; no: string };

export type ToFrame =
  /** `typed`: at the launcher, before the frame was there. Without `focus` the keyboard stays where the page has it. */
  | { type: 'open'; focus: boolean; typed: string }
  | { type: 'closed' }
  | { type: 'token'; token: string | null; memo: unknown }
  | { type: 'identify'; jwt: string | null }
  | { type: 'page'; url: string; title: string }
  | { type: 'locale'; locale: string }
  | { type: 'invited'; accepted: boolean };
