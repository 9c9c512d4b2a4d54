// How heavy the built page is, as it goes over the air. More than 120 kB is refused: gyms have bad Wi-Fi.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 120_000;
const BUILT = new URL('../../src/retrowalk/page/static/', import.meta.url);

const files = readdirSync(BUILT, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
const weights = files.map((each) => gzipSync(readFileSync(`${each.parentPath}/${each.name}`)).length);
const whole = weights.reduce((sum, each) => sum + each, 0);
console.log(`page: ${files.length} files, ${(whole / 1000).toFixed(1)} kB gzip of ${LIMIT / 1000}`);
process.exitCode = whole > LIMIT ? 1 : 0;
