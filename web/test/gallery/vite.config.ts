// Everything the page is made of, on one sheet, for the tests that look at it. No part of the page.
import { defineConfig } from 'vite';
import { firstWords } from '../../vite.config.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [firstWords()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { emptyOutDir: true, target: 'chrome105', assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false },
});
