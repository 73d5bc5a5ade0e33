import { defineConfig } from 'vite';

/** Builds the live page into `dist/dashboard`. It may be mounted under any path, so all its URLs are relative. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    // Browsers of 2024 and later.
    target: ['chrome123', 'firefox124', 'safari17.5'],
    // The page is served with a Content-Security-Policy that allows neither inline scripts nor inline assets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
