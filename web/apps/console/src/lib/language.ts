// Which language the console speaks. Pure.
/** The language to speak: what is wished if it is one of ours, else the first of the browser's that is, else English. */
export function choose(wanted: string | null | undefined, browser: readonly string[], ours: readonly string[]): string {
  const short = (name: string): string => name.split('-')[0]?.toLowerCase() ?? '';
  return [...(wanted ? [wanted] : browser), 'en'].map(short).find((name) => ours.includes(name)) ?? 'en';
}
