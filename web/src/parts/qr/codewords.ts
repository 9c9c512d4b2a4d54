/** Text as the codewords of a QR code: bytes, medium correction, the smallest version that holds it. */
import { correction } from './field.ts';

/** correction: codewords for each block; blocks: how many data codewords each has; aligned: where marks lie. */
export interface Version {
  number: number;
  correction: number;
  blocks: readonly number[];
  aligned: readonly number[];
}

const times = (many: number, size: number): number[] => new Array<number>(many).fill(size);

// ISO/IEC 18004, tables 9 and E.1, level M: a seventh of the picture may be lost. Ten versions hold every address here.
const VERSIONS: readonly Version[] = [
  { number: 1, correction: 10, blocks: [16], aligned: [] },
  { number: 2, correction: 16, blocks: [28], aligned: [6, 18] },
  { number: 3, correction: 26, blocks: [44], aligned: [6, 22] },
  { number: 4, correction: 18, blocks: times(2, 32), aligned: [6, 26] },
  { number: 5, correction: 24, blocks: times(2, 43), aligned: [6, 30] },
  { number: 6, correction: 16, blocks: times(4, 27), aligned: [6, 34] },
  { number: 7, correction: 18, blocks: times(4, 31), aligned: [6, 22, 38] },
  { number: 8, correction: 22, blocks: [38, 38, 39, 39], aligned: [6, 24, 42] },
  { number: 9, correction: 22, blocks: [36, 36, 36, 37, 37], aligned: [6, 26, 46] },
  { number: 10, correction: 26, blocks: [...times(4, 43), 44], aligned: [6, 28, 50] },
];
const BYTES = 0b0100;
const PADDING = [0xec, 0x11];

/** How many bits tell the length. */
function lengthBits(version: Version): number {
  return version.number < 10 ? 8 : 16;
}

function room(version: Version): number {
  return version.blocks.reduce((sum, each) => sum + each, 0);
}

function bits(value: number, many: number): number[] {
  return Array.from({ length: many }, (_, at) => (value >> (many - 1 - at)) & 1);
}

function fitting(bytes: Uint8Array): Version {
  const found = VERSIONS.find((each) => 4 + lengthBits(each) + 8 * bytes.length <= 8 * room(each));
  if (!found) throw new RangeError(`a QR code here holds 213 bytes, not ${bytes.length}`);
  return found;
}

/** Mode, length, bytes, end, and padding up to the room there is. */
function data(bytes: Uint8Array, version: Version): number[] {
  const head = [...bits(BYTES, 4), ...bits(bytes.length, lengthBits(version))];
  const all = [...head, ...[...bytes].flatMap((each) => bits(each, 8))];
  const most = 8 * room(version);
  all.push(...times(Math.min(4, most - all.length), 0));
  all.push(...times((8 - (all.length % 8)) % 8, 0));
  const words = Array.from({ length: all.length / 8 }, (_, at) =>
    all.slice(8 * at, 8 * at + 8).reduce((word, bit) => 2 * word + bit, 0),
  );
  const missing = room(version) - words.length;
  return [...words, ...Array.from({ length: missing }, (_, at) => PADDING[at % 2] ?? 0)];
}

/** The first of every block, then the second of every block …: a spot on the paper spoils a little of each. */
function woven(blocks: readonly (readonly number[])[]): number[] {
  const most = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: most }, (_, at) => blocks.flatMap((block) => block.slice(at, at + 1))).flat();
}

/** The version that holds a text, and its bits in the order they are placed. Throws RangeError above 213 bytes. */
export function encoded(text: string): { version: Version; bits: number[] } {
  const bytes = new TextEncoder().encode(text);
  const version = fitting(bytes);
  const words = data(bytes, version);
  const ends = version.blocks.map((_, at) => version.blocks.slice(0, at + 1).reduce((sum, each) => sum + each, 0));
  const blocks = version.blocks.map((size, at) => words.slice((ends[at] ?? 0) - size, ends[at]));
  const all = [...woven(blocks), ...woven(blocks.map((block) => correction(block, version.correction)))];
  return { version, bits: all.flatMap((word) => bits(word, 8)) };
}
