// Draws points into the pixels of a canvas. No graphics card is asked for and no code is made at run time, so that a
// strict content security policy holds and every machine shows the same picture.
import type { View } from './view';

export type Colour = [red: number, green: number, blue: number];

export interface Picture {
  x: Float32Array;
  y: Float32Array;
  group: Uint8Array; // of every point: an index into the palette; 0 is the context, which is drawn first and paler
  palette: Colour[];
  ground: Colour;
}

interface Stamp {
  size: number; // odd
  coverage: Uint8Array; // of its pixels, 0 to 255
}

// A disc whose edge pixels are covered in part, by 4 x 4 samples each.
function disc(radius: number): Stamp {
  const half = Math.ceil(radius - 0.5), size = 2 * half + 1;
  const coverage = new Uint8Array(size * size);
  for (let row = 0; row < size; ++row)
    for (let column = 0; column < size; ++column) {
      let inside = 0;
      for (let sample = 0; sample < 16; ++sample) {
        const dx = column - half + ((sample % 4) + 0.5) / 4 - 0.5, dy = row - half + (Math.floor(sample / 4) + 0.5) / 4 - 0.5;
        if (dx * dx + dy * dy <= radius * radius) ++inside;
      }
      coverage[row * size + column] = Math.round((inside / 16) * 255);
    }
  return { size, coverage };
}

// Few points are large, many are small; closer up they grow.
export function radius_of(count: number, zoom: number, ratio: number): number {
  const base = count > 50000 ? 1.0 : count > 10000 ? 1.5 : count > 2000 ? 2.2 : 3;
  return Math.min(6, base * Math.min(2.5, Math.max(1, zoom) ** 0.3)) * ratio;
}

export class Painter {
  private pixels: ImageData | undefined;
  private sorted_of: Uint8Array | undefined;
  private order = new Uint32Array(); // points by their groups
  private ends = new Uint32Array(); // of every group in `order`

  constructor(private readonly context: CanvasRenderingContext2D) {}

  // `ratio`: pixels of the canvas for one of the page.
  paint(picture: Picture, view: View, ratio: number): void {
    const { width, height } = this.context.canvas;
    if (width === 0 || height === 0) return;
    if (!this.pixels || this.pixels.width !== width || this.pixels.height !== height) this.pixels = this.context.createImageData(width, height);
    const { palette, ground } = picture;
    new Uint32Array(this.pixels.data.buffer).fill((255 << 24) | (ground[2] << 16) | (ground[1] << 8) | ground[0]);
    this.sort(picture.group, palette.length);
    const stamp = disc(radius_of(picture.x.length, view.zoom, ratio));
    for (let group = 0; group < palette.length; ++group) this.paint_group(picture, view, ratio, stamp, group);
    this.context.putImageData(this.pixels, 0, 0);
  }

  private sort(group: Uint8Array, groups: number): void {
    if (this.sorted_of === group && this.ends.length === groups) return;
    this.sorted_of = group;
    this.ends = new Uint32Array(groups);
    for (const one of group) if (one < groups) ++this.ends[one]!;
    for (let one = 1; one < groups; ++one) this.ends[one]! += this.ends[one - 1]!;
    const next = Uint32Array.from(this.ends, (_, one) => (one === 0 ? 0 : this.ends[one - 1]!));
    this.order = new Uint32Array(group.length);
    for (let i = 0; i < group.length; ++i) if (group[i]! < groups) this.order[next[group[i]!]!++] = i;
  }

  private paint_group(picture: Picture, view: View, ratio: number, stamp: Stamp, group: number): void {
    const { width, height, data } = this.pixels!;
    const [red, green, blue] = picture.palette[group]!;
    const share = group === 0 ? 0.7 : 0.92; // of the colour over what lies below
    const half = (stamp.size - 1) / 2;
    const scale = view.scale * ratio, left = view.left(0) * ratio, top = view.top(0) * ratio;
    const { x, y } = picture;
    const weights = stamp.coverage.map((one) => Math.round(one * share));
    for (let k = group === 0 ? 0 : this.ends[group - 1]!; k < this.ends[group]!; ++k) {
      const i = this.order[k]!;
      const column = Math.round(left + x[i]! * scale) - half, row = Math.round(top - y[i]! * scale) - half;
      if (column <= -stamp.size || row <= -stamp.size || column >= width || row >= height) continue;
      for (let r = Math.max(0, -row); r < stamp.size && row + r < height; ++r)
        for (let c = Math.max(0, -column); c < stamp.size && column + c < width; ++c) {
          const weight = weights[r * stamp.size + c]!;
          if (weight === 0) continue;
          const at = 4 * ((row + r) * width + column + c);
          data[at] = data[at]! + (((red - data[at]!) * weight) >> 8);
          data[at + 1] = data[at + 1]! + (((green - data[at + 1]!) * weight) >> 8);
          data[at + 2] = data[at + 2]! + (((blue - data[at + 2]!) * weight) >> 8);
        }
    }
  }
}
