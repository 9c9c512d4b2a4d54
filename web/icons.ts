// The icons of an installed page as PNG, which is what home screens take: drawn from public/icon.svg when the page is built.
import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

type Point = readonly [number, number];
type Colour = readonly [number, number, number];

interface Stroke {
  readonly points: readonly Point[];
  readonly half: number;
}

export interface Drawing {
  /** The grid it is drawn on. */
  readonly size: number;
  readonly radius: number;
  readonly ground: Colour;
  readonly strokes: readonly Stroke[];
}

// An arc is drawn as so many straight pieces: at 512 pixels none is a quarter of a pixel off.
const PIECES = 24;
const INK: Colour = [255, 255, 255];

function arc([x, y]: Point, [radius, , , , sweep, dx, dy]: readonly number[]): readonly Point[] {
  const end: Point = [x + (dx ?? 0), y + (dy ?? 0)];
  const [mx, my] = [(x + end[0]) / 2, (y + end[1]) / 2];
  if (Math.hypot(end[0] - x, end[1] - y) !== 2 * (radius ?? 0)) throw new Error('only half circles are drawn');
  const from = Math.atan2(y - my, x - mx);
  const way = sweep === 1 ? Math.PI : -Math.PI;
  return Array.from({ length: PIECES }, (_, piece) => {
    const angle = from + (way * (piece + 1)) / PIECES;
    return [mx + (radius ?? 0) * Math.cos(angle), my + (radius ?? 0) * Math.sin(angle)] as const;
  });
}

// Each command of a path: how many numbers it takes, and where it leads.
const COMMANDS: Readonly<Record<string, readonly [number, (at: Point, n: readonly number[]) => readonly Point[]]>> = {
  M: [2, (_, [x = 0, y = 0]) => [[x, y]]],
  L: [2, (_, [x = 0, y = 0]) => [[x, y]]],
  l: [2, ([x, y], [dx = 0, dy = 0]) => [[x + dx, y + dy]]],
  H: [1, ([, y], [x = 0]) => [[x, y]]],
  h: [1, ([x, y], [dx = 0]) => [[x + dx, y]]],
  a: [7, arc],
};

/** The corners of a path. Throws for a command that is not drawn here. */
export function flattened(path: string): readonly Point[] {
  const points: Point[] = [];
  for (const [, letter = '', rest = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const command = COMMANDS[letter];
    if (command === undefined) throw new Error(`no ${letter} is drawn here`);
    const numbers = (rest.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
    for (let at = 0; at < numbers.length; at += command[0]) {
      points.push(...command[1](points.at(-1) ?? [0, 0], numbers.slice(at, at + command[0])));
    }
  }
  return points;
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  if (found === undefined) throw new Error(`the icon has no ${name} in ${tag}`);
  return found;
}

/** What an icon of one rounded square and white strokes looks like. */
export function drawing(svg: string): Drawing {
  const ground = /<rect[^>]*>/.exec(svg)?.[0] ?? '';
  const fill = Number.parseInt(attribute(ground, 'fill').slice(1), 16);
  return {
    size: Number(attribute(ground, 'width')),
    radius: Number(attribute(ground, 'rx')),
    ground: [fill >> 16, (fill >> 8) & 255, fill & 255],
    strokes: [...svg.matchAll(/<path[^>]*>/g)].map(([tag]) => ({
      points: flattened(attribute(tag, 'd')),
      half: Number(attribute(tag, 'stroke-width')) / 2,
    })),
  };
}

/** The square of the distance to a straight piece. */
function toPiece([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy, px, py] = [bx - ax, by - ay, x - ax, y - ay];
  const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return (px - along * dx) ** 2 + (py - along * dy) ** 2;
}

function fromStroke(at: Point, { points, half }: Stroke): number {
  let least = Infinity;
  for (let piece = 1; piece < points.length; piece += 1) {
    least = Math.min(least, toPiece(at, points[piece - 1] as Point, points[piece] as Point));
  }
  return Math.sqrt(least) - half;
}

function fromGround([x, y]: Point, size: number, radius: number): number {
  const [dx, dy] = [x, y].map((each) => Math.abs(each - size / 2) - size / 2 + radius) as [number, number];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** How much of a pixel is covered, from its distance to an edge in pixels. */
function covered(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

/** Rows of red, green, blue, opacity. `whole`: to the edge, with the strokes within the circle that every mask leaves. */
export function pixels(of: Drawing, width: number, whole: boolean): Buffer {
  const rows = Buffer.alloc(width * (width * 4 + 1));
  // A mask may leave no more than a circle of four fifths of the width.
  const zoom = (of.size / width) * (whole ? 1.25 : 1);
  const shift = whole ? -of.size / 8 : 0;
  for (let y = 0; y < width; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at: Point = [(x + 0.5) * zoom + shift, (y + 0.5) * zoom + shift];
      const ink = Math.max(...of.strokes.map((stroke) => covered(fromStroke(at, stroke) / zoom)));
      const opaque = whole ? 1 : covered(fromGround(at, of.size, of.radius) / zoom);
      const mixed = of.ground.map((ground, index) => Math.round(ground + ((INK[index] ?? 0) - ground) * ink));
      rows.set([...mixed, Math.round(opaque * 255)], y * (width * 4 + 1) + 1 + x * 4);
    }
  }
  return rows;
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(data.length, 0);
  sizes.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([sizes.subarray(0, 4), named, sizes.subarray(4)]);
}

/** Rows of pixels as a PNG file: eight bits, with opacity. */
export function png(rows: Buffer, width: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(width, 4);
  head.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

// What Chromium asks for before it offers to install (192 and 512), what it cuts to a shape, and what iOS puts on a home screen.
export const ICONS: readonly { name: string; width: number; whole: boolean }[] = [
  { name: 'icon-192.png', width: 192, whole: false },
  { name: 'icon-512.png', width: 512, whole: false },
  { name: 'icon-maskable-512.png', width: 512, whole: true },
  { name: 'apple-touch-icon.png', width: 180, whole: true },
];

/** Draws them into what is built. */
export function icons(): Plugin {
  return {
    name: 'icons',
    generateBundle() {
      const of = drawing(readFileSync(new URL('./public/icon.svg', import.meta.url), 'utf8'));
      for (const { name, width, whole } of ICONS) {
        this.emitFile({ type: 'asset', fileName: name, source: png(pixels(of, width, whole), width) });
      }
    },
  };
}
