// Where UMAP runs. (umap.offline.ts takes the place of this file in the page that needs no server.)
export const start_worker = () => new Worker(new URL('./umap.worker.ts', import.meta.url), { type: 'module' });
