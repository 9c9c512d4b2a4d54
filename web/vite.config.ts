// The page is built into the Python package. Every address in it is relative, so that it works behind a path prefix.
import { defineConfig, type Plugin } from 'vite';
import en from './src/words/en.json' with { type: 'json' };

/** The words of the static page, which stand there before any script runs: `%stop.press%` is a key of en.json. */
function staticWords(): Plugin {
  const find = (key: string): string => {
    const found = key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], en);
    if (typeof found !== 'string') throw new Error(`index.html: no word ${key} in en.json`);
    return found;
  };
  return {
    name: 'static-words',
    transformIndexHtml: (html) => html.replace(/%([a-z]+(?:\.[a-zA-Z]+)+)%/g, (_, key: string) => find(key)),
  };
}

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [staticWords()],
  build: {
    outDir: '../src/retrowalk/page/static',
    emptyOutDir: true,
    // Browsers of 2022: tablets in gyms are not new.
    target: ['chrome105', 'firefox105', 'safari15.4'],
    // Never a data: address, which the content security policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
