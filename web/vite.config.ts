import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

// offline.html: the page as one file with its script and style in it, and a policy that allows these alone, by their hashes.
// The program puts the answers where `{"answers": null}` stands (src/serve/explorer_file.cc).
function one_file(): Plugin {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      let script = '', style = '', page = '';
      const pictures: [string, string][] = [];
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === 'chunk') script += part.code;
        else if (name.endsWith('.css')) style += part.source;
        else if (name.endsWith('.html')) page = String(part.source);
        else if (name.endsWith('.svg')) pictures.push([name, `data:image/svg+xml,${encodeURIComponent(String(part.source))}`]);
        else throw new Error(`${name} is no part of a page that is one file`);
        delete bundle[name];
      }
      script = script.replaceAll('__VITE_PRELOAD__', '[]'); // nothing comes with a part that is in the file already
      // What the parser of HTML would take for tags within a script.
      script = script.replace(/<(\/script|script|!--)/gi, '\\x3c$1');
      const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'`;
      page = page
        .replace(/\s*<script type="module"[^>]*><\/script>/, '')
        .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
        .replace(/<noscript>[^]*<\/noscript>/, '<noscript>The explorer needs JavaScript.</noscript>')
        .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`)
        .replace('</head>', () => `<style>${style}</style>\n  </head>`)
        .replace('</body>', () => `<script type="application/json" id="answers">{"answers": null}</script>\n    <script type="module">${script}</script>\n  </body>`);
      for (const [name, address] of pictures) page = page.replace(`./${name}`, () => address);
      this.emitFile({ type: 'asset', fileName: 'offline.html', source: page });
    },
  };
}

export default defineConfig(({ mode }) => {
  const offline = mode === 'offline';
  return {
    plugins: [svelte(), offline ? one_file() : compressed()],
    base: './',
    resolve: offline ? { alias: [{ find: /^\.\.\/map\/umap$/, replacement: fileURLToPath(new URL('./src/map/umap.offline.ts', import.meta.url)) }] } : {},
    build: {
      target: 'es2022',
      assetsInlineLimit: offline ? Number.MAX_SAFE_INTEGER : 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
      emptyOutDir: !offline, // beside what a server sends
      cssCodeSplit: !offline,
      rolldownOptions: offline ? { output: { codeSplitting: false } } : {},
    },
    worker: { format: offline ? 'iife' : 'es' },
    server: { proxy: { '/v1': server, '/metrics': server, '/healthz': server, '/readyz': server } },
  };
});
