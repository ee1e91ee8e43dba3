// Topics as a tree: each below its parent, by name, with how deep it stands and its whole name.
export interface Leaf { id: string; name: string; parent?: string | null }
export interface Line<T extends Leaf> { topic: T; depth: number; path: string }

/** What has a parent that is not there, or stands in a circle, is shown at the top. */
export function tree<T extends Leaf>(topics: readonly T[]): Line<T>[] {
  const known = new Set(topics.map((one) => one.id));
  const below = new Map<string, T[]>();
  for (const one of topics) {
    const at = one.parent && known.has(one.parent) ? one.parent : '';
    below.set(at, [...(below.get(at) ?? []), one]);
  }
  const out: Line<T>[] = [];
  const seen = new Set<string>();
  const walk = (parent: string, depth: number, path: string): void => {
    const here = [...(below.get(parent) ?? [])].sort((a, b) => a.name.localeCompare(b.name));
    for (const topic of here) {
      if (seen.has(topic.id)) continue;
      seen.add(topic.id);
      const whole = path ? `${path} / ${topic.name}` : topic.name;
      out.push({ topic, depth, path: whole });
      walk(topic.id, depth + 1, whole);
    }
  };
  walk('', 0, '');
  for (const topic of topics) {
    if (!seen.has(topic.id)) {
      seen.add(topic.id);
      out.push({ topic, depth: 0, path: topic.name });
      walk(topic.id, 1, topic.name);
    }
  }
  return out;
}

/** A topic and all that stand below it: the lines after it that are deeper. */
export function below<T extends Leaf>(lines: readonly Line<T>[], id: string): string[] {
  const at = lines.findIndex((line) => line.topic.id === id);
  const depth = lines[at]?.depth;
  if (depth === undefined) return [id];
  const end = lines.findIndex((line, i) => i > at && line.depth <= depth);
  return lines.slice(at, end < 0 ? undefined : end).map((line) => line.topic.id);
}
