// What all parts of the panel share.
import type { Memo } from '../core/invite.ts';
import type { Config } from '../core/talk.ts';
import type { Desk } from './desk.ts';

export interface Ui {
  config: Config;
  desk: Desk;
  memo: Memo;
  /** Which card asks for something, beside the thread. */
  card: '' | 'email' | 'code' | 'copy';
  home: boolean;
  /** The last offer of another way that was on the screen. */
  offered: number;
  open: boolean;
  draw: () => void;
  /** A word about what happened, seen and heard. */
  note: (text: string) => void;
  remember: () => void;
}

export const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
export const newId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');
