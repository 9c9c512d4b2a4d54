// The page is built into the Python package. Every address in it is relative, so that it works behind a path prefix.
import { defineConfig, type Plugin } from 'vite';
import { icons } from './icons.ts';
import de from './src/words/de.json' with { type: 'json' };
import en from './src/words/en.json' with { type: 'json' };
import es from './src/words/es.json' with { type: 'json' };

const WORDS: Readonly<Record<string, object>> = { de, en, es };

/** What STOP says on the safety page, by the name that its script knows it by. */
const SAID: Readonly<Record<string, string>> = {
  label: 'stop.label', press: 'stop.press', all: 'stop.all', offline: 'stop.offline', sending: 'stop.phase.sending',
  sent: 'stop.phase.sent', answered: 'stop.phase.answered', stopped: 'stop.phase.stopped', cannot: 'stop.cannot',
  unanswered: 'stop.why.unanswered', refused: 'stop.why.refused', silent: 'stop.why.silent',
  unconfirmed: 'stop.why.unconfirmed', quiet: 'stop.quiet',
};

function everyLanguage(): string {
  const item = (language: string) => ([says, key]: [string, string]) => `<li data-says="${says}">%${language}:${key}%</li>`;
  const list = (language: string) => `<ul lang="${language}">${Object.entries(SAID).map(item(language)).join('')}</ul>`;
  return Object.keys(WORDS).map(list).join('');
}

/** The words of the static pages, which stand there before any script runs: `%stop.press%`, `%de:stop.press%`, `%every-language%`. */
function staticWords(): Plugin {
  const find = (key: string, language: string): string => {
    const found = key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], WORDS[language]);
    if (typeof found !== 'string') throw new Error(`no word ${key} in ${language}.json`);
    return found;
  };
  return {
    name: 'static-words',
    transformIndexHtml: (html) =>
      html.replace('%every-language%', everyLanguage).replace(/%(?:([a-z]{2}):)?([a-z]+(?:\.[a-zA-Z]+)+)%/g, (_, language: string | undefined, key: string) =>
        find(key, language ?? 'en'),
      ),
  };
}

/** Of the words that are part of the page only what STOP and the shell say; the rest comes with the language. */
export function firstWords(): Plugin {
  const { stop, shell } = en;
  return {
    name: 'first-words',
    enforce: 'pre',
    load: (id) =>
      id.endsWith('en.json?first') ? { code: `export default ${JSON.stringify({ stop, shell })}`, moduleType: 'js' } : null,
  };
}

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [firstWords(), staticWords(), icons()],
  build: {
    outDir: '../src/retrowalk/page/static',
    emptyOutDir: true,
    // Drawing the icons takes a second, and nobody has to be warned of it.
    rolldownOptions: { input: ['index.html', 'offline.html'], checks: { pluginTimings: false } },
    // Browsers of 2022: tablets in gyms are not new.
    target: ['chrome105', 'firefox105', 'safari15.4'],
    // Never a data: address, which the content security policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
