import { fileURLToPath } from 'node:url';
import { lingui } from '@lingui/vite-plugin';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { linguiMacro } from './build/lingui-macro.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// One entry for each build: the panel is what the agent ships; the gallery and the bare page serve the tests alone.
const surfaces: Record<string, { input: string; outDir: string }> = {
  production: { input: 'panel.html', outDir: 'dist' },
  gallery: { input: 'gallery.html', outDir: '.cache/gallery' },
  bare: { input: 'bare.html', outDir: '.cache/bare' },
};

export default defineConfig(({ mode }) => {
  const surface = surfaces[mode] ?? { input: 'panel.html', outDir: 'dist' };
  return {
    base: '/',
    plugins: [
      linguiMacro(),
      react(),
      lingui({ failOnMissing: mode === 'production' }),
      { ...optimizeLocales.vite({ locales: ['en-US', 'ro-RO', 'de-DE'] }), enforce: 'pre' as const },
    ],
    build: {
      target: 'es2022',
      outDir: surface.outDir,
      emptyOutDir: true,
      manifest: 'manifest.json',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: { input: file(surface.input) },
    },
    test: {
      environment: 'happy-dom',
      setupFiles: ['test/setup.ts'],
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
      css: { modules: { classNameStrategy: 'non-scoped' } },
      testTimeout: 20_000,
    },
  };
});
