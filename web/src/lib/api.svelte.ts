// Requests to the server that the page came from.
import { answer_offline, offline } from './offline';
import { place } from './place.svelte';

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
}

export class Failure extends Error {
  constructor(
    public status: number,
    message: string,
    public remedy: string,
  ) {
    super(message);
  }
}

// The key of a server that wants one; it is kept until the window closes.
let key = $state(sessionStorage.getItem('interplay-key') ?? '');
let wanted = $state(false);
export const access = {
  get wanted() {
    return wanted;
  },
  get key() {
    return key;
  },
  use(text: string) {
    key = text;
    sessionStorage.setItem('interplay-key', text);
    wanted = false;
  },
};

// The model of a request: the one that the address names.
export function chosen(): { model?: string; version?: string } {
  const model = place.get('model');
  const version = place.get('version');
  return { ...(model && { model }), ...(version && { version }) };
}

export function get(path: string): Call {
  return { method: 'GET', path };
}

// A body that names a model of its own keeps it.
export function post(path: string, body: object): Call {
  return { method: 'POST', path, body: { ...chosen(), ...body } };
}

async function failure(response: Response): Promise<Failure> {
  const text = await response.text();
  try {
    const error = JSON.parse(text).error;
    return new Failure(response.status, error.message, error.remedy ?? '');
  } catch {
    return new Failure(response.status, `the server answered ${response.status}`, text.slice(0, 200));
  }
}

export async function fetch_response(call: Call, signal?: AbortSignal): Promise<Response> {
  if (offline) {
    const answer = await answer_offline(call);
    if (!answer.ok) throw await failure(answer);
    return answer;
  }
  const headers: Record<string, string> = {};
  if (key) headers['Authorization'] = `Bearer ${key}`;
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(call.path, {
      method: call.method,
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure(0, 'the server does not answer', 'see whether interplay serve still runs');
  }
  if (response.status === 401) wanted = true;
  if (!response.ok) throw await failure(response);
  return response;
}

export async function fetch_json<T>(call: Call, signal?: AbortSignal): Promise<T> {
  return (await fetch_response(call, signal)).json() as Promise<T>;
}

export interface Answer<T> {
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  readonly busy: boolean;
  readonly call: Call | undefined;
}

// Asks again whenever what `make` reads changes; null asks nothing. The last answer stays until the next is there.
export function ask<T>(make: () => Call | null, read: (call: Call, signal: AbortSignal) => Promise<T> = fetch_json) {
  const state = $state<{ data?: T; failure?: Failure; busy: boolean; call?: Call }>({ busy: false });
  let data = $state.raw<T | undefined>(undefined);
  $effect(() => {
    const call = make();
    void key; // a new key asks again
    if (call === null) {
      data = undefined;
      state.failure = undefined;
      state.call = undefined;
      state.busy = false;
      return;
    }
    const stop = new AbortController();
    state.busy = true;
    state.call = call;
    read(call, stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return;
        data = answer;
        state.failure = undefined;
        state.busy = false;
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        data = undefined;
        state.failure = error instanceof Failure ? error : new Failure(0, String(error), '');
        state.busy = false;
      },
    );
    return () => stop.abort();
  });
  return {
    get data() {
      return data;
    },
    get failure() {
      return state.failure;
    },
    get busy() {
      return state.busy;
    },
    get call() {
      return state.call;
    },
  } satisfies Answer<T>;
}
