import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const STYLE = new URL('../../src/style/', import.meta.url);
const LOOKS = ['light', 'dark', 'tv'] as const;
type Look = (typeof LOOKS)[number];

const css = readFileSync(new URL('tokens.css', STYLE), 'utf8');
const ROW = /--([\w-]+):\s*var\(--light, (#\w{6})\)\s*var\(--dark, (#\w{6})\)\s*var\(--tv, (#\w{6})\)/g;
const TOKENS = new Map(Array.from(css.matchAll(ROW), ([, name, ...looks]) => [name ?? '', looks]));

function colour(name: string, look: Look): string {
  const found = TOKENS.get(name)?.[LOOKS.indexOf(look)];
  assert.ok(found, `${name} has no colour in ${look}`);
  return found;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const LIE = ['paper', 'surface', 'soft'];
/** What is read on what, and the least contrast: 7 for figures, 4.5 for text, 3 for lines (WCAG 1.4.3, 1.4.6, 1.4.11). */
const PAIRS: readonly [string, readonly string[], number][] = [
  ['ink', [...LIE, 'accent-soft', 'warn-ground', 'good-ground', 'alarm-ground'], 7],
  ['on-stop', ['stop'], 7],
  ['on-accent', ['accent'], 7],
  ['muted', [...LIE, 'accent-soft'], 4.5],
  ['accent', [...LIE, 'accent-soft'], 4.5],
  ['warn-ink', [...LIE, 'warn-ground'], 4.5],
  ['good-ink', [...LIE, 'good-ground'], 4.5],
  ['alarm-ink', [...LIE, 'alarm-ground'], 4.5],
  ['line', LIE, 3],
  ['focus', LIE, 3],
  ['plot-measured', ['surface'], 7],
  ['plot-allowed', ['surface'], 3],
  ['plot-planned', ['surface'], 3],
  ['plot-cap', ['surface'], 3],
  ['plot-heart', ['surface'], 3],
];

for (const look of LOOKS) {
  test(`what is read can be read: ${look}`, () => {
    for (const [ink, grounds, least] of PAIRS) {
      for (const ground of grounds) {
        const found = contrast(colour(ink, look), colour(ground, look));
        assert.ok(found >= least, `${ink} on ${ground}: ${found.toFixed(2)}, at least ${least}`);
      }
    }
  });
}

test('contrast is computed as the standard says', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.48) < 0.01);
});

test('red is for STOP and alarms alone', () => {
  const reddish = (hex: string): boolean => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return red > 120 && red > 1.9 * green && red > 1.9 * blue;
  };
  const red = [...TOKENS].filter(([, looks]) => looks.some(reddish)).map(([name]) => name);
  assert.deepEqual(red.sort(), ['alarm-ink', 'stop']);
});

test('every sheet takes its colours from the table', () => {
  const sheets = readdirSync(STYLE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  // A camera wants its code black on white, whatever the look.
  const free = new Set(['#ffffff', '#000000']);
  for (const name of sheets.filter((each) => each !== 'tokens.css')) {
    const text = readFileSync(new URL(name, STYLE), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const own = text.match(/#[\da-f]{3,8}\b(?=[^{]*})/gi)?.filter((each) => !free.has(each)) ?? [];
    assert.deepEqual(own, [], name);
  }
});
