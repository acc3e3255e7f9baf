// Where UMAP runs in a page that is a file: the worker's script is a part of the page.
import UmapWorker from './umap.worker.ts?worker&inline';

export const start_worker = () => new UmapWorker();
