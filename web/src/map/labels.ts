// Which points are named: those with the longest vectors, as many as fit without touching each other. Closer up there
// is room for more.
import type { View } from './view';

export interface Label {
  point: number;
  text: string;
  left: number;
  top: number;
}

const line = 16, letter = 6.4, most = 60, most_looked_at = 4000;

export function place_labels(order: Uint32Array, x: Float32Array, y: Float32Array, name: (point: number) => string, view: View, first: number[]): Label[] {
  const placed: Label[] = [];
  const boxes: [number, number, number, number][] = [];
  const try_point = (point: number, always: boolean) => {
    const left = view.left(x[point]!) + 7, top = view.top(y[point]!);
    if (left < 0 || top < line || left > view.width - 24 || top > view.height - line / 2) return false;
    const text = name(point);
    const short = text.length > 30 ? text.slice(0, 29) + '…' : text;
    const box: [number, number, number, number] = [left, top - line / 2, left + short.length * letter, top + line / 2];
    if (!always && (box[2] > view.width || boxes.some((other) => box[0] < other[2] + 8 && other[0] < box[2] + 8 && box[1] < other[3] && other[1] < box[3]))) return true;
    boxes.push(box);
    placed.push({ point, text: short, left, top: top + 4 });
    return true;
  };
  for (const point of first) try_point(point, true);
  const room = Math.min(most, Math.round((view.width * view.height) / 14000));
  let looked_at = 0;
  for (const point of order) {
    if (placed.length >= room + first.length || looked_at > most_looked_at) break;
    if (first.includes(point)) continue;
    if (try_point(point, false)) ++looked_at;
  }
  return placed;
}
