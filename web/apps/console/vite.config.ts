import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { mock } from './mock/plugin.ts';

// FAIRLEAD_URL=http://127.0.0.1:8080 npm run dev   talks to a running server instead of the mock.
const server = process.env['FAIRLEAD_URL'];

export default defineConfig({
  plugins: [svelte(), tailwindcss(), ...(server ? [] : [mock()])],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy has no data: fonts or scripts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // All that the first screen imports in one file: less than the many that lazy chunks would make of it by sharing.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: /\/src\/main\.ts$/ }] } } },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: server
      ? { '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } } }
      : {},
  },
});
