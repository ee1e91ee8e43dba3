// The map of ways from column to column: what is drawn of it, in which order its lines cross least, and where each stands.
// The order: each column by the mean place of its neighbours, to and fro (Sugiyama, Tagawa and Toda, Methods for visual
// understanding of hierarchical system structures, IEEE Transactions on Systems, Man, and Cybernetics 11, 1981). Pure.

/** `pass`: nothing stands there, the line goes through. */
export interface Stop { id: string; label: string; sub: string | null; tone: 'plain' | 'dead' | 'pass' }
/** A way through all columns, and who goes it; a stop that is null is passed by. */
export interface Way { stops: (Stop | null)[]; who: number[] }
export interface Node extends Stop { column: number; who: Set<number> }
export interface Link { from: string; to: string; who: Set<number> }
export interface Web { columns: string[][]; nodes: Map<string, Node>; links: Link[] }

/** At most so many stops in each column: dead ends and those that are kept stay, then those with the most people; the others are one. */
export function folded(ways: readonly Way[], most: number, kept: ReadonlySet<string>, others: (n: number) => string): Way[] {
  const columns = Math.max(0, ...ways.map((way) => way.stops.length));
  const told = Array.from({ length: columns }, (_, column) => {
    const sizes = new Map<string, number>();
    for (const way of ways) {
      const stop = way.stops[column];
      if (stop) sizes.set(stop.id, (sizes.get(stop.id) ?? 0) + way.who.length + (kept.has(stop.id) || stop.tone === 'dead' ? Infinity : 0));
    }
    const order = [...sizes].sort((a, b) => (a[1] === b[1] ? 0 : b[1] - a[1])).map(([id]) => id);
    return { own: new Set(order.slice(0, order.length > most ? most - 1 : most)), rest: order.length - most + 1 };
  });
  return ways.map((way) => ({
    ...way,
    stops: way.stops.map((stop, column) => (stop && !told[column]?.own.has(stop.id) ? { id: 'others', label: others(told[column]?.rest ?? 0), sub: null, tone: 'plain' as const } : stop)),
  }));
}

/** All that goes between the same two stops is one line. */
export function woven(ways: readonly Way[], columns: number): Web {
  const web: Web = { columns: Array.from({ length: columns }, () => []), nodes: new Map(), links: [] };
  const links = new Map<string, Link>();
  for (const way of ways) {
    let before: string | null = null;
    way.stops.forEach((stop, column) => {
      const next = way.stops.slice(column + 1).find((s) => s !== null);
      const own = stop ?? { id: `pass:${next?.id ?? ''}`, label: '', sub: null, tone: 'pass' as const };
      const id = `${column} ${own.id}`;
      const node = web.nodes.get(id) ?? { ...own, id, column, who: new Set<number>() };
      if (!web.nodes.has(id)) web.columns[column]?.push(id);
      web.nodes.set(id, node);
      way.who.forEach((one) => node.who.add(one));
      if (before !== null) {
        const link: Link = links.get(`${before}>${id}`) ?? { from: before, to: id, who: new Set<number>() };
        way.who.forEach((one) => link.who.add(one));
        links.set(`${before}>${id}`, link);
      }
      before = id;
    });
  }
  web.links = [...links.values()];
  return web;
}

const places = (columns: readonly string[][]): Map<string, number> => new Map(columns.flatMap((column) => column.map((id, at): [string, number] => [id, at])));
const columnOf = (id: string): number => Number(id.split(' ', 1)[0]);

/** How many pairs of lines cross. */
export function crossings(columns: readonly string[][], links: readonly Link[]): number {
  const at = places(columns);
  const gaps = new Map<number, [number, number][]>();
  for (const link of links) gaps.set(columnOf(link.from), [...(gaps.get(columnOf(link.from)) ?? []), [at.get(link.from) ?? 0, at.get(link.to) ?? 0]]);
  let n = 0;
  for (const lines of gaps.values()) {
    lines.forEach(([a, b], i) => {
      for (let j = i + 1; j < lines.length; j += 1) {
        const [c, d] = lines[j] as [number, number];
        if ((a - c) * (b - d) < 0) n += 1;
      }
    });
  }
  return n;
}

