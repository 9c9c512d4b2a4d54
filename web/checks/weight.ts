// How heavy the built page is, as it goes over the air: what a browser loads for its heaviest view, in its heaviest
// language. More than 120 kB is refused: gyms have bad Wi-Fi.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 120_000;
const BUILT = new URL('../../src/retrowalk/page/static/', import.meta.url);
// Words of a language and the safety page are no views; icons are fetched by whoever installs the page, and not to look at it.
const WORDS = /^assets\/(?:en|de|es)-/;
const INSTALLED = /^(?:icon-\d|icon-maskable|apple-touch)[\w-]*\.png$/;
const SAFETY = /^(?:assets\/offline|offline\.html|worker\.js)/;

const names = readdirSync(BUILT, { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => `${each.parentPath.slice(BUILT.pathname.length - 1)}/${each.name}`.replace(/^\/+/, ''));
const text = (name: string): string => readFileSync(new URL(name, BUILT), 'utf8');
const weigh = (files: Iterable<string>): number =>
  [...files].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, BUILT))).length, 0);

/** The files that a script cannot do without. */
function needs(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of text(name).matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) needs(`assets/${other}`, found);
  return found;
}

const entry = /src="\.\/(assets\/[^"]+\.js)"/.exec(text('index.html'))?.[1] ?? '';
const first = new Set([...needs(entry), ...names.filter((each) => !each.endsWith('.js') && !SAFETY.test(each) && !INSTALLED.test(each))]);
const views = names.filter((each) => each.endsWith('.js') && !first.has(each) && !WORDS.test(each) && !SAFETY.test(each));
const words = Math.max(0, ...names.filter((each) => WORDS.test(each)).map((each) => weigh([each])));
const heaviest = Math.max(0, ...views.map((each) => weigh([...needs(each)].filter((name) => !first.has(name)))));
const most = weigh(first) + words + heaviest;

const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
console.log(
  `page: ${kB(weigh(first))} kB gzip for the first view, ${kB(most)} for the heaviest one in another language, ` +
    `at most ${LIMIT / 1000}; ${kB(weigh(names))} in all ${names.length} files`,
);
process.exitCode = most > LIMIT ? 1 : 0;
