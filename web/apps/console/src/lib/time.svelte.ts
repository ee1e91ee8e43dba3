// Times for people. One timer for the whole page; everything goes through Intl in the locale of the words.
import { locale, t } from './words.svelte.ts';

const TICK_MS = 30_000;
// The server's clock said `theirs` when ours said `ours`, and runs `speed` times as fast.
let known = { ours: 0, theirs: 0, speed: 1 };
let tick = $state(Date.now());
const look = (): void => void (tick = exactNow());
let ticking = setInterval(look, TICK_MS);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look();
});

/** The server's clock (a demo has its own); call it in markup and it refreshes every half minute. */
export function now(): number {
  return tick;
}
export function exactNow(): number {
  return known.theirs + (Date.now() - known.ours) * known.speed;
}
export function setServerTime(server: number, speed = 1): void {
  const ours = Date.now();
  known = { ours, theirs: speed !== 1 || Math.abs(server - ours) > 5_000 ? server : ours, speed };
  clearInterval(ticking);
  ticking = setInterval(look, Math.max(1_000, TICK_MS / Math.max(1, speed)));
  look();
}

const cache = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions, zone?: string | null): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options) + (zone ?? '');
  let made = cache.get(key);
  if (!made) {
    try {
      made = new Intl.DateTimeFormat(locale(), zone ? { ...options, timeZone: zone } : options);
    } catch {
      made = new Intl.DateTimeFormat(locale(), options);
    }
    cache.set(key, made);
  }
  return made;
}
const clockOptions: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

export function clock(at: number, zone?: string | null): string {
  return format(clockOptions, zone).format(at);
}
export function full(at: number, zone?: string | null): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...clockOptions, timeZoneName: 'short' }, zone).format(at);
}
export function dateTime(at: number): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric', ...clockOptions }).format(at);
}
/** Day, month and year. */
export function date(at: number): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}
/** Day and month, and the year where it is another one. */
export function dayMonth(at: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now()).getFullYear();
  return format({ day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}
export function weekdayTime(at: number): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short', ...clockOptions }).format(at);
}
export function dayKey(at: number): string {
  const d = new Date(at);
  return `${d.getFullYear()}-${d.getMonth()}-${d.getDate()}`;
}
export function day(at: number): string {
  const today = dayKey(now());
  if (dayKey(at) === today) return t('today');
  if (dayKey(at + 86_400_000) === today) return t('yesterday');
  const sameYear = new Date(at).getFullYear() === new Date(now()).getFullYear();
  return format({ weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}
/** For list rows: now, 5m, 3h, Tue, 4 Mar, 2025. */
export function short(at: number, base = now()): string {
  const gone = base - at;
  if (gone < 60_000) return t('time-now');
  if (gone < 3_600_000) return t('time-minutes', { n: Math.floor(gone / 60_000) });
  if (gone < 86_400_000) return t('time-hours', { n: Math.floor(gone / 3_600_000) });
  if (gone < 6 * 86_400_000) return format({ weekday: 'short' }).format(at);
  if (new Date(at).getFullYear() === new Date(base).getFullYear()) return format({ day: 'numeric', month: 'short' }).format(at);
  return format({ year: 'numeric' }).format(at);
}
/** "8 min", "1 h 05 min", "3 d". */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return t('duration-seconds', { n: Math.max(0, Math.round(ms / 1000)) });
  if (minutes < 60) return t('duration-minutes', { n: minutes });
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return rest ? t('duration-hours', { h: Math.floor(minutes / 60), m: String(rest).padStart(2, '0') }) : t('duration-hours-only', { h: Math.floor(minutes / 60) });
  }
  return t('duration-days', { n: Math.round(minutes / 1440) });
}
/** "1.2 sec": how long a program took. */
export function seconds(ms: number): string {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 }).format(ms / 1000);
}
/** A length of time that somebody has set, in whole minutes: nothing of it is rounded away. */
export function exactly(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return t('duration-minutes', { n: minutes });
  if (minutes >= 2880 && minutes % 1440 === 0) return t('duration-days', { n: minutes / 1440 });
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return m ? t('duration-hours', { h, m: String(m).padStart(2, '0') }) : t('duration-hours-only', { h });
}
export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}
export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < 3) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: units[unit] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value);
}
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
export function zones(): string[] {
  return typeof Intl.supportedValuesOf === 'function' ? ['UTC', ...Intl.supportedValuesOf('timeZone')] : ['UTC'];
}
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Choices for "snooze until", in the agent's own zone. */
export function snoozeChoices(base = exactNow()): { id: string; at: number }[] {
  const at = (days: number, hour: number): number => {
    const d = new Date(base);
    d.setDate(d.getDate() + days);
    d.setHours(hour, 0, 0, 0);
    return d.getTime();
  };
  const weekday = new Date(base).getDay();
  const toMonday = ((8 - weekday) % 7) || 7;
  const choices = [
    { id: 'hour', at: base + 3_600_000 },
    { id: 'later', at: base + 3 * 3_600_000 },
    { id: 'evening', at: at(0, 18) },
    { id: 'tomorrow', at: at(1, 9) },
    { id: 'monday', at: at(toMonday, 9) },
    { id: 'week', at: at(7, 9) },
    { id: 'month', at: at(30, 9) },
  ];
  return choices.filter((c) => c.id !== 'evening' || c.at > base + 4 * 3_600_000);
}
