// Spans of time as people write them in settings.
const MINUTE = 60_000;

/** "90", "1:30", "2h", "3d": minutes; NaN when it cannot be read, null when empty. */
export function minutesOf(text: string): number | null {
  const words = text.trim().toLowerCase();
  if (!words) return null;
  const clock = /^(\d+):(\d{2})$/.exec(words);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const unit = /^(\d+(?:[.,]\d+)?)\s*(m|min|h|d)?$/.exec(words);
  if (!unit) return Number.NaN;
  return Math.round(Number((unit[1] ?? '').replace(',', '.')) * ({ h: 60, d: 1440 }[unit[2] ?? ''] ?? 1));
}
export function written(ms: number | null | undefined): string {
  if (!ms) return '';
  const m = Math.round(ms / MINUTE);
  return m % 60 === 0 ? `${m / 60}h` : String(m);
}
