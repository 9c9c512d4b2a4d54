// The bounds of the house for the page's sources: short files, and no inline style or script that the policy forbids.
import { readdirSync, readFileSync } from 'node:fs';

const LINES = 300;
const ROOT = new URL('../', import.meta.url);
const BANNED = /manager|handler|helper|util|common|\bbase\b|\bmisc\b/i;
// What would need an exception in the content security policy, or an address that no path prefix survives.
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'markup from text': /dangerouslySetInnerHTML|\.innerHTML\s*=|insertAdjacentHTML|document\.write\(/,
  'an absolute address': /(?:fetch|href=|src=|action=|new WebSocket)\(?\s*["'`{]*\/v1\//,
};

function check(name: string): string[] {
  const text = readFileSync(new URL(name, ROOT), 'utf8');
  const lines = text.split('\n').length - 1;
  const faults = Object.entries(FORBIDDEN).filter(([, pattern]) => pattern.test(text));
  return [
    ...(lines > LINES ? [`${name}: ${lines} lines, at most ${LINES}`] : []),
    ...(BANNED.test(name) ? [`${name}: a name that says nothing`] : []),
    ...faults.map(([what]) => `${name}: ${what}`),
  ];
}

const folders = ['src', 'test'];
const sources = folders.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
);
const faults = sources.filter((name) => /(?<!\.d)\.(tsx?|css)$/.test(name)).flatMap(check);
for (const fault of faults) console.error(`web/${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
