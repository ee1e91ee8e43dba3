// From key presses to commands. Silent while an input method composes, in fields, and under dialogs.
import { commands, isLetter, keysOf } from './commands.ts';
import { inField } from './focus.ts';

/** What was pressed, as written in the command list. Non-Latin layouts fall back to the place of the key. */
export function pressed(event: KeyboardEvent): string {
  let key = event.key;
  if (key.length === 1 && /[^\x20-\x7e]/.test(key)) {
    const place = /^Key([A-Z])$/.exec(event.code) ?? /^Digit([0-9])$/.exec(event.code);
    if (place?.[1]) key = place[1].toLowerCase();
    else if (event.code === 'Slash') key = event.shiftKey ? '?' : '/';
    else if (event.code === 'BracketLeft') key = '[';
    else if (event.code === 'BracketRight') key = ']';
  }
  const mod = event.ctrlKey || event.metaKey;
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  if (letter) key = key.toLowerCase();
  const shift = event.shiftKey && (letter || key.length > 1);
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | null = null;

export function handleKey(event: KeyboardEvent): void {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const covered = document.querySelector('dialog[open]:not([data-drawer])') !== null;
  const key = pressed(event);
  const typing = inField(event.target);
  if (typing && !/^(Mod\+|(Shift\+)?F\d)/.test(key)) return;
  // Buttons and links keep Enter and Space; menus keep arrows.
  const control = (event.target as Element | null)?.closest?.('button, a[href], summary, [role="menu"], [role="menuitem"], [role="tab"], [role="radio"], input, select');
  if (control && ['Enter', ' ', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'].includes(event.key) && !key.startsWith('Mod+')) return;
  if ((event.target as Element | null)?.closest?.('[role="log"]') && /^Arrow|^Page|^ $/.test(event.key)) return;
  const full = prefix ? `${prefix} ${key}` : key;
  const command = commands.find((one) => (!covered || one.over) && keysOf(one).includes(full) && (one.when?.() ?? true));
  clearPrefix();
  if (command) {
    event.preventDefault();
    command.run();
    return;
  }
  const begins = !covered && commands.some((one) => keysOf(one).some((other) => other.startsWith(`${key} `) && isLetter(other)));
  if (begins) {
    prefix = key;
    prefixTimer = setTimeout(clearPrefix, 1200);
  }
}
function clearPrefix(): void {
  prefix = '';
  if (prefixTimer) clearTimeout(prefixTimer);
  prefixTimer = null;
}
