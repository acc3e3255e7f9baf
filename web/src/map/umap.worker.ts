// UMAP (McInnes et al. 2018) of vectors on the unit sphere, where distances say the same as cosines. The same vectors
// give the same map.
import { UMAP } from 'umap-js';

export interface Task {
  numbers: Float32Array;
  count: number;
  dimensions: number;
}
export type Progress = { share: number; step: string } | { points: Float32Array; done: boolean; share: number };

// mulberry32, as Math.random cannot be seeded.
function random_of(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const tell = (progress: Progress) => postMessage(progress);

onmessage = (event: MessageEvent<Task>) => {
  const { numbers, count, dimensions } = event.data;
  const rows: number[][] = [];
  for (let i = 0; i < count; ++i) {
    const row = Array.from(numbers.subarray(i * dimensions, (i + 1) * dimensions));
    const length = Math.hypot(...row) || 1;
    rows.push(row.map((one) => one / length));
  }
  tell({ share: 0.02, step: 'neighbours' });
  const umap = new UMAP({ nComponents: 2, nNeighbors: Math.min(15, count - 1), minDist: 0.1, random: random_of(1) });
  const epochs = umap.initializeFit(rows);
  const shown_every = Math.max(1, Math.round(epochs / 40));
  const send = (done: boolean, share: number) => {
    const embedding = umap.getEmbedding();
    const points = new Float32Array(2 * count);
    embedding.forEach((point, i) => points.set(point, 2 * i));
    tell({ points, done, share });
  };
  for (let epoch = 0; epoch < epochs; ++epoch) {
    umap.step();
    if (epoch % shown_every === 0) send(false, 0.1 + (0.9 * epoch) / epochs);
  }
  send(true, 1);
};
