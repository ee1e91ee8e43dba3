// Theme, density and direction. Kept in this browser for the first paint, and per agent on the server.
export interface Look {
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  dir: 'ltr' | 'rtl' | null;
  locale: string | null;
}
const rtl = new Set(['ar', 'he', 'fa', 'ur']);
const dark = matchMedia('(prefers-color-scheme: dark)');
let theme: Look['theme'] = 'system';
dark.addEventListener('change', paint);

function paint(): void {
  document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
}

export function applyLook(look: Partial<Look>): void {
  const root = document.documentElement;
  theme = look.theme ?? 'system';
  paint();
  root.dataset['density'] = look.density === 'compact' ? 'compact' : 'comfortable';
  const forced = new URLSearchParams(location.search).get('dir');
  const wanted = forced ?? look.dir ?? (rtl.has((look.locale ?? '').split('-')[0] ?? '') ? 'rtl' : 'ltr');
  root.dir = wanted === 'rtl' ? 'rtl' : 'ltr';
  remember('fairlead.look', { theme, density: root.dataset['density'], dir: forced ? null : root.dir, locale: look.locale ?? null });
}

/** localStorage that never throws (private windows, blocked storage). */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    /* the page works without */
  }
}
export function recall<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

/** Widths of the window by which panes fold; a live value for markup and scripts. */
class Width {
  pane = $state(false);
  rail = $state(false);
  drawer = $state(false);
  constructor() {
    const watch = (query: string, set: (on: boolean) => void): void => {
      const media = matchMedia(query);
      set(media.matches);
      media.addEventListener('change', () => set(media.matches));
    };
    watch('(width < 720px)', (on) => (this.pane = on));
    watch('(width < 1024px)', (on) => (this.rail = on));
    watch('(width < 1280px)', (on) => (this.drawer = on));
  }
}
/** pane: one pane only; rail: icons only; drawer: context is a drawer. */
export const width = new Width();
