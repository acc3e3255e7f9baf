// What people take along: requests as curl, tables as CSV, pictures as SVG.
import { access, type Call } from './api.svelte';

function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function as_curl(call: Call): string {
  const parts = ['curl', '-s', shell(location.origin + call.path)];
  if (access.key) parts.push('-H', '"Authorization: Bearer $INTERPLAY_KEY"');
  if (call.body !== undefined) parts.push('-d', shell(JSON.stringify(call.body)));
  return parts.join(' ');
}

export type Cell = string | number | null | undefined;

export function as_csv(head: string[], rows: Cell[][]): string {
  const cell = (value: Cell) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

// The picture as a document of its own: looks that come from the page's style sheet are written into it.
export function as_svg(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const looks = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'font-family', 'font-size',
    'font-weight', 'text-anchor', 'opacity', 'paint-order', 'dominant-baseline'];
  const from = [picture, ...picture.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const look of looks) {
      const value = style.getPropertyValue(look);
      if (value) to[i]!.setAttribute(look, value);
    }
    to[i]!.removeAttribute('class');
  });
  const { width, height } = picture.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(Math.round(width)));
  copy.setAttribute('height', String(Math.round(height)));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy) + '\n';
}

// Browsers give the clipboard to pages of https and of this machine alone; elsewhere a selection does.
export async function to_clipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'hidden';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
