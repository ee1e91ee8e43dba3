// A few written times for snoozing: "2h", "45m", "3d", "2w", "14:30", "2026-12-24", "24.12. 9:00".
export function snoozeFromText(text: string, now: number): number | null {
  const words = text.trim().toLowerCase();
  const span = /^(\d{1,3})\s*(m|min|h|d|w)$/.exec(words);
  if (span) {
    const unit = { m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }[span[2] ?? ''] ?? 0;
    return Number(span[1]) > 0 ? now + Number(span[1]) * unit : null;
  }
  const time = /^(\d{1,2})[:.](\d{2})$/.exec(words);
  if (time) return atTime(new Date(now), Number(time[1]), Number(time[2]), now, true);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t](\d{1,2})[:.](\d{2}))?$/.exec(words);
  if (iso) return onDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), iso[4], iso[5], now);
  const dotted = /^(\d{1,2})\.\s*(\d{1,2})\.?\s*(\d{4})?(?:\s+(\d{1,2})[:.](\d{2}))?$/.exec(words);
  if (dotted) {
    const year = dotted[3] ? Number(dotted[3]) : new Date(now).getFullYear();
    return onDay(year, Number(dotted[2]), Number(dotted[1]), dotted[4], dotted[5], now) ?? (dotted[3] ? null : onDay(year + 1, Number(dotted[2]), Number(dotted[1]), dotted[4], dotted[5], now));
  }
  return null;
}
function atTime(day: Date, hour: number, minute: number, now: number, next: boolean): number | null {
  if (hour > 23 || minute > 59) return null;
  const d = new Date(day);
  d.setHours(hour, minute, 0, 0);
  if (d.getTime() <= now && next) d.setDate(d.getDate() + 1);
  return d.getTime() > now ? d.getTime() : null;
}
function onDay(year: number, month: number, day: number, hour: string | undefined, minute: string | undefined, now: number): number | null {
  const d = new Date(year, month - 1, day);
  if (d.getMonth() !== month - 1 || d.getDate() !== day) return null;
  return atTime(d, hour ? Number(hour) : 9, minute ? Number(minute) : 0, now, false);
}
