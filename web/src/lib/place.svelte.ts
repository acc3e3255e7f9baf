// Where the reader is: every view has an address behind the #, with its settings as a query.

export interface Place {
  view: string;
  id: string;
  query: URLSearchParams;
}

function read(): Place {
  const text = location.hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const slash = path.indexOf('/');
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  return {
    view: slash < 0 ? path : path.slice(0, slash),
    id: slash < 0 ? '' : decode(path.slice(slash + 1)),
    query: new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1)),
  };
}

let current = $state.raw(read());
addEventListener('hashchange', () => (current = read()));

export const place = {
  get view() {
    return current.view;
  },
  get id() {
    return current.id;
  },
  get(name: string): string {
    return current.query.get(name) ?? '';
  },
  number(name: string, otherwise: number): number {
    const text = current.query.get(name);
    const value = text === null || text === '' ? NaN : Number(text);
    return Number.isFinite(value) ? value : otherwise;
  },
};

type Settings = Record<string, string | number | null | undefined>;

// The address of a view. The chosen model goes along; empty settings are left out.
export function href(view: string, id = '', settings: Settings = {}): string {
  const query = new URLSearchParams();
  const kept: Settings = { model: place.get('model'), version: place.get('version'), ...settings };
  for (const [name, value] of Object.entries(kept))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return `#/${view}${id === '' ? '' : '/' + encodeURIComponent(id)}${text === '' ? '' : '?' + text}`;
}

export function go(view: string, id = '', settings: Settings = {}): void {
  location.hash = href(view, id, settings);
}

// Changes settings of the view that is shown; the way back skips such steps.
export function set(settings: Settings): void {
  const query = new URLSearchParams(current.query);
  for (const [name, value] of Object.entries(settings))
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  const text = query.toString();
  const path = current.view + (current.id === '' ? '' : '/' + encodeURIComponent(current.id));
  history.replaceState(null, '', `#/${path}${text === '' ? '' : '?' + text}`);
  current = read();
}
