import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// The server that `vite` hands requests on to while one works on the pages: interplay serve at its default port.
const server = 'http://127.0.0.1:8080';

// NAME.gz beside every file of text, as the program sends them.
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => void (folder = join(config.root, config.build.outDir)),
    writeBundle: (options) => {
      const root = options.dir ?? folder;
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !/\.(html|js|css|svg)$/.test(entry.name)) continue;
        const bytes = gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION });
        bytes[9] = 255; // no system: the same bytes everywhere
        writeFileSync(`${path}.gz`, bytes);
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), compressed()],
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  worker: { format: 'es' },
  server: { proxy: { '/v1': server, '/metrics': server, '/healthz': server, '/readyz': server } },
});
