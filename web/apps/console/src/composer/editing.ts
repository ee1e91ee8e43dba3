// What the composer needs of a text surface; the plain textarea and the rich editor both give it.
export interface Surface {
  focus(): void;
  /** Text between the start of the line or block and the caret. */
  before(): string;
  /** Puts HTML in place of the last `drop` characters before the caret, which then stands `back` characters before its end. */
  insert(html: string, text: string, drop: number, back?: number): void;
  caret(): DOMRect | null;
  html(): string;
  set(html: string): void;
  /** Its label has changed. */
  relabel?(): void;
  destroy(): void;
  command?(name: string, value?: string): void;
  active?(name: string): boolean;
}
export interface Hooks {
  changed(): void;
  /** true: the key was used (suggestions). */
  key(event: KeyboardEvent): boolean;
  files(files: File[], inline: boolean): boolean;
}