const SWEEPS = 12;
/** The order in which few lines cross, dead ends near the top: the same columns, their stops in another order. */
export function untangled(web: Web): string[][] {
  let columns = web.columns.map((column) => [...column]);
  const toTop = (all: string[][]): string[][] => (deadLow(web, all) ? all.map((column) => [...column].reverse()) : all);
  let best = columns;
  let least = crossings(columns, web.links);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
    const forth = sweep % 2 === 0;
    const order = columns.map((_, at) => at).slice(1).map((at) => (forth ? at : columns.length - 1 - at));
    for (const at of order) columns = columns.map((column, own) => (own === at ? byNeighbours(column, columns, web.links, forth) : column));
    const n = crossings(columns, web.links);
    if (n < least) [best, least] = [columns, n];
  }
  return toTop(best);
}
function byNeighbours(column: readonly string[], columns: readonly string[][], links: readonly Link[], forth: boolean): string[] {
  const at = places(columns);
  const mean = (id: string): number => {
    const sides = links.filter((link) => (forth ? link.to : link.from) === id);
    const weight = sides.reduce((sum, link) => sum + link.who.size, 0);
    const sum = sides.reduce((all, link) => all + (at.get(forth ? link.from : link.to) ?? 0) * link.who.size, 0);
    return weight ? sum / weight : (at.get(id) ?? 0);
  };
  const means = new Map(column.map((id) => [id, mean(id)]));
  return [...column].sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
}
/** Whether the dead ends of the last column stand in its lower half; then all of it is turned upside down, which crosses no more. */
function deadLow(web: Web, columns: readonly string[][]): boolean {
  const last = columns.at(-1) ?? [];
  const dead = last.flatMap((id, at) => (web.nodes.get(id)?.tone === 'dead' ? [at] : []));
  return dead.length > 0 && dead.reduce((sum, at) => sum + at, 0) / dead.length > (last.length - 1) / 2;
}

export interface Box { node: Node; x: number; y: number; width: number; height: number }
/** `d` is its middle line. `lit` and `wide` are how broad it is of who is asked for, and of all. */
export interface Ribbon { id: string; d: string; wide: number; lit: number; witness: boolean; from: string; to: string }
export interface Drawn { height: number; boxes: Box[]; ribbons: Ribbon[] }
/** Where columns begin and how wide they are, as shares of the width. */
export const COLUMNS: readonly { at: number; width: number }[] = [{ at: 0, width: 0.25 }, { at: 0.31, width: 0.18 }, { at: 0.55, width: 0.215 }, { at: 0.825, width: 0.175 }];
const BOX = 38;
const GAP = 10;
/** No line is thinner than this, so that one kind of many is seen. */
const THIN = 1.5;

