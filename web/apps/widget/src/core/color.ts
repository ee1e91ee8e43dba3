// The brand's colour, made readable: white or black words on it reach 4.5 : 1, and so does the colour as words on the surface.

type Rgb = [number, number, number];

const parse = (hex: string): Rgb | null => {
  const m = /^#?([\da-f]{6})$/i.exec(hex.trim());
  const n = parseInt(m?.[1] ?? '', 16);
  return m ? [n >> 16, (n >> 8) & 255, n & 255] : null;
};
const text = (c: Rgb): string => `#${c.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')}`;
/** WCAG 2.2, relative luminance. */
const light = (c: Rgb): number => {
  const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const mix = (a: Rgb, b: Rgb, t: number): Rgb => a.map((v, i) => v + (b[i]! - v) * t) as Rgb;

/** Away from grey again, which mixing leads to. */
const vivid = (c: Rgb): Rgb => {
  const grey = (c[0] + c[1] + c[2]) / 3;
  return c.map((v) => Math.min(255, Math.max(0, grey + (v - grey) * 1.6))) as Rgb;
};

export function contrast(a: string, b: string): number {
  const [x, y] = [light(parse(a) ?? [0, 0, 0]), light(parse(b) ?? [0, 0, 0])];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** As little moved towards black or white as 4.5 : 1 on `ground` needs. */
function towards(c: Rgb, ground: string): string {
  const aim: Rgb = light(parse(ground)!) > 0.4 ? [0, 0, 0] : [255, 255, 255];
  for (let t = 0; t < 1; t += 0.04) {
    const tried = text(mix(c, aim, t));
    if (contrast(tried, ground) >= 4.5) return tried;
  }
  return text(aim);
}

/** Fill, words on the fill, words in the colour on light and dark, and the soft fills. */
export function shades(hex: string | null): { fill: string; on: string; light: string; dark: string; softLight: string; softDark: string } {
  const c = parse(hex ?? '') ?? [0x40, 0x5e, 0xc9];
  const plain = text(c);
  // White words where they nearly fit, else black ones.
  const white = contrast(plain, '#ffffff') >= 3;
  const on = white ? '#ffffff' : '#161b24';
  const soft = [vivid(mix(c, [255, 255, 255], 0.9)), vivid(mix(c, [0x14, 0x17, 0x1d], 0.72))] as const;
  return { fill: towards(c, on), on, light: towards(c, text(soft[0])), dark: towards(c, text(soft[1])), softLight: text(soft[0]), softDark: text(soft[1]) };
}
