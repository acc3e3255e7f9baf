// Which part of the plane the map shows. y points up in the plane and down on the page.

export class View {
  constructor(
    readonly width: number,
    readonly height: number,
    readonly x: number, // in the middle of the page
    readonly y: number,
    readonly scale: number, // pixels of the page for 1 of the plane
    readonly whole: number, // the scale at which everything is seen
  ) {}

  static of(low: [number, number], high: [number, number], width: number, height: number): View {
    const room = 0.92;
    const scale = room * Math.min(width / (high[0] - low[0] || 1), height / (high[1] - low[1] || 1));
    return new View(width, height, (low[0] + high[0]) / 2, (low[1] + high[1]) / 2, scale, scale);
  }

  get zoom(): number {
    return this.scale / this.whole;
  }
  left(x: number): number {
    return this.width / 2 + (x - this.x) * this.scale;
  }
  top(y: number): number {
    return this.height / 2 - (y - this.y) * this.scale;
  }
  plane_x(left: number): number {
    return this.x + (left - this.width / 2) / this.scale;
  }
  plane_y(top: number): number {
    return this.y - (top - this.height / 2) / this.scale;
  }

  moved(right: number, down: number): View {
    return new View(this.width, this.height, this.x - right / this.scale, this.y + down / this.scale, this.scale, this.whole);
  }
  // The place under (left, top) stays where it is.
  zoomed(factor: number, left = this.width / 2, top = this.height / 2): View {
    const scale = Math.min(this.whole * 400, Math.max(this.whole * 0.5, this.scale * factor));
    const x = this.plane_x(left) - (left - this.width / 2) / scale;
    const y = this.plane_y(top) + (top - this.height / 2) / scale;
    return new View(this.width, this.height, x, y, scale, this.whole);
  }
  at(x: number, y: number, zoom = this.zoom): View {
    return new View(this.width, this.height, x, y, this.whole * zoom, this.whole);
  }
  resized(width: number, height: number, whole: number): View {
    return new View(width, height, this.x, this.y, whole * this.zoom, whole);
  }
}
