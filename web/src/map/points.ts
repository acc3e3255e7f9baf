// The points of a map as the server sends them (docs/explorer.md), and an index that finds those near a place.

export interface Points {
  count: number;
  x: Float32Array;
  y: Float32Array;
  length: Float32Array; // of the vectors
  share: [number, number]; // of the variance, on the axes
  dimensions: number;
  members: number;
}

export function read_points(buffer: ArrayBuffer): Points {
  const view = new DataView(buffer);
  if (buffer.byteLength < 32 || view.getUint32(0, false) !== 0x49504d31) throw new Error('this is no map');
  const count = view.getUint32(4, true);
  const numbers = new Float32Array(buffer, 32, 3 * count);
  const points: Points = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    length: new Float32Array(count),
    share: [view.getFloat64(8, true), view.getFloat64(16, true)],
    dimensions: view.getUint32(24, true),
    members: view.getUint32(28, true),
  };
  for (let i = 0; i < count; ++i) {
    points.x[i] = numbers[3 * i]!;
    points.y[i] = numbers[3 * i + 1]!;
    points.length[i] = numbers[3 * i + 2]!;
  }
  return points;
}

export interface Vectors {
  count: number;
  dimensions: number;
  numbers: Float32Array;
}

export function read_vectors(buffer: ArrayBuffer): Vectors {
  const view = new DataView(buffer);
  if (buffer.byteLength < 12 || view.getUint32(0, false) !== 0x49505631) throw new Error('these are no vectors');
  const count = view.getUint32(4, true), dimensions = view.getUint32(8, true);
  return { count, dimensions, numbers: new Float32Array(buffer.slice(12, 12 + 4 * count * dimensions)) };
}

// Points by the cells of a square grid, about four to a cell.
export class Grid {
  private readonly cells: number;
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;
  readonly low: [number, number];
  readonly high: [number, number];

  constructor(private readonly x: Float32Array, private readonly y: Float32Array) {
    const count = x.length;
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < count; ++i) {
      x0 = Math.min(x0, x[i]!);
      x1 = Math.max(x1, x[i]!);
      y0 = Math.min(y0, y[i]!);
      y1 = Math.max(y1, y[i]!);
    }
    if (count === 0) [x0, x1, y0, y1] = [-1, 1, -1, 1];
    this.low = [x0, y0];
    this.high = [x1, y1];
    this.cells = Math.max(1, Math.ceil(Math.sqrt(count / 4)));
    this.starts = new Uint32Array(this.cells * this.cells + 1);
    for (let i = 0; i < count; ++i) ++this.starts[this.cell(i) + 1]!;
    for (let c = 0; c < this.cells * this.cells; ++c) this.starts[c + 1]! += this.starts[c]!;
    const next = this.starts.slice();
    this.order = new Uint32Array(count);
    for (let i = 0; i < count; ++i) this.order[next[this.cell(i)]!++] = i;
  }

  private column(x: number): number {
    return Math.min(this.cells - 1, Math.max(0, Math.floor(((x - this.low[0]) / (this.high[0] - this.low[0] || 1)) * this.cells)));
  }
  private line(y: number): number {
    return Math.min(this.cells - 1, Math.max(0, Math.floor(((y - this.low[1]) / (this.high[1] - this.low[1] || 1)) * this.cells)));
  }
  private cell(i: number): number {
    return this.line(this.y[i]!) * this.cells + this.column(this.x[i]!);
  }

  // Visits the points of all cells that a box touches.
  each_in(x0: number, y0: number, x1: number, y1: number, visit: (i: number) => void): void {
    for (let line = this.line(y0); line <= this.line(y1); ++line)
      for (let column = this.column(x0); column <= this.column(x1); ++column) {
        const cell = line * this.cells + column;
        for (let k = this.starts[cell]!; k < this.starts[cell + 1]!; ++k) visit(this.order[k]!);
      }
  }

  nearest(x: number, y: number, within: number): number {
    let best = -1, least = within * within;
    this.each_in(x - within, y - within, x + within, y + within, (i) => {
      const square = (this.x[i]! - x) ** 2 + (this.y[i]! - y) ** 2;
      if (square <= least) [best, least] = [i, square];
    });
    return best;
  }
}

// Points within a closed polygon, by the rule of even and odd crossings.
export function within(polygon: [number, number][], grid: Grid, x: Float32Array, y: Float32Array): number[] {
  const xs = polygon.map((corner) => corner[0]), ys = polygon.map((corner) => corner[1]);
  const found: number[] = [];
  grid.each_in(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (i) => {
    const px = x[i]!, py = y[i]!;
    let inside = false;
    for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++)
      if (ys[a]! > py !== ys[b]! > py && px < ((xs[b]! - xs[a]!) * (py - ys[a]!)) / (ys[b]! - ys[a]!) + xs[a]!) inside = !inside;
    if (inside) found.push(i);
  });
  return found.sort((a, b) => a - b);
}