/** Where everything stands on a map that is so wide. `lit`: who is asked for; `red`: the way of the witness, by the ids of its stops. */
export function drawn(web: Web, columns: readonly string[][], width: number, lit: (who: number) => boolean, red: readonly string[]): Drawn {
  const total = Math.max(1, ...columns.map((column) => column.reduce((sum, id) => sum + (web.nodes.get(id)?.who.size ?? 0), 0)));
  const unit = Math.min(2.4, Math.max(0.5, 300 / total));
  const thick = (link: Link): number => Math.max(THIN, link.who.size * unit);
  const boxes = boxesOf(web, columns, width, thick);
  const at = new Map(boxes.map((box) => [box.node.id, box]));
  const middle = (id: string): number => (at.get(id)?.y ?? 0) + (at.get(id)?.height ?? 0) / 2;
  const stacked = (own: 'from' | 'to', other: 'from' | 'to'): Map<Link, number> => {
    const out = new Map<Link, number>();
    for (const id of web.nodes.keys()) {
      const all = web.links.filter((link) => link[own] === id).sort((a, b) => middle(a[other]) - middle(b[other]));
      let y = middle(id) - all.reduce((sum, link) => sum + thick(link), 0) / 2;
      for (const link of all) {
        out.set(link, y + thick(link) / 2);
        y += thick(link);
      }
    }
    return out;
  };
  const [begins, ends] = [stacked('from', 'to'), stacked('to', 'from')];
  const ribbons = web.links.map((link): Ribbon => {
    const [a, b] = [at.get(link.from), at.get(link.to)];
    const n = [...link.who].filter(lit).length;
    const step = red.indexOf(link.from);
    return {
      id: `${link.from}>${link.to}`, from: link.from, to: link.to, wide: thick(link), lit: n ? Math.max(THIN, n * unit) : 0, witness: step >= 0 && red[step + 1] === link.to,
      d: curve((a?.x ?? 0) + (a?.width ?? 0), begins.get(link) ?? 0, b?.x ?? 0, ends.get(link) ?? 0),
    };
  });
  return { height: Math.max(0, ...boxes.map((box) => box.y + box.height)), boxes, ribbons };
}
function curve(x0: number, y0: number, x1: number, y1: number): string {
  const mid = (x0 + x1) / 2;
  const [a, b, c] = [x0, mid, x1].map((x) => x.toFixed(1));
  return `M${a} ${y0.toFixed(1)}C${b} ${y0.toFixed(1)} ${b} ${y1.toFixed(1)} ${c} ${y1.toFixed(1)}`;
}
/** The fullest column stands evenly; each other box is as near to the middle of its neighbours as the order allows. */
function boxesOf(web: Web, columns: readonly string[][], width: number, thick: (link: Link) => number): Box[] {
  const side = (id: string, own: 'from' | 'to'): number => web.links.filter((link) => link[own] === id).reduce((sum, link) => sum + thick(link), 0);
  const high = (id: string): number => Math.max(web.nodes.get(id)?.tone === 'pass' ? 0 : BOX, side(id, 'from'), side(id, 'to'));
  const needed = columns.map((column) => column.reduce((sum, id) => sum + high(id) + GAP, -GAP));
  const height = Math.max(0, ...needed);
  const base = needed.indexOf(height);
  const middle = new Map<string, number>();
  const place = (column: readonly string[], wanted: (id: string, at: number) => number): void => {
    const tops = fitted(column.map((id, at) => ({ height: high(id), wanted: wanted(id, at) })), height);
    column.forEach((id, at) => middle.set(id, (tops[at] ?? 0) + high(id) / 2));
  };
  const near = (other: 'from' | 'to') => (id: string): number => {
    const all = web.links.filter((link) => link[other === 'from' ? 'to' : 'from'] === id);
    const weight = all.reduce((sum, link) => sum + link.who.size, 0);
    return all.reduce((sum, link) => sum + (middle.get(link[other]) ?? 0) * link.who.size, 0) / Math.max(1, weight);
  };
  let y = 0;
  place(columns[base] ?? [], (id) => (y += high(id) + GAP) - GAP - high(id) / 2);
  for (let c = base + 1; c < columns.length; c += 1) place(columns[c] ?? [], near('from'));
  for (let c = base - 1; c >= 0; c -= 1) place(columns[c] ?? [], near('to'));
  return columns.flatMap((column, c) => column.flatMap((id): Box[] => {
    const node = web.nodes.get(id);
    const room = COLUMNS[c] ?? { at: 0, width: 0.1 };
    return node ? [{ node, x: room.at * width, y: (middle.get(id) ?? 0) - high(id) / 2, width: room.width * width, height: high(id) }] : [];
  }));
}
/** Tops of boxes in this order that do not meet and stay within the height, each near to where its middle is wanted. */
export function fitted(boxes: readonly { height: number; wanted: number }[], height: number): number[] {
  const tops: number[] = [];
  let free = 0;
  boxes.forEach((box, at) => {
    tops[at] = Math.max(free, box.wanted - box.height / 2);
    free = (tops[at] ?? 0) + box.height + GAP;
  });
  let floor = height;
  for (let at = boxes.length - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at] ?? 0, floor - (boxes[at]?.height ?? 0));
    floor = (tops[at] ?? 0) - GAP;
  }
  return tops;
}
